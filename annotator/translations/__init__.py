"""The catalogues, one folder a language, and how a sentence of the core is said in one."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel.support import Translations

from annotator.core.phrases import Phrase

FOLDER = Path(__file__).parent


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """Return the translations of ``language``; English is the language of the messages themselves."""
    return Translations.load(str(FOLDER), [language])


def said(phrase: Phrase, gettext: Callable[[str], str]) -> str:
    """Return ``phrase`` as ``gettext`` says it; sentences inside its values are said too."""
    values: dict[str, Any] = {
        name: said(value, gettext) if isinstance(value, Phrase) else value for name, value in phrase.values.items()
    }
    return gettext(phrase.message) % values if values else gettext(phrase.message)
