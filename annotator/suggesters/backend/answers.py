"""What a server answers, read with care: nothing in it is believed before it is seen to fit the text and the labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.suggesters.backend.offsets import Place, settle
from annotator.suggesters.labelling import offered

SCORE = 0.7
"""What a region without a score of its own counts as: above what is shown, below what the lists are sure of."""
MOST, MOST_LABELS = 5_000, 10
"""The most results that are read for one text, and labels for one of them: a reader could not decide on more."""

_REASON = N_("The model on the server proposes it.")
_UNSAID = 0.0
"""The SDK's score of a prediction for which nobody set one."""


class Nonsense(Exception):  # noqa: N818  # not the program's error, and turned into a Problem where the address is known
    """An answer that is none by the protocol."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server proposes for one text. ``misplaced`` of its ``regions`` regions do not fit the text."""

    found: tuple[Suggestion | ArgumentSuggestion, ...]
    version: str
    regions: int = 0
    misplaced: int = 0


@dataclass(frozen=True, slots=True)
class _Region:
    id: Any
    place: Place
    labels: Sequence[Any]
    score: float


def answers(value: Any, documents: Sequence[Document], labels: LabelSet) -> list[Answer]:
    """Return what ``POST /predict`` answered, one for each document; :class:`Nonsense` for what cannot be read."""
    results = value.get("results") if isinstance(value, Mapping) else None
    if not isinstance(results, list):
        raise Nonsense
    version = _version(value.get("model_version"))
    if not results:  # a model that finds nothing at all may say so in one list
        return [Answer((), version) for _ in documents]
    if len(results) != len(documents):
        raise Nonsense
    return [_answer(one, document, labels, version) for one, document in zip(results, documents, strict=True)]


def _answer(value: Any, document: Document, labels: LabelSet, version: str) -> Answer:
    predictions = value if isinstance(value, list) else [value]
    if not all(isinstance(one, Mapping) for one in predictions):
        raise Nonsense
    results = [(one, _score(prediction, SCORE)) for prediction in predictions for one in _results(prediction)]
    if len(results) > MOST or not all(isinstance(one, Mapping) for one, _ in results):
        raise Nonsense
    regions = list(_regions(results))
    settled = settle(document.text, [region.place for region in regions])
    types = _types((one for one, _ in results), labels)
    spans: list[Suggestion] = []
    marked: dict[Any, list[Suggestion]] = {}
    for region, place in zip(regions, settled, strict=True):
        if place is not None:
            found = list(_suggestions(region, place, labels, types))
            spans += found
            marked.setdefault(region.id, found)
    arguments = _arguments(results, marked, labels)
    said = next((one["model_version"] for one in predictions if one.get("model_version")), None)
    return Answer((*spans, *arguments), _version(said) or version, len(regions), settled.count(None))


def _results(prediction: Mapping[str, Any]) -> list[Any]:
    results = prediction.get("result")
    if results is None:
        return []
    if not isinstance(results, list):
        raise Nonsense
    return results


def _regions(results: Iterable[tuple[Mapping[str, Any], float]]) -> Iterator[_Region]:
    for number, (one, score) in enumerate(results):
        value = one.get("value")
        if one.get("type") != "labels" or not isinstance(value, Mapping) or not isinstance(value.get("labels"), list):
            continue
        start, end, words = _whole(value.get("start")), _whole(value.get("end")), value.get("text")
        place = Place(start, end, words if isinstance(words, str) else None)
        yield _Region(_id(one.get("id"), number), place, value["labels"], _score(one, _score(value, score)))


def _id(value: Any, number: int) -> Any:
    """Return the id by which other results mean a region; one of its own where it has none."""
    return value if isinstance(value, str | int) and not isinstance(value, bool) else ("", number)


def _whole(value: Any) -> int:
    """Return an offset; -1, which lies in no text, for what is none (``1e999``, ``"7"``, ``true``)."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _score(value: Mapping[str, Any], otherwise: float) -> float:
    """Return a score in [0, 1]."""
    score = value.get("score")
    if isinstance(score, bool) or not isinstance(score, int | float) or score == _UNSAID or score != score:  # NaN
        return otherwise
    return float(min(1, max(0, score)))


def _version(value: Any) -> str:
    """Return a model's version as it may be kept: 36 printable characters at most."""
    return "".join(filter(str.isprintable, str(value)))[:36] if isinstance(value, str | int) else ""


def _types(results: Iterable[Mapping[str, Any]], labels: LabelSet) -> dict[Any, tuple[str, str | None]]:
    """Return the type and subtype of the events by the id of their triggers, as far as the label set has them."""
    found: dict[Any, tuple[str, str | None]] = {}
    for one in results:
        value, named = one.get("value"), one.get("type")
        chosen = value.get(named) if isinstance(value, Mapping) and named in ("taxonomy", "choices") else None
        path = chosen[0] if named == "taxonomy" and isinstance(chosen, list) and chosen else chosen
        kind = _kind(path, labels)
        if kind is not None and isinstance(one.get("id"), str | int):
            found[one["id"]] = kind
    return found


def _kind(path: Any, labels: LabelSet) -> tuple[str, str | None] | None:
    if not isinstance(path, list) or not path or not all(isinstance(step, str) for step in path):
        return None
    for kind in ((path[0], path[1] if len(path) > 1 else None), (path[0], None)):
        try:
            labels.check_event_type(*kind, new=True)
        except Problem:
            continue
        return kind
    return None


def _suggestions(
    region: _Region, place: tuple[int, int], labels: LabelSet, types: Mapping[Any, tuple[str, str | None]]
) -> Iterator[Suggestion]:
    """Yield a region once for each of its labels that the label set offers; a trigger needs a type."""
    trigger = labels.trigger.id if labels.trigger else ""
    for said in region.labels[:MOST_LABELS]:
        label = offered(labels, said) if isinstance(said, str) else None
        if label is None or (label == trigger and region.id not in types):
            continue
        kind, subtype = types[region.id] if label == trigger else (None, None)
        yield Suggestion(Span(*place, label), region.score, Phrase(_REASON), kind, subtype)


def _arguments(
    results: Iterable[tuple[Mapping[str, Any], float]], marked: Mapping[Any, Sequence[Suggestion]], labels: LabelSet
) -> Iterator[ArgumentSuggestion]:
    for one, score in results:
        if one.get("type") != "relation" or not isinstance(one.get("labels"), list):
            continue
        for trigger, filler in _ends(one, marked):
            for role in one["labels"][:MOST_LABELS]:
                if trigger.type is not None and filler.type is None and _may_fill(labels, role, filler.span.label):
                    sure = min(_score(one, score), trigger.score, filler.score)
                    yield ArgumentSuggestion(trigger.span, role, filler.span, sure, Phrase(_REASON))


def _ends(
    one: Mapping[str, Any], marked: Mapping[Any, Sequence[Suggestion]]
) -> Iterator[tuple[Suggestion, Suggestion]]:
    """Yield the pairs that a relation joins, in both directions: which end is the trigger, the labels say."""
    first, second = (one.get(name) for name in ("from_id", "to_id"))
    if isinstance(first, str | int) and isinstance(second, str | int):
        for here in marked.get(first, ()):
            for there in marked.get(second, ()):
                yield from ((here, there), (there, here))


def _may_fill(labels: LabelSet, role: Any, label: str) -> bool:
    try:
        labels.check_argument(role, label, new=True)
    except (Problem, TypeError):  # TypeError: no name of a role at all
        return False
    return True
