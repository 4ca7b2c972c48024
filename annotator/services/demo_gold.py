"""What the demo's curator did: verdicts, a question to the other curators, gold, comments for annotators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from annotator.db.accounts import UserRow
from annotator.db.documents import DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services.accounts import find_user
from annotator.services.adjudicate import Decision, ask_opinion, decide, settling
from annotator.services.approve import approve
from annotator.services.demo_layers import story
from annotator.services.remarks import add_remark
from annotator.services.verdict_rows import choice_from_json

Documents = Mapping[str, int]


def settle(session: Session, project: ProjectRow, documents: Documents) -> None:
    """Settle and approve what the demo shows as settled; ``documents`` are ids by file name."""
    told = story("settling")
    curator = find_user(session, told["curator"])
    for one in told["verdict"]:
        _decide(session, project, documents[one["file"]], one, curator)
    for one in told["rest"]:
        document = documents[one["file"]]
        for case in settling(session, project, document).gold.open:
            _decide(session, project, document, {**one, "case": case}, curator)
    for one in told["opinion"]:
        ask_opinion(session, project, documents[one["file"]], one["case"], one["question"], curator)
    for one in told["approval"]:
        document = documents[one["file"]]
        stamp = settling(session, project, document).aligned.stamp
        approve(session, project, document, stamp, curator, reason=one.get("reason", ""))
    for one in told["remark"]:
        document_row = session.get_one(DocumentRow, documents[one["file"]])
        add_remark(session, document_row, find_user(session, one["to"]), one["text"], by=curator)


def _decide(session: Session, project: ProjectRow, document: int, one: Mapping[str, Any], curator: UserRow) -> None:
    said, case = dict(one["choice"]), one["case"]
    if "taken" in said:
        said["taken"] = str(find_user(session, said["taken"]).id)
    stamp = settling(session, project, document).aligned.stamp
    given = Decision(f"demo-{case}"[:60], case, choice_from_json(said), stamp, reason=one.get("reason", ""))
    decide(session, project, document, given, curator)
