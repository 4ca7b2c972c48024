"""Signing in and out, and the language of the interface."""

from __future__ import annotations

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from annotator.db.base import session
from annotator.services.accounts import check_password, redeem_link, set_language
from annotator.services.throttle import LINK, SIGN_IN, Throttled
from annotator.web import throttling
from annotator.web.forms.accounts import SignInForm
from annotator.web.language import LANGUAGES
from annotator.web.signing_in import inside, let_in, let_out

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in with name and password."""
    form = SignInForm()
    if form.validate_on_submit():
        name = form.name.data or ""
        try:
            throttling.check(SIGN_IN, name)
        except Throttled as problem:
            page = render_template("accounts/sign_in.html", form=form, wait=throttling.when(problem))
            return page, 429, {"Retry-After": str(problem.seconds)}
        user = check_password(session, name, form.password.data or "")
        if user is not None:
            let_in(user, remember=bool(form.remember.data))
            return redirect(inside(request.args.get("next")))
        throttling.failed(SIGN_IN, name)
        form.password.errors = [*form.password.errors, gettext("Name or password is wrong.")]
    status = 422 if form.errors or form.password.errors else 200
    return render_template("accounts/sign_in.html", form=form), status


@blueprint.get("/sign-in/<secret>")
def sign_in_by_link(secret: str) -> ResponseReturnValue:
    """Sign in with a link; it works once."""
    if _only_looks():
        return gettext("This link signs somebody in, once: open it in your browser.")
    throttling.check(LINK)
    user = redeem_link(session, secret)
    if user is None:
        throttling.failed(LINK)
        text = gettext(
            "This link was used already or is too old. Ask a manager for a new one, or start the program again."
        )
        flash(text, "error")
        return redirect(url_for("accounts.sign_in"))
    # Remembered: who has no password would be locked out with the browser window.
    let_in(user, remember=True)
    return redirect(url_for("projects.index"))


_LOOKERS = re.compile("bot|preview|externalhit|whatsapp|telegram|slack|discord|skype|viber|mastodon", re.IGNORECASE)
"""How programs name themselves that show what a link in a message leads to."""


def _only_looks() -> bool:
    """Whether something only looks what is behind a link, before its reader does: it must not use the link up."""
    purpose = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    return request.method == "HEAD" or bool(purpose) or bool(_LOOKERS.search(request.user_agent.string))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    let_out()
    return redirect(url_for("accounts.sign_in"))


@blueprint.post("/language")
def language() -> ResponseReturnValue:
    """Switch the language of the interface and go back to the page."""
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        cookie["language"] = chosen
        if current_user.is_authenticated:
            set_language(session, current_user.id, chosen)
    return redirect(inside(request.form.get("next")))
