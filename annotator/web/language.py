"""The language of the interface, and sentences of the core in it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from babel.numbers import format_decimal
from flask import Flask, request, session
from flask_babel import get_locale
from flask_login import current_user

from annotator.config import folder
from annotator.core.phrases import Phrase
from annotator.translations import catalogue, said
from annotator.translations.scripts import sentences

LANGUAGES = ("ar", "en")


def choose_language() -> str:
    """Return the language that the user chose, else the browser's, else Arabic."""
    chosen = session.get("language") or getattr(current_user, "language", None)
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES, default="ar")


def language() -> str:
    """Return the language of this answer."""
    return str(get_locale().language)


def direction() -> str:
    """Return ``rtl`` or ``ltr`` for the page."""
    return str(get_locale().text_direction)


def speak(app: Flask) -> None:
    """Let templates say sentences and numbers in the reader's language.

    Flask-Babel's own ways look up the request several times for each sentence: an eighth of the time of a page.
    """
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # what its extension for this adds
        gettext=lambda text: catalogue(language()).gettext(text),
        ngettext=lambda one, many, count: catalogue(language()).ngettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.filters["numberformat"] = lambda number: _number(number, language())


@lru_cache(maxsize=5_000)
def _number(number: float, language: str) -> str:
    return format_decimal(number, locale=language)


def say(phrase: Phrase) -> str:
    """Return a sentence of the core in the reader's language."""
    return said(phrase, catalogue(language()).gettext)


def page_messages() -> dict[str, str]:
    """Return the sentences of the JavaScript modules, in the reader's language."""
    return _messages(language())


def collect_messages() -> None:
    """Read the sentences out of the scripts before the first page needs them."""
    _javascript_messages(folder("static") / "js")


@lru_cache
def _messages(language: str) -> dict[str, str]:
    gettext = catalogue(language).gettext
    return {message: gettext(message) for message in _javascript_messages(folder("static") / "js")}


@lru_cache
def _javascript_messages(scripts: Path) -> tuple[str, ...]:
    texts = (path.read_text("utf-8") for path in scripts.rglob("*.js"))
    return tuple(sorted({sentence for text in texts for _, _, sentence in sentences(text)}))
