"""Who is asking, and the headers that keep a page to itself."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, flash, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.exceptions import Unauthorized

from annotator.db.accounts import UserRow
from annotator.db.base import session
from annotator.services.sign_ins import who
from annotator.web import joined
from annotator.web.language import direction, language
from annotator.web.navigation import project_pages
from annotator.web.permissions import may_here
from annotator.web.problems import wants_json

HEADERS = {
    # Nothing from elsewhere, no inline script or style, in no frame.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def secure(app: Flask) -> None:
    """Add the headers to every answer, and what every page's frame needs to its context."""
    app.after_request(_headers)
    app.context_processor(_frame)


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    kept = request.endpoint in {"static", *joined.ENDPOINTS} and response.status_code < 400
    # Texts can endanger people: no copy of a page or an export stays in the browser's cache.
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-store"
    return response


def _frame() -> dict[str, Any]:
    return {
        "language": language(),
        "direction": direction(),
        "current_user": current_user,
        "may": may_here,
        "project_pages": project_pages,
    }


def load_user(secret: str) -> UserRow | None:
    """Return whom the secret of a session cookie signs in."""
    return who(session, secret)


def unauthorized() -> Any:
    """Send a reader who is not signed in to the sign-in page; tell a program so."""
    if wants_json():
        raise Unauthorized
    if request.path != "/":
        flash(gettext("Please sign in first."), "info")
    return redirect(url_for("accounts.sign_in", next=request.full_path if request.method == "GET" else None))
