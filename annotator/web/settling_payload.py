"""What the page of adjudication and the server tell each other, in JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from annotator.core.cases import Case, Mark
from annotator.core.differing import kinds
from annotator.core.events import Event
from annotator.core.provenance import Gold
from annotator.core.settlement import Open, Settlement
from annotator.core.verdicts import Part, Sort
from annotator.db.adjudication import VerdictRow
from annotator.db.documents import GOLD, OUTDATED
from annotator.services.gold_content import Approved, Content, content_from_json
from annotator.services.settling import Settling

LETTERS = "ABCDFHILMQSTUVW"
"""The keys of the answers; the other letters are for commands. What more answers there are is chosen by pointer."""


def settling_payload(found: Settling) -> dict[str, Any]:
    """Return a document under adjudication as the page shows it. People go by their ids."""
    shown, approved = _Cases(found), found.approved
    return {
        "stamp": found.aligned.stamp,
        "annotators": sorted(found.aligned.layers, key=int),
        "cases": [*(shown.case(one) for one in found.cases), *shown.others(found.cases)],
        "verdicts": [_verdict(row) for row in found.verdicts],
        "lost": [one._asdict() for one in found.gold.lost],
        "gone": sum(one.case is None for one in found.stale),
        "gold": approved
        and {"by": _who(approved.author_id), "at": approved.made_at, "outdated": found.state == OUTDATED},
    }


def approvals_payload(golds: Sequence[Approved]) -> list[dict[str, Any]]:
    """Return all gold that a document ever had, the first first, each with how it was withdrawn, if it was."""
    return [
        {
            "by": _who(one.by),
            "at": one.at,
            "reason": one.reason,
            "withdrawn": one.withdrawn_at
            and {"by": _who(one.withdrawn_by), "at": one.withdrawn_at, "reason": one.withdrawn_reason},
        }
        for one in golds
    ]


def _who(user: int | None) -> str:
    return "" if user is None else str(user)


def _verdict(row: VerdictRow) -> dict[str, Any]:
    return {
        "id": row.operation_id,
        "case": row.case_key,
        "part": row.part,
        "choice": row.choice,
        "by": _who(row.author_id),
        "at": row.at,
        "reason": row.reason,
        "withdrawn": row.withdrawn_at is not None,
    }


class _Cases:
    """The cases of a document, each with what it comes to."""

    def __init__(self, found: Settling) -> None:
        self.gold: Gold = found.gold
        self.spans = {one.case: one for one in found.gold.spans.values()}
        self.ids = {id_: one.case for id_, one in found.gold.spans.items()}
        self.stale = {one.case.key for one in found.stale if one.case is not None and not one.in_force}
        self.asked = {one.case_key: one for one in found.opinions}
        self.approved: Content | None = None
        if found.state == GOLD and found.approved is not None:
            self.approved = content_from_json(found.approved.content)
            self.spans_approved = {one.source.case: one for one in self.approved.spans}
            self.ids = {one.id: one.source.case for one in self.approved.spans}

    def case(self, case: Case) -> dict[str, Any]:
        settlement = self.gold.settlements[case.key]
        asked = self.asked.get(case.key)
        return {
            "key": case.key,
            **self._place(case),
            "kinds": sorted(kinds(case)),
            "options": options(case),
            "without": [name for name in case.annotators if name not in case.marks],
            "state": "agreed" if self.approved and settlement.open else _state(settlement),
            "parts": [] if self.approved else [_part(part, settlement) for part in settlement.open],
            "result": self._result(case.key),
            "stale": case.key in self.stale,
            "opinion": asked and {"question": asked.question, "by": _who(asked.author_id), "at": asked.at},
        }

    def others(self, cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
        """Yield what is gold where nobody marked anything: gold that came with a file has no layers beside it."""
        known = {case.key for case in cases}
        for one in self.approved.spans if self.approved else ():
            if one.source.case not in known:
                yield {
                    "key": one.source.case,
                    "start": one.start,
                    "end": one.end,
                    "label": one.label,
                    "state": one.source.origin if one.source.origin == "agreed" else "decided",
                    "result": self._result(one.source.case),
                    **dict.fromkeys(("kinds", "options", "without", "parts"), ()),
                    "stale": False,
                    "opinion": None,
                }

    def _place(self, case: Case) -> dict[str, Any]:
        """Return where the case lies: what it comes to, or else all that was marked there."""
        made = self.spans.get(case.key)
        spans = [made.span.span] if made else list(case.places)
        if not spans:  # what a curator has added and another edit has become one with
            start, end = case.key.split("-")[:2]
            return {"start": int(start), "end": int(end), "label": case.key.split("-", 2)[2].split("#")[0]}
        return {
            "start": min(span.start for span in spans),
            "end": max(span.end for span in spans),
            "label": spans[0].label,
        }

    def _result(self, key: str) -> dict[str, Any] | None:
        if self.approved is not None:
            return self._approved(self.approved, key)
        made = self.spans.get(key)
        if made is None:
            return None
        told = [one for one in self.gold.events.values() if one.case == key]
        return {
            **_span(made.span),
            "events": [_event(one.event, lambda argument: self.ids[argument]) for one in told],
            "origin": made.provenance.origin,
            "sources": list(made.provenance.sources),
        }

    def _approved(self, content: Content, key: str) -> dict[str, Any] | None:
        """Return what was approved, also where the rule or a label would say something else today."""
        made = self.spans_approved.get(key)
        if made is None:
            return None
        told = [
            {
                "type": one.type,
                "subtype": one.subtype,
                "attributes": one.attributes,
                "arguments": [[role, self.ids[span]] for role, span in one.arguments if span in self.ids],
            }
            for one in content.events
            if one.trigger == made.id
        ]
        return {**_span(made), "events": told, "origin": made.source.origin, "sources": made.source.sources}


def _state(settlement: Settlement) -> str:
    if settlement.open:
        return "open"
    decided = settlement.edited or any(
        not isinstance(state, Open) and state.verdict for state in settlement.parts.values()
    )
    return "decided" if decided else "agreed"


def options(case: Case) -> list[dict[str, Any]]:
    """Return the different answers that annotators gave, the one that most gave first, each with who gave it.

    Where the same case fills a role, the answer is the same: its boundaries are decided there.
    """
    same: dict[str, list[str]] = {}
    for name, mark in case.marks.items():
        same.setdefault(_answer(mark), []).append(name)
    ordered = sorted(same.values(), key=lambda names: (-len(names), names))
    found = []
    for place, names in enumerate(ordered):
        mark = case.marks[names[0]]
        letter = LETTERS[place] if place < len(LETTERS) else ""
        events = [_event(one, _case_of(mark)) for one in mark.events]
        found.append({"letter": letter, "by": names, **_span(mark.span), "events": events})
    return found


def _answer(mark: Mark) -> str:
    """Return what is equal for equal answers."""
    told = ((one.type, one.subtype, sorted(one.attributes.items()), sorted(mark.arguments(one))) for one in mark.events)
    events = sorted(map(repr, told))
    return repr((mark.span.span, sorted(mark.span.attributes.items()), events))


def _case_of(mark: Mark) -> Callable[[str], str | None]:
    return lambda argument: mark.fillers[argument].case if argument in mark.fillers else None


def _span(span: Any) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "label": span.label, "attributes": dict(span.attributes)}


def _event(event: Event, case_of: Callable[[str], str | None]) -> dict[str, Any]:
    filled = [(argument.role, case_of(argument.span)) for argument in event.arguments]
    return {
        "type": event.type,
        "subtype": event.subtype,
        "attributes": dict(event.attributes),
        "arguments": [[role, case] for role, case in filled if case is not None],
    }


def _part(part: Part, settlement: Settlement) -> dict[str, Any]:
    state = settlement.parts[part]
    answers: Mapping[str, Any] = state.answers if isinstance(state, Open) else {}
    return {"part": list(part), "decides": _decided_by(part), "answers": _grouped(answers)}


def _decided_by(part: Part) -> list[Any]:
    """Return the part that a decision on this one names: what is taken together goes by its first."""
    if part.sort in (Sort.BOUNDARIES, Sort.LABEL):
        return list(Part(Sort.MARKED))
    if part.sort in (Sort.TYPE, Sort.SUBTYPE):
        return list(Part(Sort.EVENT, part.event))
    return list(part)


def _grouped(answers: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, value in answers.items():
        same = next((one for one in found if one["value"] == value), None)
        if same is None:
            found.append({"value": value, "by": [name]})
        else:
            same["by"].append(name)
    return sorted(found, key=lambda one: -len(one["by"]))
