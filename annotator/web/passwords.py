"""A new password in the place of a forgotten one: by a link that a manager gives, or that a mail brings."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from annotator.config import Settings
from annotator.core.phrases import Problem
from annotator.db.base import session
from annotator.services import mail
from annotator.services.accounts import LINK_LIFE, PASSWORD, user_of_link
from annotator.services.passwords import links_by_mail, reset_password
from annotator.services.throttle import LINK, RESET
from annotator.web import throttling
from annotator.web.forms.accounts import ForgottenForm, NewPasswordForm
from annotator.web.language import language, say
from annotator.web.signing_in import let_in

blueprint = Blueprint("passwords", __name__)


@blueprint.route("/forgotten", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """Ask for a mail with a link; the answer is the same for everybody, also for who does not exist."""
    settings: Settings = current_app.extensions["settings"]
    form = ForgottenForm()
    sent = settings.mail is not None and form.validate_on_submit()
    if sent:
        who = form.who.data or ""
        throttling.check(RESET, who)
        throttling.failed(RESET, who)
        app, asked_in = cast(Flask, current_app._get_current_object()), language()  # type: ignore[attr-defined]
        # Looked up there, too: what takes its time here must not depend on who exists.
        current_app.extensions["outbox"].put(lambda: send_links(app, settings, who, asked_in))
    status = 422 if form.errors else 200
    return render_template("passwords/forgotten.html", form=form, mails=settings.mail is not None, sent=sent), status


def send_links(app: Flask, settings: Settings, who: str, asked_in: str) -> None:
    """Send a link to whom this name or address belongs, if anybody; runs in the outbox's thread."""
    if settings.mail is None:
        return
    with app.app_context():
        found = [(user.name, user.email or "", user.language, secret) for user, secret in links_by_mail(session, who)]
    for name, to, chosen, secret in found:
        values = {
            "name": name,
            # Not from the request: whoever asks could make the link lead elsewhere.
            "url": settings.url,
            "link": f"{settings.url}/reset/{secret}",
            "hours": int(LINK_LIFE.total_seconds() // 3600),
        }
        mail.send(settings.mail, mail.password_mail(settings.mail, to, chosen or asked_in, **values))


@blueprint.route("/reset/<secret>", methods=["GET", "POST"])
def reset(secret: str) -> ResponseReturnValue:
    """Choose a new password with a link; looking at the page does not use it up."""
    throttling.check(LINK)
    user = user_of_link(session, secret, PASSWORD)
    if user is None:
        return _gone()
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            user = reset_password(session, secret, form.new.data or "")
        except Problem as problem:
            form.new.errors = [say(problem.phrase)]
        else:
            if user is None:
                return _gone()
            let_in(user, remember=False)
            flash(gettext("Your new password is saved, and you are signed in."), "success")
            return redirect(url_for("projects.index"))
    return render_template("passwords/reset.html", form=form, user=user), 422 if form.errors else 200


def _gone() -> ResponseReturnValue:
    throttling.failed(LINK)
    return render_template("passwords/gone.html"), 404
