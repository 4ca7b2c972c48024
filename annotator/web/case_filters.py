"""Which cases an address asks for: read from its parts, and each part that is on said to the reader."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import format_date, format_datetime, format_decimal, gettext
from sqlalchemy.orm import Session

from annotator.core.differing import Kind
from annotator.core.labels import LabelSet
from annotator.core.lowering import MEASURES
from annotator.db.documents import CHECK, PRACTICE
from annotator.db.jobs import JobRow
from annotator.services.filtering import NO_JOB
from annotator.services.naming import document_named, name_of
from annotator.services.wanted import Among, Side, State, Wanted
from annotator.web.case_words import AGREED, ALL, NAMED, SIDES, STATES, SUGGESTIONS, WHICH, measure_title
from annotator.web.disagreement_shown import Showing
from annotator.web.filtering import PURPOSE_NAMES
from annotator.web.permissions import MAX_ID

_DOCUMENTS = ("document", "import", "finished", "suggestions")
_ALLOWED: Mapping[Among, Collection[str]] = {
    Among.DIFFERENT: ("kind", "label", "with", "one", "other", "role", "measure", "state", *_DOCUMENTS),
    Among.AGREED: ("kind", "label", *_DOCUMENTS),
    Among.ALL: ("kind", "one", *_DOCUMENTS),
    Among.GOLD: ("against", "kind", "label", "one", "role", "measure", "of", "side", "week", *_DOCUMENTS),
}
"""What can narrow which cases; what else an address holds is left out, and that is said."""
_NEEDS = {"with": "label", "other": "one"}


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on: what it is called, what it says, and the parts of the address without it."""

    part: str
    name: str
    value: str
    without: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """What an address asks for, its parts as they were understood, and those that were not."""

    wanted: Wanted
    parts: Mapping[str, str]
    unread: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is needed to read an address of a project, and to say what it asks for."""

    session: Session
    project_id: int
    labels: LabelSet
    people: Mapping[str, str]

    def read(self, parts: Mapping[str, str]) -> Read:
        """Return what an address asks for; what cannot be understood narrows nothing."""
        given = {part: parts[part] for part in NAMED if parts.get(part, "").strip()}
        among = _among(given)
        found = {part: value for part, text in given.items() if (value := self._value(part, text)) is not None}
        found = {part: value for part, value in found.items() if part in _ALLOWED[among]}
        found = {part: value for part, value in found.items() if _NEEDS.get(part, part) in found}
        if found.get("one") == found.get("other"):
            found.pop("other", None)
        return Read(_wanted(among, found), found, [part for part in given if part not in found])

    def _value(self, part: str, text: str) -> str | None:
        """Return what a part says, as it is written in addresses; ``None`` where that is nothing."""
        known: Mapping[str, Collection[str]] = {
            "against": ("gold",),
            "measure": MEASURES,
            "kind": WHICH,
            "label": self.labels.by_id,
            "with": self.labels.by_id,
            "role": self.labels.roles_by_id,
            "side": SIDES,
            "one": self.people,
            "other": self.people,
            "state": STATES,
            "suggestions": SUGGESTIONS,
            "of": (CHECK, PRACTICE),
        }
        if part in known:
            return text if text in known[part] else None
        readers: Mapping[str, Callable[[str], str | None]] = {
            "document": self._document,
            "import": lambda text: text if text == "none" or is_id(text) else None,
            "finished": _stretch,
            "week": _day,
        }
        return readers[part](text)

    def _document(self, text: str) -> str | None:
        found = document_named(self.session, self.project_id, text[:600])
        return None if found is None else str(found)

    def chips(self, read: Read) -> Sequence[Chip]:
        """Return the filters that are on."""
        return [
            Chip(part, str(NAMED[part]), self._said(part, read.parts[part]), _without(read.parts, part))
            for part in NAMED
            if part in read.parts
        ]

    def _said(self, part: str, value: str) -> str:
        showing = Showing(self.labels, self.people)
        told: Mapping[str, Callable[[str], Any]] = {
            "against": lambda _: gettext("the gold"),
            "measure": measure_title,
            "kind": lambda value: WHICH[value],
            "label": showing.label,
            "with": showing.label,
            "role": showing.role,
            "side": lambda value: SIDES[value],
            "one": lambda value: self.people[value],
            "other": lambda value: self.people[value],
            "state": lambda value: STATES[value],
            "document": lambda value: name_of(self.session, self.project_id, int(value)),
            "import": self._import,
            "finished": _first_to_last,
            "suggestions": lambda value: SUGGESTIONS[value],
            "of": lambda value: PURPOSE_NAMES[value],
            "week": lambda value: format_date(date.fromisoformat(value), "medium"),
        }
        return str(told[part](value))

    def _import(self, value: str) -> str:
        if value == "none":
            return gettext("By the command line")
        begun = begun_at(self.session, self.project_id, int(value))
        return format_datetime(begun, "short") if begun else value


def begun_at(session: Session, project_id: int, job: int) -> datetime | None:
    """Return when an import of the project was begun."""
    row = session.get(JobRow, job)
    return row.created_at if row is not None and row.project_id == project_id else None


def is_id(text: str) -> bool:
    """Whether a text is a number that a row may have."""
    return text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) <= MAX_ID


def _among(given: Mapping[str, str]) -> Among:
    if given.get("against") == "gold":
        return Among.GOLD
    return Among(given["kind"]) if given.get("kind") in (AGREED, ALL) else Among.DIFFERENT


def _wanted(among: Among, found: Mapping[str, str]) -> Wanted:
    numbers = {name: int(found[name]) for name in ("one", "other", "document") if name in found}
    job, first_last = found.get("import"), found.get("finished")
    kind = found.get("kind")
    return Wanted(
        kind=Kind(kind) if kind in {one.value for one in Kind} else None,
        label=found.get("label"),
        other_label=found.get("with"),
        one=numbers.get("one"),
        other=numbers.get("other"),
        document=numbers.get("document"),
        job=None if job is None else NO_JOB if job == "none" else int(job),
        measure=found.get("measure"),
        role=found.get("role"),
        state=State(found["state"]) if "state" in found else None,
        stretch=_ends(first_last) if first_last else None,
        suggested=None if "suggestions" not in found else found["suggestions"] == "shown",
        among=among,
        purpose=found.get("of"),
        side=Side(found["side"]) if "side" in found else None,
        week=date.fromisoformat(found["week"]) if "week" in found else None,
    )


def _without(parts: Mapping[str, str], part: str) -> Mapping[str, str]:
    """Return the parts that are left when one is taken away: what makes no sense without it goes along."""
    gone = {part, *(name for name, needed in _NEEDS.items() if needed == part)}
    gone |= {"of", "side", "week"} if part == "against" else set()
    return {name: value for name, value in parts.items() if name not in gone}


def _stretch(text: str) -> str | None:
    first, _, last = text.partition("-")
    return text if is_id(first) and is_id(last) and int(first) <= int(last) else None


def _ends(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last)


def _first_to_last(text: str) -> str:
    first, last = map(format_decimal, _ends(text))
    return gettext("%(first)s to %(last)s", first=first, last=last)


WEEK = timedelta(days=7)


def _day(text: str) -> str | None:
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.isoformat() if found <= date.max - WEEK else None
