"""Which sums make which measure: for all labels together, for each label, and for each pair of annotators.

The functions take sums with any leading axes (none, documents, rounds of resampling) and return a figure for each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotator.core.agreement import formulas
from annotator.core.agreement.sheet import Floats

Sums = Mapping[str, Floats]
Figures = Mapping[str, Floats]

SPANS = (
    "span_f1_exact",
    "span_f1_clitic_free",
    "span_f1_overlap",
    "span_f1_partial",
    "span_f1_boundaries",
    "span_label_given_boundaries",
)
TOKENS = ("token_agreement", "kappa_cohen", "kappa_fleiss", "alpha_tokens")
UNITS = ("alpha_unitised", "alpha_unit_boundaries", "alpha_unit_labels")


def of_all(sums: Sums, cohen: Floats) -> Figures:
    """Return the measures over the label set; ``cohen`` are the tokens on which pairs would agree by chance."""
    spans = {name: sums[name].sum(axis=-1) for name in _SPAN_SUMS}
    one = {name: values[..., 0] for name, values in sums.items() if name in _ONES}
    lengths, met = sums["unit_lengths"], sums["met"][..., 1:]
    gap_same, gap = sums["unit_alike"][..., 0], lengths[..., 0]
    return {
        **_spans(spans),
        **_tokens(one["same"], one["token_pairs"], cohen, one["fleiss"], one["tokens"], one["alike"],
                  _square(sums["counts"]), one["rated"]),
        **_units(one["unit_same"], lengths, one["unit_square"], one["unit_rated"], gap_same, gap),
        "alpha_unit_labels": formulas.alpha_cu(
            one["met_same"], _square(met), sums["met_squares"].sum(axis=-1), met.sum(axis=-1)
        ),
    }  # fmt: skip


def of_labels(sums: Sums, cohen: Floats, columns: Sequence[int | None]) -> Figures:
    """Return the measures of each label as a binary matter, labels on the last axis; ``columns`` are their values'."""
    yes, rated = sums["yes"], sums["rated"]
    marked, chars = sums["unit_yes"], sums["unit_rated"]
    return {
        **_spans(sums),
        **_tokens(sums["token_pairs"] - sums["differ"], sums["token_pairs"], cohen,
                  sums["tokens"] - sums["fleiss_differ"], sums["tokens"], rated - sums["unlike"],
                  yes**2 + (rated - yes) ** 2, rated),
        "alpha_unitised": formulas.alpha_u(
            chars - sums["unit_unlike"], marked**2 + (chars - marked) ** 2,
            sums["unit_label_square"] + chars - marked, chars,
        ),
        "alpha_unit_labels": _one_label(sums, columns),
    }  # fmt: skip


def of_pair(sums: Sums, counts: tuple[Floats, Floats], lengths: tuple[Floats, Floats], square: Floats) -> Figures:
    """Return the measures of two people from their sums, their tokens and characters by value, their units' squares.

    What of the units can be told by the pair's own sums alone; cu-alpha of a pair is left to its caller.
    """
    one = {name: values[..., 0] for name, values in sums.items()}
    cohen = formulas.ratio((counts[0] * counts[1]).sum(axis=-1), one["tokens"])
    both, length = counts[0] + counts[1], lengths[0] + lengths[1]
    return {
        **_spans(one),
        **_tokens(one["same"], one["tokens"], cohen, one["same"], one["tokens"], 2 * one["same"], _square(both),
                  2 * one["tokens"]),
        **_units(one["unit_same"], length, square, 2 * one["chars"], one["unit_same"] - one["met_same"],
                 length[..., 0]),
    }  # fmt: skip


def chance(first: Floats, second: Floats, tokens: Floats) -> Floats:
    """Return on how many of their tokens two people would agree by chance: by value (last axis summed)."""
    import numpy as np

    return np.nan_to_num(formulas.ratio((first * second).sum(axis=-1), tokens))


def label_chance(first: Floats, second: Floats, tokens: Floats) -> Floats:
    """Return the same for each label as yes or no; ``tokens`` has a last axis of length 1."""
    import numpy as np

    return np.nan_to_num(formulas.ratio(first * second + (tokens - first) * (tokens - second), tokens))


_SPAN_SUMS = ("exact", "free", "overlap", "partial", "bounds", "total", "free_total")
_ONES = frozenset(
    ("tokens", "token_pairs", "rated", "same", "alike", "fleiss", "unit_rated", "unit_same", "unit_square", "met_same")
)


def _square(values: Floats) -> Floats:
    found: Floats = (values**2).sum(axis=-1)
    return found


def _spans(sums: Sums) -> Figures:
    """Return the F1 of each way of matching, and how often labels are equal where boundaries are."""
    total = sums["total"]
    return {
        "span_f1_exact": formulas.f1(sums["exact"], total),
        "span_f1_clitic_free": formulas.f1(sums["free"], sums["free_total"]),
        "span_f1_overlap": formulas.f1(sums["overlap"], total),
        "span_f1_partial": formulas.f1(sums["partial"], total),
        "span_f1_boundaries": formulas.ratio(sums["bounds"], total),
        "span_label_given_boundaries": formulas.f1(sums["exact"], sums["bounds"]),
    }


def _tokens(
    same: Floats, pairs: Floats, cohen: Floats, fleiss: Floats, tokens: Floats, alike: Floats, squares: Floats,
    rated: Floats,
) -> Figures:  # fmt: skip
    return {
        "token_agreement": formulas.ratio(same, pairs),
        "kappa_cohen": formulas.cohen(same, cohen, pairs),
        "kappa_fleiss": formulas.fleiss(fleiss, tokens, squares, rated),
        "alpha_tokens": formulas.alpha(alike, squares, rated),
    }


def _units(same: Floats, lengths: Floats, square: Floats, rated: Floats, gap_same: Floats, gap: Floats) -> Figures:
    """Return alpha over values and gaps, and alpha over “in a unit” and “in a gap” alone (u-alpha and |u-alpha)."""
    marked = rated - gap
    return {
        "alpha_unitised": formulas.alpha_u(same, _square(lengths), square, rated),
        "alpha_unit_boundaries": formulas.alpha_u(rated - 2 * (gap - gap_same), marked**2 + gap**2, square, rated),
    }


def _one_label(sums: Sums, columns: Sequence[int | None]) -> Floats:
    """Return (k)u-alpha: whether units of the label meet units of the same label (equation 13 of the paper)."""
    import numpy as np

    met = sums["met"][..., 1:].sum(axis=-1)[..., None]
    at = [0 if column is None else column for column in columns]
    here = np.array([column is not None for column in columns])
    mine, same, square = sums["met"][..., at] * here, sums["unit_alike"][..., at] * here, sums["met_squares"][..., at]
    observed = (mine - same) * (mine * met - square)
    return formulas.beyond_chance(observed, mine * mine * (met - mine))
