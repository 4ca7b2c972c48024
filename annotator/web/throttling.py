"""Who tries too often: asked before, told after. The answer 429 says when to try again (``web/problems.py``).

throttling.check(LINK)                      # refuses where this address has tried too often
if not redeemed:
    throttling.failed(LINK)
"""

from __future__ import annotations

from typing import cast

from flask import current_app, request
from flask_babel import ngettext

from annotator.db.base import session
from annotator.services.throttle import Throttle, Throttled


def check(kind: str, name: str = "") -> None:
    """Raise :class:`Throttled` where the address of this request, or this name, was tried too often."""
    _throttle().check(session, kind, name, request.remote_addr)


def failed(kind: str, name: str = "") -> None:
    """Count a try of this request that failed."""
    _throttle().failed(session, kind, name, request.remote_addr)


def when(problem: Throttled) -> str:
    """Return the sentence that says when to try again."""
    minutes = -(-problem.seconds // 60)
    return ngettext(
        "Too many tries. Try again in %(num)s minute.", "Too many tries. Try again in %(num)s minutes.", minutes
    )


def _throttle() -> Throttle:
    return cast(Throttle, current_app.extensions["throttle"])
