"""Tokens: how often annotators say the same of a token of :func:`annotator.core.tokens.tokenize`.

A token belongs to a span if they share a character. For one label the value of a token is yes or no, which is safe
where labels nest; over the label set it is the set of its labels (see :mod:`annotator.core.agreement.covers`).
"""

from __future__ import annotations

from typing import NamedTuple

from annotator.core.agreement.covers import agreeing, codes, cover
from annotator.core.agreement.sheet import Floats, Ints, Sheet


class TokenCounts(NamedTuple):
    """Of one document. Pairs of annotators are indexed ``[a, b]``; the diagonal means nothing.

    ``tokens``: how many there are. ``yes`` (A, labels): how many lie in a span of the label. ``both`` (labels, A, A):
    how many both say so of. ``same`` (A, A): how many have the same value over the label set. ``values`` (A, tokens):
    these values.
    """

    tokens: int
    yes: Floats
    both: Floats
    same: Floats
    values: Ints


def token_counts(sheet: Sheet) -> TokenCounts:
    """Count one document."""
    import numpy as np

    tokens = sheet.tokens
    first = np.searchsorted(tokens[:, 1], sheet.start, side="right")
    behind = np.searchsorted(tokens[:, 0], sheet.end, side="left")
    covered = cover(sheet, first, np.maximum(first, behind), len(tokens))
    by_label = covered.transpose(1, 0, 2).astype(np.float64)
    values = codes(sheet, covered)
    return TokenCounts(
        len(tokens),
        covered.sum(axis=2).astype(np.float64),
        by_label @ by_label.transpose(0, 2, 1),
        agreeing(values, np.ones(len(tokens))),
        values,
    )
