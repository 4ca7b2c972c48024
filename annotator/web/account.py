"""One's own account: e-mail address, language, password, and where one is signed in."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required

from annotator.core.phrases import Problem
from annotator.db.base import now, session
from annotator.services import sign_ins
from annotator.services.passwords import must_know, set_email, set_password
from annotator.services.throttle import CURRENT, Throttled
from annotator.web import throttling
from annotator.web.forms.accounts import EmailForm, PasswordForm
from annotator.web.language import say
from annotator.web.permissions import MAX_ID
from annotator.web.signing_in import is_remembered, let_in, let_out

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@login_required
def page() -> ResponseReturnValue:
    """Show the account."""
    return _page()


@blueprint.post("/account/email")
@login_required
def email() -> ResponseReturnValue:
    """Change the e-mail address."""
    form = EmailForm(prefix="email-")
    if form.validate_on_submit() and _knows(form):
        try:
            set_email(session, current_user, form.email.data or "")
        except Problem as problem:
            form.email.errors = [say(problem.phrase)]
        else:
            flash(gettext("Your e-mail address is saved."), "success")
            return redirect(url_for("account.page"))
    return _page(email=form), 422


@blueprint.post("/account/password")
@login_required
def password() -> ResponseReturnValue:
    """Choose another password; every other sign-in ends."""
    form = PasswordForm(prefix="password-")
    if form.validate_on_submit() and _knows(form):
        user = current_user._get_current_object()
        try:
            set_password(session, user, form.new.data or "")
        except Problem as problem:
            form.new.errors = [say(problem.phrase)]
        else:
            # A new sign-in here too: whoever has got hold of the cookie is out.
            let_in(user, remember=is_remembered())
            flash(gettext("Your new password is saved. Everywhere else you are signed out."), "success")
            return redirect(url_for("account.page"))
    return _page(password=form), 422


def _knows(form: EmailForm | PasswordForm) -> bool:
    """Whether the form holds the present password; what is wrong is put to its field."""
    try:
        throttling.check(CURRENT, current_user.name)
        must_know(current_user, form.current.data or "")
    except Throttled as problem:
        form.current.errors = [throttling.when(problem)]
        return False
    except Problem as problem:
        throttling.failed(CURRENT, current_user.name)
        form.current.errors = [say(problem.phrase)]
        return False
    return True


@blueprint.post("/account/sign-ins/<int:sign_in_id>/end")
@login_required
def end(sign_in_id: int) -> ResponseReturnValue:
    """Sign out of one browser."""
    user = current_user._get_current_object()
    mine = [row for row in sign_ins.sign_ins_of(session, user) if row.id == sign_in_id]
    if sign_in_id > MAX_ID or not mine:
        abort(404)
    if sign_ins.is_this(mine[0], user):
        let_out()
        return redirect(url_for("accounts.sign_in"))
    sign_ins.end_one(session, user, sign_in_id)
    flash(gettext("That browser is signed out."), "success")
    return redirect(url_for("account.page", _anchor="sign-ins"))


@blueprint.post("/account/sign-ins/end-others")
@login_required
def end_others() -> ResponseReturnValue:
    """Sign out of every browser but this one."""
    sign_ins.end_others(session, current_user)
    flash(gettext("Everywhere else you are signed out."), "success")
    return redirect(url_for("account.page", _anchor="sign-ins"))


def _page(*, email: EmailForm | None = None, password: PasswordForm | None = None) -> str:
    user = current_user._get_current_object()
    rows = [(row, sign_ins.is_this(row, user)) for row in sign_ins.sign_ins_of(session, user)]
    return render_template(
        "account/page.html",
        email_form=email or EmailForm(None, prefix="email-", data={"email": user.email or ""}),
        password_form=password or PasswordForm(None, prefix="password-"),
        sign_ins=rows,
        now=now(),
    )
