"""Why a figure is undefined, as sentences."""

from __future__ import annotations

from annotator.core.phrases import N_, Phrase

ONE_RATER = Phrase(N_("Undefined: there is only one annotator, and nobody to compare with."))
NOBODY = Phrase(N_("Undefined: there are no annotations."))
NOT_SHARED = Phrase(N_("Undefined: no document was finished by both."))
NONE_SHARED = Phrase(N_("Undefined: no document was finished by two or more annotators."))
NOTHING_MARKED = Phrase(N_("Undefined: nobody marked anything in the documents compared."))
NO_VARIATION = Phrase(N_("Undefined: all have the same value everywhere, so chance alone would agree as well."))
NO_SAME_BOUNDS = Phrase(N_("Undefined: no two spans have the same boundaries."))
NEVER_MEET = Phrase(N_("Undefined: no span of one annotator shares a character with a span of another."))
ONE_LABEL = Phrase(N_("Undefined: where spans meet there is only one label, so labels cannot differ."))
NO_EVENTS = Phrase(N_("Undefined: nobody marked anything of this kind in the documents compared."))
NO_TOKENS = Phrase(N_("Undefined: the texts hold no words."))
TOO_MANY = Phrase(N_("Undefined: too much to align for gamma; measure fewer annotators or documents at a time."))
NOT_ASKED = Phrase(N_("Undefined: gamma was not asked for."))


def reason(measure: str, marked: float, met: float) -> Phrase:
    """Return why a measure is undefined where documents are shared.

    ``marked`` is how many spans there are, ``met`` the length of what spans of two annotators share.
    """
    if measure == "token_agreement":
        return NO_TOKENS
    if not marked:
        return NOTHING_MARKED
    if measure == "span_label_given_boundaries":
        return NO_SAME_BOUNDS
    if measure == "alpha_unit_labels":
        return ONE_LABEL if met else NEVER_MEET
    return NO_VARIATION
