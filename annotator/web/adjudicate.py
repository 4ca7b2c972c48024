"""Adjudication: the documents that wait for it, the page of one, and the decisions that this sends."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

import msgspec
from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required
from flask_wtf.csrf import generate_csrf

from annotator import jobs
from annotator.core.arabic import document_cuts
from annotator.core.phrases import Problem
from annotator.core.structure import HEADLINE, line_kinds
from annotator.core.tokens import tokenize
from annotator.db.base import session
from annotator.db.documents import DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services.adjudicate import decide, withdraw
from annotator.services.aligned import names_of
from annotator.services.approve import approve, reopen, revive
from annotator.services.gold_content import approvals
from annotator.services.job_settle import start_settling
from annotator.services.opinions import ask_opinion, close_opinion
from annotator.services.settling import Settling, settling
from annotator.services.settling_queue import READY, STATES, listed, next_to_settle, numbers
from annotator.services.suggest import known_stems
from annotator.web.language import language, page_messages
from annotator.web.payloads import in_script, label_set_payload
from annotator.web.permissions import MAX_ID, document_of, project_for
from annotator.web.problems import problem_answer
from annotator.web.settling_payload import approvals_payload, settling_payload
from annotator.web.settling_sent import read_decision

blueprint = Blueprint("adjudicate", __name__)

PAGE = 50
_STALE = ("stale", "case-gone", "verdict-unknown", "is-gold", "not-gold", "decided-meanwhile")
"""What the page answers by showing the document anew."""


@blueprint.get("/projects/<int:project_id>/adjudication")
@login_required
def queue(project_id: int) -> ResponseReturnValue:
    """The documents that wait for a curator."""
    project = project_for("adjudicate", project_id)
    state = request.args.get("state", READY)
    state = state if state in STATES else READY
    after = [request.args.get(name, type=int) for name in ("rank", "after")]
    begin = (after[0], after[1]) if after[0] is not None and after[1] is not None else None
    begin = begin if begin and all(abs(one) <= MAX_ID for one in begin) else None
    rows = listed(session, project.id, state, after=begin, limit=PAGE + 1)
    return render_template(
        "adjudicate/queue.html",
        project=project,
        state=state,
        numbers=numbers(session, project.id),
        documents=rows[:PAGE],
        more=_more(rows[PAGE - 1].id) if len(rows) > PAGE else None,
    )


def _more(last: int) -> dict[str, int]:
    return {"rank": session.get_one(DocumentRow, last).rank, "after": last}


@blueprint.get("/projects/<int:project_id>/adjudication/next")
@login_required
def next_one(project_id: int) -> ResponseReturnValue:
    """Go to the next document that waits; to the list where none does."""
    project_for("adjudicate", project_id)
    after = max(0, min(request.args.get("after", 0, int), MAX_ID))
    found = next_to_settle(session, project_id, after)
    if found is None:
        flash(gettext("No other document waits for a decision."), "info")
        return redirect(url_for("adjudicate.queue", project_id=project_id))
    return redirect(url_for("adjudicate.document", project_id=project_id, document_id=found))


@blueprint.post("/projects/<int:project_id>/adjudication/agreed")
@login_required
def agreed(project_id: int) -> ResponseReturnValue:
    """Make gold of all documents that leave nothing to decide."""
    project = project_for("adjudicate", project_id)
    jobs.put(current_app._get_current_object(), start_settling(session, project, current_user))  # type: ignore[attr-defined]  # the proxy has it
    flash(gettext("Documents in which nothing is left to decide become gold now, in the background."), "success")
    return redirect(url_for("adjudicate.queue", project_id=project_id))


@blueprint.get("/projects/<int:project_id>/documents/<int:document_id>/adjudication")
@login_required
def document(project_id: int, document_id: int) -> ResponseReturnValue:
    """All layers of a document in one view, to be settled."""
    project = project_for("adjudicate", project_id)
    row = document_of(project, document_id)
    title, name = row.title or row.key, project.name
    revive(session, project, document_id)
    found = settling(session, project, document_id)
    payload = {
        **_document(row, found.aligned.text),
        "label_set": label_set_payload(project.label_set.value()),
        "rule": project.rule,
        "user": str(current_user.id),
        "csrf": generate_csrf(),
        "urls": _urls(project_id, document_id),
        "settling": _payload(found),
    }
    lines = payload["document"]["lines"]
    return render_template(
        "adjudicate/document.html",
        project=project,
        document=row,
        title=title,
        project_name=name,
        shows_title=HEADLINE not in dict(lines).values(),
        payload=in_script(payload),
        messages=in_script(page_messages()),
        language=language(),
    )


def _document(row: DocumentRow, text: str) -> dict[str, Any]:
    tokens = tokenize(text)
    return {
        "document": {"id": row.id, "text": text, "lines": list(line_kinds(text, row.title, row.meta).items())},
        "tokens": list(chain.from_iterable(tokens)),
        "cuts": document_cuts(text, tokens, known_stems()),
    }


def _urls(project_id: int, document_id: int) -> dict[str, str]:
    sent = {
        name: url_for(f"adjudicate.{name}", project_id=project_id, document_id=document_id)
        for name in ("verdicts", "opinions", "gold")
    }
    return {
        **sent,
        "next": url_for("adjudicate.next_one", project_id=project_id, after=document_id),
        "guideline": url_for("label_guideline.page", project_id=project_id),
    }


def _payload(found: Settling) -> dict[str, Any]:
    people = {one for row in found.verdicts for one in (row.author_id, row.withdrawn_by) if one is not None}
    people |= {one.author_id for one in found.opinions if one.author_id is not None}
    people |= {int(one) for one in found.aligned.layers}
    golds = approvals(session, found.document)
    people |= {who for one in golds for who in (one.by, one.withdrawn_by) if who is not None}
    names = names_of(session, [str(one) for one in people])
    return {**settling_payload(found), "approvals": approvals_payload(golds), "people": names}


@blueprint.post("/projects/<int:project_id>/documents/<int:document_id>/verdicts")
@login_required
def verdicts(project_id: int, document_id: int) -> ResponseReturnValue:
    """Keep a decision."""
    project = _project(project_id, document_id)
    return _answered(
        project, document_id,
        lambda: decide(session, project, document_id, read_decision(request.get_data()), current_user),
    )  # fmt: skip


@blueprint.route(
    "/projects/<int:project_id>/documents/<int:document_id>/verdicts/<verdict_id>/withdrawal",
    methods=["POST", "DELETE"],
)
@login_required
def withdrawal(project_id: int, document_id: int, verdict_id: str) -> ResponseReturnValue:
    """Take a decision back (POST), or put it in force again (DELETE)."""
    project, again = _project(project_id, document_id), request.method == "DELETE"
    return _answered(
        project, document_id, lambda: withdraw(session, project, document_id, verdict_id, current_user, again=again)
    )


@blueprint.route("/projects/<int:project_id>/documents/<int:document_id>/opinions", methods=["POST", "DELETE"])
@login_required
def opinions(project_id: int, document_id: int) -> ResponseReturnValue:
    """Ask for a second opinion on a case (POST), or say that none is needed any more (DELETE)."""
    project, sent = _project(project_id, document_id), _texts("case", "question")
    if request.method == "DELETE":
        return _answered(
            project, document_id, lambda: close_opinion(session, project, document_id, sent["case"], current_user)
        )
    return _answered(
        project, document_id,
        lambda: ask_opinion(session, project, document_id, sent["case"], sent["question"].strip(), current_user),
    )  # fmt: skip


@blueprint.route("/projects/<int:project_id>/documents/<int:document_id>/gold", methods=["POST", "DELETE"])
@login_required
def gold(project_id: int, document_id: int) -> ResponseReturnValue:
    """Approve the document as gold (POST), or open its gold again (DELETE)."""
    project, sent = _project(project_id, document_id), _texts("stamp", "reason", "rest")
    if request.method == "DELETE":
        return _answered(
            project, document_id, lambda: reopen(session, project, document_id, current_user, reason=sent["reason"])
        )
    rest = sent["rest"] == "yes"
    return _answered(
        project, document_id,
        lambda: approve(
            session, project, document_id, sent["stamp"], current_user,
            reason=sent["reason"], rest=rest, known=_known(),
        ),
    )  # fmt: skip


def _project(project_id: int, document_id: int) -> ProjectRow:
    project = project_for("adjudicate", project_id)
    document_of(project, document_id)
    return project


def _texts(*names: str) -> dict[str, str]:
    sent = request.get_json(silent=True)
    found = sent if isinstance(sent, dict) else {}
    return {name: one if isinstance(one := found.get(name), str) else "" for name in names}


def _known() -> list[str] | None:
    """Return the verdicts that the page shows, where it says so."""
    sent = request.get_json(silent=True)
    known = sent.get("known") if isinstance(sent, dict) else None
    return [str(one) for one in known] if isinstance(known, list) else None


def _answered(project: ProjectRow, document_id: int, work: Callable[[], Settling]) -> ResponseReturnValue:
    """Do it and answer with the document as it stands then; or say why it cannot be done."""
    try:
        return Response(msgspec.json.encode(_payload(work())), mimetype="application/json")
    except Problem as problem:
        if problem.code not in _STALE:
            return problem_answer(problem, 422)
        now = _payload(settling(session, project, document_id))
        return problem_answer(problem, 409, settling=msgspec.to_builtins(now))
