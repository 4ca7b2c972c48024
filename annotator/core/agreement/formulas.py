"""The formulas, over sums of any shape: from the sufficient sums of documents to the figure, or NaN where undefined.

Each takes arrays that agree in their leading axes (labels, documents, rounds of resampling …). A figure is undefined
where what it is divided by is 0: then there is nothing to agree on, or chance alone would always agree.
"""

from __future__ import annotations

from annotator.core.agreement.sheet import Floats


def ratio(above: Floats, below: Floats) -> Floats:
    """Return the quotient, NaN where ``below`` is 0."""
    import numpy as np

    above, below = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    found: Floats = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    np.divide(above, below, out=found, where=np.abs(below) > _NOTHING)
    return found


_NOTHING = 1e-9


def beyond_chance(observed: Floats, expected: Floats) -> Floats:
    """Return 1 - observed / expected for two disagreements; undefined where none is expected."""
    return 1 - ratio(observed, expected)


def f1(matches: Floats, total: Floats) -> Floats:
    """Return 2 · matches / (spans of one + spans of the other), both summed over pairs and documents."""
    return ratio(2 * matches, total)


def cohen(same: Floats, expected: Floats, tokens: Floats) -> Floats:
    """Return Cohen's kappa (Educational and Psychological Measurement 20, 1960), pooled over pairs.

    (sum of agreements - sum of expected ones) / (sum of tokens - sum of expected ones), the expected agreement of a
    pair being tokens · sum over values of p_a p_b with each one's own shares. For one pair this is Cohen's; the pooling
    is that of Davies and Fleiss (Biometrics 38, 1982), each pair counting by its tokens.
    """
    return beyond_chance(tokens - same, tokens - expected)


def fleiss(same: Floats, tokens: Floats, squares: Floats, rated: Floats) -> Floats:
    """Return Fleiss' kappa (Psychological Bulletin 76, 1971).

    ``same`` sums over tokens the share of agreeing pairs of raters, ``squares`` is the sum over values of (ratings with
    it)², ``rated`` all ratings. With a different number of raters a token, each token counts once (as in Fleiss, Levin
    and Paik, Statistical Methods for Rates and Proportions, 2003).
    """
    return beyond_chance(1 - ratio(same, tokens), 1 - ratio(squares, rated**2))


def alpha(alike: Floats, squares: Floats, rated: Floats) -> Floats:
    """Return Krippendorff's alpha for nominal values (Content Analysis, 2004, ch. 11); raters may be missing.

    ``alike`` is the diagonal of the coincidence matrix: over tokens with m raters, agreeing ordered pairs / (m - 1);
    ``rated`` the number of ratings n, ``squares`` the sum over values of n_c². alpha = 1 - (n - alike)(n - 1) /
    (n² - squares).
    """
    return beyond_chance((rated - alike) * (rated - 1), rated**2 - squares)


def alpha_u(same: Floats, squares: Floats, square: Floats, rated: Floats) -> Floats:
    """Return Krippendorff's alpha for unitised continua in its form of 2016, for nominal values, gaps among them.

    Krippendorff, Mathet, Bouvry and Widlöcher, "On the reliability of unitizing textual continua: further
    developments", Quality & Quantity 50, 2016, which corrects the coefficient of 1995 for more than two annotators.
    ``same`` is the diagonal of observed coincidences (lengths of intersections / (m - 1)), ``squares`` the sum over
    values of l_c², ``square`` the sum of L² over all units and of L over gaps, ``rated`` is l.. . Expected coincidences
    leave out those of a unit with itself: e_cc = l.. (l_c² - square_c) / (l..² - square). Documents are one continuum
    laid end to end, no unit reaching over an end.

    Not monotone: moving a boundary further off, over a place to which others gave another label, leaves as much
    disagreement as there was and changes what chance would do; the figure then rises.
    """
    return beyond_chance((rated - same) * (rated**2 - square), rated * (rated**2 - squares))


def alpha_cu(same: Floats, squares: Floats, square: Floats, met: Floats) -> Floats:
    """Return cu-alpha (the same paper): how far labels agree where units of two annotators meet, whatever is a gap.

    ``met`` is the length of these intersections, ``squares`` the sum over labels of their lengths squared, ``square``
    that of each unit's intersections with another annotator's units, squared, / (m - 1); ``same`` the part with equal
    labels.
    """
    return beyond_chance((met - same) * (met**2 - square), met * (met**2 - squares))
