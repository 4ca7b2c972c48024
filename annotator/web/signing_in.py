"""What letting somebody in, and out again, does to their cookies."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, current_app, request, url_for
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.wrappers import Response
from flask_login import current_user, login_user, logout_user

from annotator.db.accounts import UserRow
from annotator.db.base import session
from annotator.services import sign_ins

KEPT = ("language", "_flashes")
"""What a cookie keeps when somebody signs in or out: nothing that says who one is, and no token of a form."""


def let_in(user: UserRow, *, remember: bool) -> None:
    """Sign ``user`` in: the sign-in, the session and the tokens of the forms are new ones."""
    if current_user.is_authenticated:
        sign_ins.end(session, current_user.get_id())
    _forget()
    sign_ins.begin(session, user, browser_name(request.user_agent.string))
    login_user(user, remember=remember)


def let_out() -> None:
    """Sign out who is signed in with this request."""
    if current_user.is_authenticated:
        sign_ins.end(session, current_user.get_id())
    _forget()
    logout_user()


def is_remembered() -> bool:
    """Whether this browser keeps its sign-in when it is closed."""
    return current_app.config.get("REMEMBER_COOKIE_NAME", "remember_token") in request.cookies


def _forget() -> None:
    kept = {name: cookie[name] for name in KEPT if name in cookie}
    cookie.clear()
    cookie.update(kept)


def inside(target: str | None) -> str:
    """Return ``target`` if it is a path of this site, else the start page: no redirect leads elsewhere."""
    try:
        parts = urlsplit(target or "")
    except ValueError:
        return url_for("projects.index")
    safe = target and not parts.scheme and not parts.netloc and target.startswith("/") and "\\" not in target
    odd = any(char < " " or char == "\x7f" for char in target or "")
    return str(target) if safe and not odd and not str(target).startswith("//") else url_for("projects.index")


class Cookies(SecureCookieSessionInterface):
    """The session's cookie; what is set over HTTPS goes over nothing else, the one that remembers included."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: D102
        super().save_session(app, session, response)
        if request.is_secure:
            set_ = response.headers.getlist("Set-Cookie")
            response.headers.setlist("Set-Cookie", [one if _is_secure(one) else f"{one}; Secure" for one in set_])


def _is_secure(header: str) -> bool:
    return "secure" in (part.strip().lower() for part in header.split(";"))


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
