"""What is said and asked before something is done to many documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import format_decimal, gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.db.accounts import UserRow
from annotator.db.documents import GOLD, HAS_PURPOSE, DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow
from annotator.services import bulk, giving
from annotator.services.bulk import Selection
from annotator.services.projects import people

Fact = tuple[str, int]


def fill(session: Session, project: ProjectRow, chosen: Selection, form: Any) -> None:
    """Put the persons into a form that asks for some, with how much of the documents they have."""
    if "people" in form:
        form.people.choices = [(person.id, person.name) for person in people(session, project)]
    if "person" in form:
        held = giving.held_by(session, chosen)
        users = session.scalars(select(UserRow).where(UserRow.id.in_(held)).order_by(UserRow.name))
        form.person.choices = [(user.id, _having(user.name, held[user.id])) for user in users]


def _having(name: str, held: giving.Held) -> str:
    isolated = f"\u2068{name}\u2069"  # it may run in the other direction
    return gettext(
        "%(name)s: not begun %(untouched)s, begun %(begun)s, finished or skipped %(done)s",
        name=isolated,
        untouched=format_decimal(held.untouched),
        begun=format_decimal(held.begun),
        done=format_decimal(held.done),
    )


def facts_before(session: Session, chosen: Selection, name: str) -> Sequence[Fact]:
    """Return what is to be known before: sentences with their numbers; those that number nothing are left out."""
    return [fact for fact in _FACTS.get(name, lambda *_: [])(session, chosen) if fact[1]]


def _giving(session: Session, chosen: Selection) -> Sequence[Fact]:
    return [(gettext("Somebody has them already"), bulk.how_many(session, chosen, DocumentRow.given > 0))]


def _ordinary(session: Session, chosen: Selection) -> Sequence[Fact]:
    known = bulk.how_many(session, chosen, HAS_PURPOSE)
    staying = bulk.how_many(session, chosen, bulk.is_calibration)
    return [
        (gettext("In the calibration set: they stay as they are"), staying),
        (gettext("With known answers: they stay as they are"), known),
    ]


def _calibrated(session: Session, chosen: Selection) -> Sequence[Fact]:
    staying = bulk.how_many(session, chosen, ~bulk.is_calibration)
    return [(gettext("Not in the calibration set: they stay as they are"), staying)]


def _purposes(session: Session, chosen: Selection) -> Sequence[Fact]:
    return [
        (gettext("Without gold that is up to date"), bulk.how_many(session, chosen, DocumentRow.gold != GOLD)),
        (gettext("In the calibration set: they leave it"), bulk.how_many(session, chosen, bulk.is_calibration)),
        (gettext("With known answers already"), bulk.how_many(session, chosen, HAS_PURPOSE)),
    ]


def _binning(session: Session, chosen: Selection) -> Sequence[Fact]:
    held = bulk.how_many(session, chosen, DocumentRow.given > 0)
    finished = bulk.how_many(session, chosen, DocumentRow.finished > 0)
    return [(gettext("Somebody has them"), held), (gettext("Somebody has finished them"), finished)]


def _erasing(session: Session, chosen: Selection) -> Sequence[Fact]:
    layers = select(func.count(LayerRow.id)).where(LayerRow.document_id.in_(chosen.query()), LayerRow.revision > 0)
    return [(gettext("Layers with annotations that are deleted with them"), session.scalar(layers) or 0)]


_FACTS: dict[str, Any] = {
    "give": _giving,
    "priority": _ordinary,
    "wanted": _ordinary,
    "calibrate": _ordinary,
    "end-calibration": _calibrated,
    "purpose": _purposes,
    "bin": _binning,
    "erase": _erasing,
}
