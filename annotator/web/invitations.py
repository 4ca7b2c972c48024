"""Invitations: made and revoked by managers, taken by whoever has the link."""

from __future__ import annotations

from babel.dates import format_date
from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required

from annotator.core.people import MEANINGS, TITLES
from annotator.core.phrases import N_, Phrase, Problem
from annotator.db.base import session
from annotator.db.projects import ProjectRow
from annotator.services import invitations
from annotator.services.invitations import Invitation
from annotator.services.projects import role_of
from annotator.services.throttle import LINK
from annotator.translations import catalogue, said
from annotator.web import throttling
from annotator.web.forms.invitations import InvitationForm, JoinForm
from annotator.web.language import LANGUAGES, language, say
from annotator.web.permissions import MAX_ID, project_for
from annotator.web.signing_in import let_in

blueprint = Blueprint("invitations", __name__)

_WORDS = N_(
    "You are invited to the project “%(project)s” as %(role)s. To join, open this link until %(until)s; "
    "please pass it on to nobody:"
)


@blueprint.get("/projects/<int:project_id>/invitations")
@login_required
def made(project_id: int) -> ResponseReturnValue:
    """The open invitations of the project, and the form for a new one."""
    return _page(project_for("change-people", project_id), InvitationForm())


@blueprint.post("/projects/<int:project_id>/invitations")
@login_required
def make(project_id: int) -> ResponseReturnValue:
    """Make a link; this answer is the only place where it ever stands."""
    project = project_for("change-people", project_id)
    form = InvitationForm()
    if not form.validate():
        return _page(project, form, status=422)
    secret = invitations.make_invitation(
        session, project, form.role.data, uses=form.uses.data or 0, days=form.days.data or 0, by=current_user
    )
    return _page(project, form, secret=secret)


@blueprint.post("/projects/<int:project_id>/invitations/<int:link_id>/revocation")
@login_required
def revoke(project_id: int, link_id: int) -> ResponseReturnValue:
    """End an invitation."""
    project = project_for("change-people", project_id)
    if link_id > MAX_ID:
        abort(404)
    if invitations.revoke_invitation(session, project, link_id, by=current_user):
        flash(gettext("The invitation is revoked: nobody can join with it any more."), "success")
    else:
        flash(gettext("This invitation had ended already."), "info")
    return redirect(url_for("invitations.made", project_id=project_id))


@blueprint.get("/join/<secret>")
def join(secret: str) -> ResponseReturnValue:
    """What one is invited to. Looking at it uses nothing up: browsers and mail programs look at links too."""
    invitation = _found(secret)
    return _offer(secret, invitation, JoinForm()) if invitation else _ended()


@blueprint.post("/join/<secret>")
def take(secret: str) -> ResponseReturnValue:
    """Join: with the account that one is signed in with, or with a new one."""
    invitation = _found(secret)
    if invitation is None:
        return _ended()
    form = JoinForm()
    if not current_user.is_authenticated and not form.validate():
        return _offer(secret, invitation, form)
    try:
        project_id = _join(secret, form)
    except Problem as problem:
        if problem.code == "invitation":
            return _ended()
        field = form.password if problem.code.startswith("password") else form.name
        field.errors = [*field.errors, say(problem.phrase)]
        return _offer(secret, invitation, form)
    flash(gettext("Welcome: you are in the project."), "success")
    return redirect(url_for("projects.project", project_id=project_id))


def _found(secret: str) -> Invitation | None:
    """Return the invitation of an address; whoever tries many that there are not is made to wait."""
    throttling.check(LINK)
    found = invitations.find_invitation(session, secret)
    if found is None:
        throttling.failed(LINK)
    return found


def _join(secret: str, form: JoinForm) -> int:
    if current_user.is_authenticated:
        return invitations.join(session, secret, current_user)
    name, password = form.name.data or "", form.password.data or ""
    user, project_id = invitations.join_as_new(session, secret, name, password, language())
    let_in(user, remember=False)
    return project_id


def _offer(secret: str, invitation: Invitation, form: JoinForm) -> ResponseReturnValue:
    known = current_user.is_authenticated
    project = session.get_one(ProjectRow, invitation.project_id)
    page = render_template(
        "invitations/join.html",
        invitation=invitation,
        role=say(TITLES[invitation.role]),
        meaning=say(MEANINGS[invitation.role]),
        is_in=known and role_of(session, current_user, project) is not None,
        address=url_for("invitations.join", secret=secret),
        form=form,
    )
    return page, 422 if form.name.errors or form.password.errors else 200


def _ended() -> ResponseReturnValue:
    """Say the same of a link that is used up, too old or invented: whoever guesses learns nothing."""
    return render_template("invitations/ended.html"), 404


def _page(
    project: ProjectRow, form: InvitationForm, *, secret: str | None = None, status: int = 200
) -> ResponseReturnValue:
    link = url_for("invitations.join", secret=secret, _external=True) if secret else ""
    new = invitations.find_invitation(session, secret) if secret else None
    page = render_template(
        "invitations/made.html",
        project=project,
        form=form,
        invitations=invitations.open_invitations(session, project),
        titles={role: say(title) for role, title in TITLES.items()},
        meanings={role: say(meaning) for role, meaning in MEANINGS.items()},
        link=link,
        words=_words(new, link) if new else {},
    )
    return page, status


def _words(invitation: Invitation, link: str) -> dict[str, str]:
    """Return in each language what can be sent along with a link: who is invited may not read the manager's."""
    return {one: f"{_invited(invitation, one)}\n{link}" for one in LANGUAGES}


def _invited(invitation: Invitation, in_language: str) -> str:
    until = format_date(invitation.expires_at.date(), "long", locale=in_language)
    values = {"project": invitation.project, "role": TITLES[invitation.role], "until": until}
    return said(Phrase(_WORDS, values), catalogue(in_language).gettext)
