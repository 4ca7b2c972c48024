"""Loading: the models of a few projects are held in memory, each read once; of each project one."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import NamedTuple, cast

from annotator.core.suggestions import Model
from annotator.suggesters import registry

LEARNER = "learned"
"""The id of the suggester whose models these are."""
MOST_LOADED = 4
"""So many projects have their models in memory: those whose models were used last."""


class _Held(NamedTuple):
    name: str
    changed: int
    size: int
    model: Model


def loaded(path: Path) -> Model:
    """Return the model of a file, read once; raises :class:`Problem` as ``Learner.load`` does, or ``OSError``.

    It takes the place of what is held of the same folder, else of that which was used longest ago.
    """
    stat = path.stat()
    wanted = path.name, stat.st_mtime_ns, stat.st_size
    with _lock:
        held = _held.get(path.parent)
        if held is None or held[:3] != wanted:
            held = _Held(*wanted, cast(Model, registry.all()[LEARNER].load(path.read_bytes())))
        _held.pop(path.parent, None)
        while len(_held) >= MOST_LOADED:
            _held.pop(next(iter(_held)))
        _held[path.parent] = held
    return held.model


def may_hold(folder: Path) -> bool:
    """Whether a model of ``folder`` can be held without one of another folder giving way."""
    with _lock:
        return folder in _held or len(_held) < MOST_LOADED


def is_held(path: Path) -> bool:
    """Whether a model of this name is in memory."""
    with _lock:
        held = _held.get(path.parent)
        return held is not None and held.name == path.name


_lock = Lock()
# Which file serves is asked of the database each time, and a file's name, time and size say what it holds: so a process
# that holds an old model reads the new one when it is asked for it.
_held: dict[Path, _Held] = {}
