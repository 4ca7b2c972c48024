"""From the counts of one document to its rows in the tables.

Each value comes with its kind: ``"one"`` (a number a row), ``"label"`` (a column for each label of the sheet),
``"value"`` or ``"unit"`` (a column for each value that tokens, or characters, have; see
:mod:`annotator.core.agreement.covers`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from annotator.core.agreement.sheet import Floats, Ints, Sheet
from annotator.core.agreement.span_counts import span_counts
from annotator.core.agreement.token_counts import TokenCounts, token_counts
from annotator.core.agreement.unit_counts import UnitCounts, unit_counts

Rows = Mapping[str, tuple[str, Floats]]


class Counted(NamedTuple):
    """The rows of one document: itself, its annotators, their pairs; the values that the columns stand for.

    ``met`` (A, V, A) is that of :class:`~annotator.core.agreement.unit_counts.UnitCounts`.
    """

    document: Rows
    annotators: Rows
    pairs: Rows
    values: Ints
    unit_values: Ints
    met: Floats


def counted(sheet: Sheet) -> Counted:
    """Count one document."""
    spans, tokens, units = span_counts(sheet), token_counts(sheet), unit_counts(sheet)
    values, counts = _values(tokens)
    return Counted(
        {
            **{name: ("label", _upper(found).sum(axis=1)[None]) for name, found in spans.items()},
            "spans": ("label", _upper(spans["total"]).sum(axis=1)[None] / (sheet.raters - 1)),
            **_token_document(sheet, tokens, counts),
            **_unit_document(sheet, units),
        },
        {
            "yes": ("label", tokens.yes),
            "counts": ("value", counts),
            "unit_yes": ("label", units.marked),
            "unit_lengths": ("unit", units.lengths),
            "unit_square": ("one", units.square[:, None]),
        },
        {
            **{name: ("one", _upper(found.sum(axis=0))[:, None]) for name, found in spans.items()},
            "same": ("one", _upper(tokens.same)[:, None]),
            "tokens": ("one", _upper(tokens.same * 0 + tokens.tokens)[:, None]),
            "unit_same": ("one", 2 * _upper(units.same)[:, None]),
            "chars": ("one", _upper(units.same * 0 + units.chars)[:, None]),
            "met_same": ("one", 2 * _upper(units.met_same)[:, None]),
            "met_square": ("one", _upper(units.met_square + units.met_square.T)[:, None]),
        },
        values,
        units.values,
        units.met,
    )


def _upper(square: Floats) -> Floats:
    """Return the values of the pairs a < b, in the order of ``numpy.triu_indices``: (…, A, A) → (…, pairs)."""
    return square[(..., *_triangle(square.shape[-1]))]


@lru_cache(maxsize=64)
def _triangle(size: int) -> tuple[Ints, Ints]:
    import numpy as np

    return np.triu_indices(size, 1)


def _values(tokens: TokenCounts) -> tuple[Ints, Floats]:
    """Return the values that tokens have, and how many tokens of each annotator have each: (A, V)."""
    import numpy as np

    values, place = np.unique(tokens.values, return_inverse=True)
    raters, size = tokens.values.shape[0], len(values)
    cell = np.arange(raters)[:, None] * size + place.reshape(tokens.values.shape)
    return values, np.bincount(cell.reshape(-1), minlength=raters * size).reshape(raters, size).astype(np.float64)


def _token_document(sheet: Sheet, tokens: TokenCounts, counts: Floats) -> Rows:
    """Return what alpha and Fleiss' kappa are made of; pairs of annotators share a token's weight as each demands."""
    raters, many = sheet.raters, tokens.tokens
    pairs = raters * (raters - 1) / 2
    differ = _differing(tokens.yes.T, tokens.both)
    same = _upper(tokens.same).sum()
    return {
        "tokens": ("one", _number(many)),
        "token_pairs": ("one", _number(many * pairs)),
        "rated": ("one", _number(many * raters)),
        "same": ("one", _number(same)),
        "alike": ("one", _number(2 * same / (raters - 1))),
        "fleiss": ("one", _number(same / pairs)),
        "counts": ("value", counts.sum(axis=0)[None]),
        "yes": ("label", tokens.yes.sum(axis=0)[None]),
        "differ": ("label", differ),
        "unlike": ("label", 2 * differ / (raters - 1)),
        "fleiss_differ": ("label", differ / pairs),
    }


def _unit_document(sheet: Sheet, units: UnitCounts) -> Rows:
    """Return what the family of unitising alpha is made of (the l and the sums of squares of the paper).

    ``unit_label_square`` leaves the gaps out, which are known from the length where nobody uses the label.
    """
    others = sheet.raters - 1
    gaps = units.chars * sheet.raters - units.marked.sum(axis=0)
    return {
        "chars": ("one", _number(units.chars)),
        "unit_rated": ("one", _number(units.chars * sheet.raters)),
        "unit_same": ("one", _number(2 * _upper(units.same).sum() / others)),
        "unit_square": ("one", _number(units.square.sum())),
        "unit_lengths": ("unit", units.lengths.sum(axis=0)[None]),
        "unit_yes": ("label", units.marked.sum(axis=0)[None]),
        "unit_unlike": ("label", 2 * _differing(units.marked.T, units.both) / others),
        "unit_label_square": ("label", (units.squares.sum(axis=0) - gaps)[None]),
        "unit_alike": ("unit", 2 * units.pairs[None] / others),
        "met": ("unit", units.met.sum(axis=(0, 2))[None] / others),
        "met_same": ("one", _number(2 * _upper(units.met_same).sum() / others)),
        "met_squares": ("unit", units.met_squares[None] / others),
    }


def _differing(yes: Floats, both: Floats) -> Floats:
    """Return on how much pairs differ about each label, shape (1, labels)."""
    differing: Floats = _upper(yes[:, :, None] + yes[:, None, :] - 2 * both).sum(axis=1)[None]
    return differing


def _number(value: float) -> Floats:
    import numpy as np

    return np.array([[float(value)]])
