"""What the measures of agreement are called, what they mean, and what to do about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext


class Words(NamedTuple):
    """What a measure is called, what it says, and what to do where it is low."""

    title: Any
    meaning: Any
    advice: Any


MEASURES: Mapping[str, Words] = {
    "span_f1_exact": Words(
        lazy_gettext("F1, the same spans"),
        lazy_gettext("Twice the spans that two annotators share, over all spans of both: same place, same label."),
        lazy_gettext("Low, while the overlap is high: agree on where spans begin and end."),
    ),
    "span_f1_clitic_free": Words(
        lazy_gettext("F1 without clitics"),
        lazy_gettext("The same, when clitics such as و and ب at the edge of a span do not count."),
        lazy_gettext("Clearly higher than the one above: write into the guideline whether clitics belong to a span."),
    ),
    "span_f1_overlap": Words(
        lazy_gettext("F1, any overlap"),
        lazy_gettext("Spans of one label count as the same as soon as they share a letter."),
        lazy_gettext("Low here, too: the annotators do not mark the same things. Say what is to be marked at all."),
    ),
    "span_f1_partial": Words(
        lazy_gettext("F1 by shared letters"),
        lazy_gettext("Spans of one label count by the share of the letters that they have in common."),
        lazy_gettext("Between the exact one and the overlap: the nearer to the overlap, the smaller the differences."),
    ),
    "span_f1_boundaries": Words(
        lazy_gettext("F1, boundaries alone"),
        lazy_gettext("The same place is enough, whatever the label."),
        lazy_gettext("Clearly higher than the exact one: places are clear, labels are not."),
    ),
    "span_label_given_boundaries": Words(
        lazy_gettext("Same label at the same place"),
        lazy_gettext("Of the spans with the same boundaries, those that have the same label."),
        lazy_gettext("Low: look at which labels are taken for one another, and tell them apart in the guideline."),
    ),
    "token_agreement": Words(
        lazy_gettext("Words alike"),
        lazy_gettext("The share of words with the same labels. High wherever little is marked, so no proof by itself."),
        lazy_gettext("Read kappa or alpha beside it: they take out what chance would give."),
    ),
    "kappa_cohen": Words(
        lazy_gettext("Cohen’s kappa"),
        lazy_gettext("Agreement of two annotators on words, beyond chance: 1 is full, 0 no better than chance."),
        lazy_gettext("Below 0.67: too little to build on. Discuss examples together, then annotate some again."),
    ),
    "kappa_fleiss": Words(
        lazy_gettext("Fleiss’ kappa"),
        lazy_gettext("The same for any number of annotators at once."),
        lazy_gettext("Much lower than most pairs: one annotator stands apart. The table of pairs shows who."),
    ),
    "alpha_tokens": Words(
        lazy_gettext("Krippendorff’s alpha, words"),
        lazy_gettext("Agreement on words beyond chance, for any number of annotators, also where some are missing."),
        lazy_gettext("Many take 0.8 as reliable and 0.67 as the least to build on."),
    ),
    "alpha_unitised": Words(
        lazy_gettext("Krippendorff’s alpha, spans"),
        lazy_gettext("Agreement on where spans lie and what they are, letter by letter, beyond chance."),
        lazy_gettext("It can rise when a boundary moves further off over another label: read it with the F1 figures."),
    ),
    "alpha_unit_boundaries": Words(
        lazy_gettext("Alpha, places alone"),
        lazy_gettext("The same for what is marked at all, whatever the label."),
        lazy_gettext("Low: it is not clear what is to be marked."),
    ),
    "alpha_unit_labels": Words(
        lazy_gettext("Alpha, labels alone"),
        lazy_gettext("Agreement on labels where the spans of two annotators meet, beyond chance."),
        lazy_gettext("Low: labels are taken for one another."),
    ),
    "gamma": Words(
        lazy_gettext("Gamma"),
        lazy_gettext("Agreement on places and labels by the best pairing of spans, beyond chance."),
        lazy_gettext("Left out where there is very much to pair."),
    ),
    "event_trigger_f1": Words(
        lazy_gettext("F1 of events"),
        lazy_gettext("Twice the events on the same words, over all events of both annotators."),
        lazy_gettext("Low: say which words name an event, and which mentions are none."),
    ),
    "event_type": Words(
        lazy_gettext("Same type of event"),
        lazy_gettext("Of the events on the same words, those of the same type."),
        lazy_gettext("Low: tell the types apart in the guideline, with an example each."),
    ),
    "event_subtype": Words(
        lazy_gettext("Same subtype of event"),
        lazy_gettext("Of the events of the same type, those of the same subtype."),
        lazy_gettext("Low: there may be more subtypes than can be told apart."),
    ),
    "event_attributes": Words(
        lazy_gettext("Same attributes of events"),
        lazy_gettext("Of the attributes of events on the same words, those with the same value."),
        lazy_gettext("Low: say when an attribute is to be filled."),
    ),
    "argument_f1": Words(
        lazy_gettext("F1 of roles"),
        lazy_gettext("Twice the spans in the same role of the same event, over all of both annotators."),
        lazy_gettext("Low: say how far from the event a role may be looked for."),
    ),
}
OF_PAIRS = tuple(name for name in MEASURES if name != "kappa_fleiss")
"""Those that can be chosen for the table of pairs."""
OF_LABELS = ("span_f1_exact", "span_f1_clitic_free", "span_f1_overlap", "alpha_tokens", "alpha_unitised", "gamma")
OF_TIME = ("span_f1_exact", "span_f1_overlap", "alpha_tokens")
OF_EVENTS = ("event_trigger_f1", "event_type", "event_subtype", "event_attributes", "argument_f1")
EXACT, ALPHA = "span_f1_exact", "alpha_tokens"
RELIABLE, LEAST = 0.8, 0.67
"""What many take as reliable, and as the least to build on (Krippendorff 2004)."""
