"""Scripts and styles in one piece: a page of a hundred files would spend most of its time on asking for them.

The files stay as they are; what a page asks for is put together from them when it is first asked for. It lies under the
address of the static files, which changes when any of them or this file does.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort

ENDPOINTS = frozenset({"joined_script", "joined_styles"})

_NAMES = re.compile(r"[a-z_]+(?:,[a-z_]+)*")
_IMPORT = re.compile(r'^import (?:(\* as \w+|\{[^}]*\}) from )?"(\.[^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const)\b)", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|class|const) (\w+|\[[^\]]*\])", re.MULTILINE)
_LISTED = re.compile(r"^export (\{[^}]*\});$", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def join_files(app: Flask) -> None:
    """Serve ``…/joined/annotate.js``, a page's script with all that it imports, and ``…/joined/base,form.css``."""
    static = Path(app.static_folder or "")

    @lru_cache
    def script(name: str) -> str:
        return joined_script(static, f"js/pages/{name}.js")

    @lru_cache
    def styles(names: str) -> str:
        return "".join((static / "css" / f"{name}.css").read_text("utf-8") for name in names.split(","))

    def answer(make: Callable[[str], str], name: str, kind: str) -> Response:
        if not _NAMES.fullmatch(name):
            abort(404)
        try:
            return Response(make(name), mimetype=kind)
        except OSError:
            abort(404)

    def serve_script(name: str) -> Response:
        return answer(script, name, "text/javascript")

    def serve_styles(names: str) -> Response:
        return answer(styles, names, "text/css")

    prefix = f"{app.static_url_path}/joined"
    app.add_url_rule(f"{prefix}/<name>.js", "joined_script", serve_script)
    app.add_url_rule(f"{prefix}/<names>.css", "joined_styles", serve_styles)


def joined_script(static: Path, entry: str) -> str:
    """Return the module ``entry`` and all that it imports as one module: each is a function that returns its exports.

    Raises :class:`ValueError` for what cannot be put so: imports in a circle, and forms of import and export that the
    scripts here do not use.
    """
    names = _in_order(static, entry)
    places = {name: f"module{place}" for place, name in enumerate(names)}
    return "\n".join(_scoped(static, name, places) for name in names)


def _in_order(static: Path, entry: str) -> Sequence[str]:
    """Return the names of the modules, each after those that it imports."""
    found: dict[str, bool] = {}  # a module's name → whether all that it imports is found

    def visit(name: str) -> None:
        if found.get(name) is False:
            raise ValueError(f"{name} imports itself in a circle")
        if name in found:
            return
        found[name] = False
        for imported in _imports(static, name):
            visit(imported)
        del found[name]
        found[name] = True  # now it stands behind what it imports

    visit(entry)
    return list(found)


def _imports(static: Path, name: str) -> Iterator[str]:
    for _, path in _IMPORT.findall((static / name).read_text("utf-8")):
        yield _beside(name, path)


def _beside(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _scoped(static: Path, name: str, places: dict[str, str]) -> str:
    source = (static / name).read_text("utf-8")

    def taken(match: re.Match[str]) -> str:
        what, place = match[1], places[_beside(name, match[2])]
        if what is None:
            return ""
        return f"const {what.removeprefix('* as ').replace(' as ', ': ')} = {place};"

    exported = ", ".join([*_EXPORTED.findall(source), *_LISTED.findall(source)])
    names = re.findall(r"\w+", exported)
    body = _LISTED.sub("", _EXPORT.sub("", _IMPORT.sub(taken, source)))
    if left := _LEFT.search(body):
        raise ValueError(f"{name}: this form cannot be joined: {left[0]}")
    return f"// {name}\nconst {places[name]} = (() => {{\n{body}\nreturn {{ {', '.join(names)} }};\n}})();"
