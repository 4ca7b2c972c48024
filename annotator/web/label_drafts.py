"""A label set on its way from a request to the project: as the document of the form, as text, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from flask import abort, request
from flask_babel import gettext

from annotator.core.labelfile import (
    Document,
    DocumentProblem,
    LabelSetProblem,
    document_of,
    read_document,
    read_label_set,
    write_label_set,
)
from annotator.core.labels import LabelSet
from annotator.core.phrases import Phrase
from annotator.db.base import session
from annotator.db.projects import ProjectRow
from annotator.services.labels import version
from annotator.web.language import say
from annotator.web.permissions import MAX_ID

LONGEST_SENTENCE = 300


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with the value at ``path`` of the document."""

    path: Sequence[str | int]
    sentence: str


@dataclass(frozen=True, slots=True)
class TextError:
    """What is wrong in a line of the text."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote. ``label_set`` is there where it can be used; else ``errors`` or ``line_errors`` say why not.

    ``document`` is there where it came from the form, and where it can be edited there.
    """

    made_from: int
    toml: str = ""
    label_set: LabelSet | None = None
    document: Document | None = None
    errors: Sequence[FieldError] = ()
    line_errors: Sequence[TextError] = field(default=())


def draft_of(project: ProjectRow) -> Draft:
    """Return what the request holds: ``document``, a ``file``, the ``number`` of a version, or ``toml``."""
    row = project.label_set
    made_from = request.form.get("made_from", row.number, int)
    if "document" in request.form:
        return _from_document(request.form["document"], made_from, row.toml, row.value())
    if (file := request.files.get("file")) is not None:
        return _from_bytes(file.read(), file.filename or "TOML", made_from)
    if "number" in request.form:
        return from_text(_old_text(project, request.form.get("number", 0, int)), made_from)
    return from_text(request.form.get("toml", ""), made_from)


def from_text(text: str, made_from: int, name: str = "TOML") -> Draft:
    """Return a draft of the text of a file."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    try:
        label_set = read_label_set(text, name)
    except LabelSetProblem as problem:
        errors = [TextError(error.line, _short(error.phrase)) for error in problem.errors]
        return Draft(made_from, text, line_errors=errors)
    return Draft(made_from, text, label_set, document_of(label_set))


def _from_document(sent: str, made_from: int, current_text: str, current: LabelSet) -> Draft:
    try:
        document = msgspec.json.decode(sent, type=Document)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        abort(400)
    try:
        label_set = read_document(document)
    except DocumentProblem as problem:
        errors = [FieldError(path, _short(phrase)) for path, phrase in problem.errors]
        return Draft(made_from, document=document, errors=errors)
    # The form knows no comments: where it changed nothing, they stay.
    text = current_text if label_set == current else write_label_set(label_set)
    return Draft(made_from, text, label_set, document)


def _from_bytes(raw: bytes, name: str, made_from: int) -> Draft:
    try:
        return from_text(raw.decode("utf-8-sig"), made_from, name)
    except UnicodeDecodeError:
        sentence = gettext("The file is not UTF-8. Save it as UTF-8 and send it again.")
        return Draft(made_from, line_errors=[TextError(1, sentence)])


def _old_text(project: ProjectRow, number: int) -> str:
    row = version(session, project, number) if 0 < number <= MAX_ID else None
    if row is None:
        abort(404)
    return row.toml


def _short(phrase: Phrase) -> str:
    """Return the sentence without the length of what it quotes."""
    values = {name: _cut(value) for name, value in phrase.values.items()}
    return say(Phrase(phrase.message, values))


def _cut(value: object) -> object:
    return f"{value[:LONGEST_SENTENCE]}…" if isinstance(value, str) and len(value) > LONGEST_SENTENCE else value
