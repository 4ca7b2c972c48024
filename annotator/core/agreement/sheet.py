"""One document's annotations as arrays: the common ground of all measures on spans.

Arrays are aligned by span: ``annotator[i]`` marked ``start[i]:end[i]`` with ``label[i]``; annotators are numbered in
the order of their names, labels over all documents. They are sorted by label, start and end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.core.agreement.values import Coded
from annotator.core.tokens import tokenize

if TYPE_CHECKING:
    from numpy import ndarray

    Ints = ndarray[Any, Any]
    Floats = ndarray[Any, Any]
else:
    Ints = Floats = object


class Names(dict[str, int]):
    """Numbers for labels in the order in which they are met."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Sheet:
    """See the module. ``labels`` are the numbers of the labels that occur, sorted; ``local`` indexes them by span."""

    text: str
    names: tuple[str, ...]
    annotator: Ints
    start: Ints
    end: Ints
    label: Ints
    labels: Ints
    local: Ints
    tokens: Ints

    @property
    def raters(self) -> int:
        """How many people did this document."""
        return len(self.names)


def sheet_of(coded: Coded, numbers: Names) -> Sheet:
    """Return the arrays of one document; new labels get the next numbers."""
    import numpy as np

    names = tuple(sorted(coded.spans))
    marks = [
        (label, start, end, who)
        for who, name in enumerate(names)
        for start, end, label in {(one.start, one.end, numbers[one.label]) for one in coded.spans[name]}
    ]
    rows = np.array(sorted(marks), dtype=np.int64).reshape(-1, 4)
    label, start, end, annotator = rows.T
    labels, local = np.unique(label, return_inverse=True)
    return Sheet(coded.text, names, annotator, start, end, label, labels, local, _tokens(coded.text))


def _tokens(text: str) -> Ints:
    import numpy as np

    return np.array(tokenize(text), dtype=np.int64).reshape(-1, 2)
