"""What a file says is gold: whether it holds together, and fits its text and the label set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Problem
from annotator.core.recorded_gold import Approval, GoldSource, RecordedGold
from annotator.core.records import Record
from annotator.core.settlement import ADJUDICATED, AGREED, Rule
from annotator.services.accounts import clean_name
from annotator.services.recorded import check_events, check_ids, check_once, check_place

_NOT_GOLD = ("rejected", "refused", "notes", "skipped")
"""What layers have and gold has not."""

_TWICE = N_("The annotator “%(id)s” is named twice.")

MAX_REASON = 10_000
"""The longest reason, in characters."""


def check_gold(record: Record, gold: RecordedGold, labels: LabelSet) -> None:
    """Raise :class:`Problem` where the gold of ``record`` does not hold together or does not fit the label set."""
    for part in _NOT_GOLD:
        if getattr(record, part):
            raise Problem("gold-layers", N_("Gold has no “%(field)s”: remove it, or “layer”."), field=part)
    check_once("annotator-double", _TWICE, record.annotators)
    # Two spellings of one name would be the same person.
    names = {name for name in names_in(record, gold) if name}
    check_once("annotator-double", _TWICE, [clean_name(name) for name in names])
    check_ids(record)
    for recorded in record.spans:
        check_place(recorded, record, labels)
        _check_moment(recorded.decided_at)
    check_events(record, labels)
    if gold.rule not in ("", *Rule):
        known = ", ".join(Rule)
        raise Problem("gold-rule", N_("“rule” is one of %(known)s, not “%(rule)s”."), known=known, rule=gold.rule)
    _check_approval(gold.approved)
    for source in (*gold.spans.values(), *gold.events.values()):
        _check_source(source)


def names_in(record: Record, gold: RecordedGold) -> Iterator[str]:
    """Yield the names of all people whom gold names, also ``""`` for nobody."""
    yield from record.annotators
    yield gold.approved.annotator
    for source in (*gold.spans.values(), *gold.events.values()):
        yield from source.sources
        if source.verdict is not None:
            yield source.verdict.annotator


def _check_source(source: GoldSource) -> None:
    if source.origin not in (AGREED, ADJUDICATED):
        message = N_("The “origin” of gold is agreed or adjudicated, not “%(origin)s”.")
        raise Problem("origin", message, origin=source.origin)
    if not 0.0 <= source.agreement <= 1.0:
        message = N_("“agreement” is a number from 0 to 1, not %(agreement)s.")
        raise Problem("gold-agreement", message, agreement=source.agreement)
    if len(set(source.sources)) < len(source.sources):
        check_once("annotator-double", _TWICE, source.sources)
    if source.verdict is not None:
        _check_approval(source.verdict)


def _check_approval(approval: Approval) -> None:
    _check_moment(approval.at)
    if len(approval.reason) > MAX_REASON:
        raise Problem("gold-reason", N_("A reason has at most %(most)s characters."), most=MAX_REASON)


def moment_of(at: str) -> datetime | None:
    """Return an ISO 8601 time, in UTC where it says nothing else; ``None`` for ``""``. Raises :class:`ValueError`."""
    if not at:
        return None
    found = datetime.fromisoformat(at)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _check_moment(at: str) -> None:
    try:
        moment_of(at)
    except ValueError:
        raise Problem("gold-time", N_("“%(at)s” is no time: 2026-11-27T12:00:00+00:00 is one."), at=at) from None
