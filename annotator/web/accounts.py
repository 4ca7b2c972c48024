"""Signing in and out, and the language of the interface."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user

from annotator.db.accounts import UserRow
from annotator.db.base import session
from annotator.services import sign_ins
from annotator.services.accounts import check_password, redeem_link, set_language
from annotator.web.forms.accounts import SignInForm
from annotator.web.language import LANGUAGES

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in with name and password."""
    form = SignInForm()
    if form.validate_on_submit():
        user = check_password(session, form.name.data or "", form.password.data or "")
        if user is not None:
            let_in(user, remember=bool(form.remember.data))
            return redirect(_inside(request.args.get("next")))
        form.password.errors = [*form.password.errors, gettext("Name or password is wrong.")]
    status = 422 if form.errors or form.password.errors else 200
    return render_template("accounts/sign_in.html", form=form), status


@blueprint.get("/sign-in/<secret>")
def sign_in_by_link(secret: str) -> ResponseReturnValue:
    """Sign in with a link; it works once."""
    if request.method == "HEAD":  # whoever only looks whether the link is there must not use it up
        return ""
    user = redeem_link(session, secret)
    if user is None:
        text = gettext(
            "This link was used already or is too old. Ask a manager for a new one, or start the program again."
        )
        flash(text, "error")
        return redirect(url_for("accounts.sign_in"))
    # Remembered: who has no password would be locked out with the browser window.
    let_in(user, remember=True)
    return redirect(url_for("projects.index"))


def let_in(user: UserRow, *, remember: bool) -> None:
    """Sign ``user`` in, in the browser of this request."""
    agent = request.user_agent.string
    sign_ins.begin(session, user, browser_name(agent))
    login_user(user, remember=remember)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    if current_user.is_authenticated:
        sign_ins.end(session, current_user.get_id())
    logout_user()
    return redirect(url_for("accounts.sign_in"))


@blueprint.post("/language")
def language() -> ResponseReturnValue:
    """Switch the language of the interface and go back to the page."""
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        cookie["language"] = chosen
        if current_user.is_authenticated:
            set_language(session, current_user.id, chosen)
    return redirect(_inside(request.form.get("next")))


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """Return what a person would call the browser that names itself so: “Firefox, Windows”."""
    parts = [next((name for sign, name in signs if sign in agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in parts if part)


def _inside(target: str | None) -> str:
    """Return ``target`` if it is a path of this site, else the start page: no redirect leads elsewhere."""
    try:
        parts = urlsplit(target or "")
    except ValueError:
        return url_for("projects.index")
    safe = target and not parts.scheme and not parts.netloc and target.startswith("/") and "\\" not in target
    return str(target) if safe and not str(target).startswith("//") else url_for("projects.index")
