"""Events: a trigger span with a type and subtype, attributes, and arguments that are spans in a role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Argument:
    """The span with the id ``span`` fills ``role``."""

    role: str
    span: str


@dataclass(frozen=True, slots=True)
class Event:
    """What the span with the id ``trigger`` reports. Several events may share a trigger or an argument."""

    id: str
    trigger: str
    type: str
    subtype: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    arguments: tuple[Argument, ...] = ()
