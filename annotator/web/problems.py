"""What a reader is told when something cannot be done: a page for browsers, JSON for the annotation page."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from annotator.core.phrases import Problem
from annotator.services.throttle import Throttled
from annotator.web.language import say
from annotator.web.throttling import when

_TEXTS = {
    400: lazy_gettext("This request cannot be understood. Go back, load the page again and try once more."),
    401: lazy_gettext("Your sign-in has ended. Sign in again; what you did on this page is kept."),
    403: lazy_gettext("You may not see this. Ask a manager of the project."),
    404: lazy_gettext("There is no such page. It may have been deleted, or the address is incomplete."),
    405: lazy_gettext("This address does not take such a request."),
    413: lazy_gettext("This is too large to be sent at once. Split it into smaller files."),
    500: lazy_gettext("The program has made a mistake. It was written to the log; nothing that was saved is lost."),
}


def wants_json() -> bool:
    """Whether the answer is for a program: the annotation page sends and reads JSON."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def problem_answer(problem: Problem, status: int, **more: Any) -> Response:
    """Return a problem as JSON, in the reader's language."""
    return _json(problem.code, say(problem.phrase), status, **more)


def register_problems(app: Flask) -> None:
    """Let every error of the application be told in the reader's language."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(Throttled, _throttled)


def _http(error: HTTPException) -> Response:
    if error.response is not None or not error.code or error.code < 400:
        return make_response(error.get_response())
    return _tell(error.code, str(_TEXTS.get(error.code, error.description or error.name)))


def _csrf(error: CSRFError) -> Response:
    if wants_json() and not current_user.is_authenticated:
        # The page's token ended with the sign-in: that is what its reader has to know.
        return _tell(401, str(_TEXTS[401]))
    text = gettext("This form is too old or came from elsewhere. Load the page again and send it once more.")
    return _tell(400, text, code="csrf")


def _throttled(problem: Throttled) -> Response:
    answer = _tell(429, when(problem), code=problem.code)
    answer.headers["Retry-After"] = str(problem.seconds)
    return answer


def _tell(status: int, text: str, code: str = "") -> Response:
    if wants_json():
        return _json(code or str(status), text, status)
    return make_response(render_template("problem.html", status=status, text=text), status)


def _json(code: str, message: str, status: int, **more: Any) -> Response:
    answer = jsonify(problem={"code": code, "message": message}, **more)
    answer.status_code = status
    return answer
