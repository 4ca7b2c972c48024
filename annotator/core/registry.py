"""Find the parts of one kind: the modules of a folder, then what other packages offer under an entry-point group."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from importlib.metadata import entry_points
from typing import Any


class Registry:
    """The parts that the modules of ``package`` offer under the name ``attribute``, by their id.

    A module without that attribute is a part's helper and is passed over. Two parts of one id are refused.
    """

    def __init__(self, package: str, attribute: str, group: str) -> None:
        self._package, self._attribute, self._group = package, attribute, group
        self._parts: dict[str, Any] | None = None

    def all(self) -> dict[str, Any]:
        """Return every part by id, in the order of their ids; raise ``ValueError`` where two share an id."""
        if self._parts is None:
            self._parts = self._collect()
        return dict(self._parts)

    def _collect(self) -> dict[str, Any]:
        parts: dict[str, Any] = {}
        for part in [*self._own(), *self._foreign()]:
            if part.id in parts:
                raise ValueError(f"two parts of {self._package} share the id {part.id!r}")
            parts[part.id] = part
        return dict(sorted(parts.items()))

    def _own(self) -> Iterable[Any]:
        package = importlib.import_module(self._package)
        for found in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{self._package}.{found.name}")
            part = getattr(module, self._attribute, None)
            if part is not None:
                yield part

    def _foreign(self) -> Iterable[Any]:
        for entry in entry_points(group=self._group):
            yield entry.load()
