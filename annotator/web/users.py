"""The people of the installation, for those who manage it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required

from annotator.core.people import TITLES
from annotator.core.phrases import Problem
from annotator.db.accounts import UserRow
from annotator.db.base import now, session
from annotator.services.accounts import LINK_LIFE, PASSWORD, SIGN_IN, add_user
from annotator.services.users import everybody, give_link, memberships, set_active, set_manager
from annotator.web.forms.users import PersonForm
from annotator.web.language import say
from annotator.web.permissions import MAX_ID, require_manager

blueprint = Blueprint("users", __name__)

LINK_PAGES = {SIGN_IN: "accounts.sign_in_by_link", PASSWORD: "passwords.reset"}


@blueprint.get("/people")
@login_required
def table() -> ResponseReturnValue:
    """Everybody who has an account."""
    require_manager()
    return render_template("users/table.html", people=everybody(session), now=now())


@blueprint.route("/people/new", methods=["GET", "POST"])
@login_required
def new() -> ResponseReturnValue:
    """Add somebody."""
    require_manager()
    form = PersonForm()
    if form.validate_on_submit():
        try:
            user = add_user(
                session,
                form.name.data or "",
                None,
                manager=bool(form.manager.data),
                email=form.email.data or "",
                by=current_user,
            )
        except Problem as problem:
            field = form.email if problem.code == "email" else form.name
            field.errors = [say(problem.phrase)]
        else:
            flash(gettext("Added. Now give them a link with which they sign in."), "success")
            return redirect(url_for("users.person", user_id=user.id))
    return render_template("users/new.html", form=form), 422 if form.errors else 200


@blueprint.get("/people/<int:user_id>")
@login_required
def person(user_id: int) -> ResponseReturnValue:
    """One person, and what can be done about their account."""
    user = _user(user_id)
    member_of = [(project, say(TITLES[role])) for project, role in memberships(session, user)]
    return render_template("users/person.html", user=user, member_of=member_of, now=now())


@blueprint.post("/people/<int:user_id>/links")
@login_required
def link(user_id: int) -> ResponseReturnValue:
    """Make a link and show it, this once."""
    user = _user(user_id)
    kind = request.form.get("kind", "")
    if kind not in LINK_PAGES:
        abort(400)
    try:
        secret = give_link(session, user, kind, by=current_user)
    except Problem as problem:
        return _back(user_id, problem)
    address = f"{current_app.extensions['settings'].url or request.host_url.rstrip('/')}" + url_for(
        LINK_PAGES[kind], secret=secret
    )
    return render_template("users/link.html", user=user, kind=kind, address=address, until=now() + LINK_LIFE)


@blueprint.post("/people/<int:user_id>/manager")
@login_required
def manager(user_id: int) -> ResponseReturnValue:
    """Let somebody manage the installation, or no longer."""
    return _change(user_id, set_manager)


@blueprint.post("/people/<int:user_id>/active")
@login_required
def active(user_id: int) -> ResponseReturnValue:
    """Deactivate somebody, or let them sign in again."""
    return _change(user_id, set_active)


def _change(user_id: int, change: Callable[..., None]) -> ResponseReturnValue:
    user = _user(user_id)
    if request.form.get("value") not in ("yes", "no"):
        abort(400)
    try:
        change(session, user, request.form["value"] == "yes", by=current_user)
    except Problem as problem:
        return _back(user_id, problem)
    if user_id == current_user.id and not (user.manager and user.active):
        return redirect(url_for("projects.index"))
    flash(gettext("Saved."), "success")
    return redirect(url_for("users.person", user_id=user_id))


def _back(user_id: int, problem: Problem) -> ResponseReturnValue:
    flash(say(problem.phrase), "error")
    return redirect(url_for("users.person", user_id=user_id))


def _user(user_id: int) -> UserRow:
    require_manager()
    user = session.get(UserRow, user_id) if user_id <= MAX_ID else None
    if user is None:
        abort(404)
    return user
