"""Pages with holes: what is the same for every document is rendered once for each language, and then only filled."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import Response, current_app, render_template, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from annotator.web.language import language

_MARK = secrets.token_hex(16)
"""Stands where a hole is. It is nobody's to guess, so that no text can hold one."""
_HOLE = re.compile(f"{_MARK}-([a-z_]+)-")


def filled(template: str, values: Mapping[str, str]) -> Response:
    """Return the page ``template`` with ``values``, which is all that may differ in it beside the frame's own.

    The template may print them and no more: what it asked of them would be answered for all documents alike. Among them
    is ``user_name``, whom the frame greets.
    """
    if "_flashes" in session or current_app.debug:
        return Response(render_template(template, **values))
    frame = {
        "frame_path": request.full_path if request.query_string else request.path,
        "frame_csrf": generate_csrf(),
    }
    pieces = {name: escape(value).encode() for name, value in {**values, **frame}.items()}
    parts = _skeleton(template, values)
    return Response(b"".join([pieces[part] if isinstance(part, str) else part for part in parts]), mimetype="text/html")


def _skeleton(template: str, values: Mapping[str, str]) -> list[bytes | str]:
    """Return the parts of the page: bytes as they are, and the names of what goes between them."""
    # Templates do not change while the server runs: so every process may keep its own.
    known: dict[Any, list[bytes | str]] = current_app.extensions.setdefault("skeletons", {})
    key = template, language(), request.script_root
    if key not in known:
        html = _with_holes(template, values).replace(generate_csrf(), _hole("frame_csrf"))
        parts = enumerate(_HOLE.split(html))
        known[key] = [part if place % 2 else part.encode() for place, part in parts]
    return known[key]


def _with_holes(template: str, values: Mapping[str, str]) -> str:
    context: dict[str, Any] = {name: _hole(name) for name in values}
    user = SimpleNamespace(is_authenticated=True, name=_hole("user_name"))
    asked = SimpleNamespace(query_string=b"", path=_hole("frame_path"))
    return render_template(template, **context, current_user=user, request=asked)


def _hole(name: str) -> Markup:
    return Markup(f"{_MARK}-{name}-")  # noqa: S704  # a mark of ours
