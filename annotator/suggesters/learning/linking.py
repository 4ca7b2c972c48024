"""Arguments that were learned: proposed between the spans and triggers of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.suggesters.learning.chains import Array
from annotator.suggesters.learning.knowledge import Knowledge
from annotator.suggesters.learning.pairs import Pair, Scene, Trigger
from annotator.suggesters.merge import SHOWN

NO_ROLE = ""
"""The class of pairs in which the span fills no role."""
_REASON = N_("So it was linked in documents that are done: %(share)s %% sure.")


def linked(
    document: Document, labels: LabelSet, given: Sequence[Suggestion], known: Knowledge
) -> list[ArgumentSuggestion]:
    """Return the arguments that are likely between what is shown of ``given``."""
    if known.roles is None or labels.trigger is None:
        return []
    shown = [one for one in given if one.score >= SHOWN]
    triggers = [Trigger(one.span, one.type or "") for one in shown if one.span.label == labels.trigger.id]
    spans = [one.span for one in shown if one.span.label != labels.trigger.id]
    pairs = list(Scene(document, labels, triggers, spans).pairs()) if triggers and spans else []
    if not pairs:
        return []
    chances = known.roles.probabilities([pair.features for pair in pairs])
    return [made for pair, row in zip(pairs, chances, strict=True) for made in _made(pair, row, labels, known)]


def _made(pair: Pair, chances: Array, labels: LabelSet, known: Knowledge) -> Iterator[ArgumentSuggestion]:
    classes = known.roles.classes if known.roles else ()
    for name, chance in zip(classes, chances.tolist(), strict=True):
        role = labels.roles_by_id.get(name)
        if name == NO_ROLE or role is None or role.retired or pair.span.label not in role.labels:
            continue
        if chance < known.role_threshold:
            continue
        reason = Phrase(_REASON, {"share": round(100 * chance)})
        yield ArgumentSuggestion(pair.trigger, name, pair.span, round(chance, 4), reason)
