"""What the demo's curator did: verdicts, a question to the other curators, gold, comments for annotators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.layer import FINISHED
from annotator.db.accounts import UserRow
from annotator.db.documents import DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow
from annotator.services.accounts import find_user
from annotator.services.adjudicate import Decision, decide
from annotator.services.aligned import stamp_of
from annotator.services.approve import approve
from annotator.services.demo_layers import story
from annotator.services.opinions import ask_opinion
from annotator.services.remarks import add_remark
from annotator.services.settling import settling
from annotator.services.verdict_rows import choice_from_json

Documents = Mapping[str, int]


def settle(session: Session, project: ProjectRow, documents: Documents) -> None:
    """Settle and approve what the demo shows as settled; ``documents`` are ids by file name."""
    told = story("settling")
    curator = find_user(session, told["curator"])
    for one in told["verdict"]:
        _decide(session, project, documents[one["file"]], [one["case"]], one, curator)
    for one in told["rest"]:
        document = documents[one["file"]]
        _decide(session, project, document, list(settling(session, project, document).gold.open), one, curator)
    for one in told["opinion"]:
        ask_opinion(session, project, documents[one["file"]], one["case"], one["question"], curator)
    for one in told["approval"]:
        approve(session, project, documents[one["file"]], _stamp(session, documents[one["file"]]), curator)
    for one in told["remark"]:
        document_row = session.get_one(DocumentRow, documents[one["file"]])
        add_remark(session, document_row, find_user(session, one["to"]), one["text"], by=curator)


def _decide(
    session: Session,
    project: ProjectRow,
    document: int,
    cases: Sequence[str],
    one: Mapping[str, Any],
    curator: UserRow,
) -> None:
    said, stamp = dict(one["choice"]), _stamp(session, document)
    if "taken" in said:
        said["taken"] = str(find_user(session, said["taken"]).id)
    choice, reason = choice_from_json(said), one.get("reason", "")
    for case in cases:
        decide(session, project, document, Decision(f"demo-{case}", case, choice, stamp, reason=reason), curator)


def _stamp(session: Session, document: int) -> str:
    finished = select(LayerRow.user_id, LayerRow.revision).filter_by(document_id=document, state=FINISHED)
    return stamp_of({str(user): revision for user, revision in session.execute(finished)})
