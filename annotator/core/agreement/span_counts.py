"""Spans: what two people have in common, for every pair of the annotators of one document and every label.

Pairwise F1, pooled over pairs and documents, is twice the matches over the sum of the spans of both. Without a gold
standard it takes the place of kappa, whose negative cases (all the spans that nobody marked) cannot be counted
(Hripcsak and Rothschild, Journal of the American Medical Informatics Association 12, 2005). Ways of matching:

- ``exact``: the same boundaries and label;
- ``free``: the same after :func:`annotator.core.arabic.clitic_free` on both sides;
- ``overlap``: any shared character and the same label, one to one, as many as can be;
- ``partial``: as overlap, a pair counting 2 · shared / (length + length) characters (the coefficient of Dice 1945), the
  matching being the one of the greatest sum; moving a boundary away from the only span that it is near never raises it;
- ``bounds``: the same boundaries, whatever the label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.core.agreement.matching import matched
from annotator.core.agreement.sheet import Floats, Ints, Sheet
from annotator.core.arabic import stem_at, stem_edges

if TYPE_CHECKING:
    from collections.abc import Mapping

WAYS = ("exact", "free", "overlap", "partial", "bounds")


def span_counts(sheet: Sheet) -> Mapping[str, Any]:
    """Return ``{way: matches}`` and the sums of spans, ``total`` and ``free_total``; each of shape (labels, A, A).

    Matches of a pair stand at ``[label, a, b]`` and ``[label, b, a]``; the diagonal is 0. ``bounds`` counts the spans
    of ``a`` whose boundaries ``b`` has, and the reverse, together: it is up to twice the other ways'.
    """
    marks, free = _marks(sheet, sheet.start, sheet.end), _marks(sheet, *_freed(sheet))
    overlap, partial = matched(sheet)
    return {
        "exact": _common(marks),
        "free": _common(free),
        "overlap": overlap,
        "partial": partial,
        "bounds": _same_bounds(marks),
        "total": _sizes(marks),
        "free_total": _sizes(free),
    }


def _keys(sheet: Sheet, start: Ints, end: Ints) -> tuple[Ints, int]:
    import numpy as np

    found, inverse = np.unique(start * (len(sheet.text) + 1) + end, return_inverse=True)
    return inverse, len(found)


def _marks(sheet: Sheet, start: Ints, end: Ints) -> Floats:
    """Return who marked which place with which label: 0 or 1, shape (labels, A, places)."""
    import numpy as np

    place, places = _keys(sheet, start, end)
    marks: Floats = np.zeros((len(sheet.labels), sheet.raters, places))
    marks[sheet.local, sheet.annotator, place] = 1
    return marks


def _off_diagonal(values: Floats) -> Floats:
    import numpy as np

    return values * (1 - np.eye(values.shape[-1]))


def _common(marks: Floats) -> Floats:
    return _off_diagonal(marks @ marks.transpose(0, 2, 1))


def _sizes(marks: Floats) -> Floats:
    sizes = marks.sum(axis=2)
    return _off_diagonal(sizes[:, :, None] + sizes[:, None, :])


def _same_bounds(marks: Floats) -> Floats:
    anyhow = marks.max(axis=0, initial=0)
    one_way = marks @ anyhow.T
    return _off_diagonal(one_way + one_way.transpose(0, 2, 1))


def _freed(sheet: Sheet) -> tuple[Ints, Ints]:
    """Return the boundaries without clitics, as ``clitic_free`` gives them; each word is looked at once."""
    import numpy as np

    first, last = np.split(_stems(sheet, np.concatenate((sheet.start, sheet.end - 1))), 2)
    start = np.maximum(sheet.start, first[:, 0])
    end = np.minimum(sheet.end, last[:, 1])
    usable = (start < end) & (first[:, 0] >= 0) & (last[:, 0] >= 0)
    return np.where(usable, start, sheet.start), np.where(usable, end, sheet.end)


def _stems(sheet: Sheet, offsets: Ints) -> Ints:
    """Return the boundaries of the stem of the word at each offset, -1 where there is none."""
    import numpy as np

    places, inverse = np.unique(offsets, return_inverse=True)
    words = np.searchsorted(sheet.tokens[:, 1], places, side="right").tolist()
    text, tokens, found = sheet.text, sheet.tokens.tolist(), []
    for place, word in zip(places.tolist(), words, strict=True):
        start, end = tokens[word] if word < len(tokens) else (place + 1, place)
        if start <= place:
            before, behind = stem_edges(text[start:end])
            found.append((start + before, start + behind))
        else:
            found.append(stem_at(text, place) or (-1, -1))
    return np.array(found, dtype=np.int64).reshape(-1, 2)[inverse]
