"""One TOML table being read: typed access to its keys, each error noted by its path."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from annotator.core.labelfile.lines import Path
from annotator.core.phrases import N_, Phrase

LANGUAGES = ("ar", "en")
LONGEST_ID = 100
LONGEST_TITLE = 200
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}
"""Control characters, surrogates, line and paragraph separators (Unicode categories)."""


@dataclass(frozen=True, slots=True)
class Node:
    """The table ``values`` at ``path``. ``errors`` is shared by all nodes of a file.

    A method that finds an error notes it and returns a stand-in, so that the rest of the file is read too.
    """

    values: dict[str, Any]
    path: Path
    errors: list[tuple[Path, Phrase]]

    def refuse(self, key: str, message: str, **values: Any) -> None:
        """Note an error at ``key``."""
        self.errors.append(((*self.path, key), Phrase(message, {"key": key, **values})))

    def only(self, *known: str) -> None:
        """Refuse every key that is not among ``known``."""
        for key in self.values:
            if key not in known:
                self.refuse(key, N_("The key “%(key)s” is not known here. Known: %(known)s."), known=", ".join(known))

    def has_text(self, key: str) -> bool:
        """Return whether ``key`` is there and holds a string; note where it holds something else."""
        if key not in self.values:
            return False
        if not isinstance(self.values[key], str):
            self.refuse(key, N_("“%(key)s” must be a text in quotation marks."))
            return False
        return True

    def text(self, key: str) -> str:
        """Return the string at ``key``; the empty one where there is none."""
        return str(self.values[key]) if self.has_text(key) else ""

    def flag(self, key: str, default: bool) -> bool:
        """Return the truth value at ``key``."""
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        self.refuse(key, N_("“%(key)s” must be true or false."))
        return default

    def needs(self, key: str) -> bool:
        """Return whether ``key`` is there, and note that it is missing where it is not."""
        if key in self.values:
            return True
        self.refuse(key, N_("The key “%(key)s” is missing."))
        return False

    def must(self, key: str, holds: Callable[[str], bool], message: str, **values: Any) -> str:
        """Return the string at ``key``, which must be there; refuse it unless ``holds`` is true of it."""
        if not self.needs(key) or not self.has_text(key):
            return ""
        value = str(self.values[key])
        if not holds(value):
            self.refuse(key, message, value=value, **values)
        return value

    def id(self) -> str:
        """Return the ``id`` of the table."""
        return self.must(
            "id",
            is_id,
            N_("An id has 1 to %(most)s characters, without spaces or slashes at its ends or line breaks in it."),
            most=LONGEST_ID,
        )

    def titles(self) -> dict[str, str]:
        """Return the ``title`` by language; a plain string stands for every language."""
        titles = self.texts("title") if self.needs("title") else {}
        if not all(map(_is_title, titles.values())):
            self.refuse(
                "title", N_("A title has 1 to %(most)s characters, and no line breaks in it."), most=LONGEST_TITLE
            )
        return titles

    def texts(self, key: str) -> dict[str, str]:
        """Return the text at ``key`` by language; nothing where it is not there."""
        value = self.values.get(key)
        if isinstance(value, str):
            return dict.fromkeys(LANGUAGES, value)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.refuse(key, N_("“%(key)s” must be a text, or a table with the keys ar and en."))
            return {}
        inner = self.inner(key)
        inner.only(*LANGUAGES)
        present = [language for language in LANGUAGES if inner.needs(language) and inner.has_text(language)]
        return {language: inner.values[language] for language in present}

    def inner(self, key: str) -> Node:
        """Return the table at ``key``."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.refuse(key, N_("“%(key)s” must be a table."))
            value = {}
        return Node(value, (*self.path, key), self.errors)

    def tables(self, key: str) -> list[Node]:
        """Return the tables of the array at ``key``."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(member, dict) for member in value):
            self.refuse(key, N_("“%(key)s” must be an array of tables: [[%(path)s]]."), path=self._header(key))
            return []
        return [Node(member, (*self.path, key, index), self.errors) for index, member in enumerate(value)]

    def strings(self, key: str) -> tuple[str, ...]:
        """Return the strings of the array at ``key``."""
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(member, str) for member in value):
            return tuple(value)
        self.refuse(key, N_("“%(key)s” must be an array of texts."))
        return ()

    def _header(self, key: str) -> str:
        return ".".join(part for part in (*self.path, key) if isinstance(part, str))


def is_id(value: str) -> bool:
    """Tell whether ``value`` can name a label, a type or a role. “Explosions/Remote violence” can."""
    return 1 <= len(value) <= LONGEST_ID and value == value.strip().strip("/") and not _has_unseen(value)


def _is_title(value: str) -> bool:
    return bool(value.strip()) and len(value) <= LONGEST_TITLE and not _has_unseen(value)


def _has_unseen(value: str) -> bool:
    return any(unicodedata.category(character) in _UNSEEN for character in value)
