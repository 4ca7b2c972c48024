"""Relabelling a project: a new version of its label set, in which nothing that is in use gets lost."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.document import text_sha256
from annotator.core.labelfile import read_label_set, with_retired, write_label_set
from annotator.core.labels import LabelSet
from annotator.db.base import writing
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.layers import ArgumentRow, EventRow, LayerRow, SpanRow
from annotator.db.projects import LabelSetRow, ProjectRow


def change_label_set(session: Session, project: ProjectRow, toml: str, toml_name: str) -> LabelSet:
    """Give ``project`` a new label set and return it; what the old one had and somebody uses comes along retired.

    Codes ``label-set`` and ``label-set-trigger``. The older versions stay in the table.
    """
    wanted = read_label_set(toml, toml_name)
    project_id = project.id
    with writing(session):
        row = session.get_one(ProjectRow, project_id)
        old = row.label_set.value()
        new = with_retired(old, _in_use(session, project_id), wanted)
        # Where nothing had to be kept, the file stays as its author wrote it, comments and all.
        text = toml if new == wanted else write_label_set(new)
        number = row.label_set.number + 1
        row.label_sets.append(LabelSetRow(number=number, toml=text, sha256=text_sha256(text)))
    return new


def _in_use(session: Session, project_id: int) -> set[str]:
    """Return the ids of all labels, types, subtypes and roles that spans, events and suggestions of a project carry."""
    documents = select(DocumentRow.id).filter_by(project_id=project_id)
    layers = select(LayerRow.id).where(LayerRow.document_id.in_(documents))
    used: set[str | None] = set()
    for column in (SpanRow.label, EventRow.type, EventRow.subtype, ArgumentRow.role):
        used |= set(session.scalars(select(column).where(column.class_.layer_id.in_(layers)).distinct()))
    for column in (SuggestionRow.label, SuggestionRow.type, SuggestionRow.subtype):
        query = select(column).where(SuggestionRow.document_id.in_(documents), SuggestionRow.current)
        used |= set(session.scalars(query.distinct()))
    return {one for one in used if one is not None}
