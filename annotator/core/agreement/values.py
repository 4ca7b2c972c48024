"""What agreement is measured on, and how a figure is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from annotator.core.phrases import Phrase
from annotator.core.spans import Span


class CodedEvent(NamedTuple):
    """An event as one person coded it; ``arguments`` are (role, span)."""

    trigger: Span
    type: str
    subtype: str | None = None
    attributes: Mapping[str, Any] = MappingProxyType({})
    arguments: Sequence[tuple[str, Span]] = ()


class Coded(NamedTuple):
    """One document with what each person who finished it marked.

    ``spans`` names all of them, also those who marked nothing. Offsets are code points, ends exclusive; the same span
    given twice by one person counts once.
    """

    text: str
    spans: Mapping[str, Collection[Span]]
    events: Mapping[str, Sequence[CodedEvent]] = MappingProxyType({})
    key: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its interval (95 %, by resampling documents) and what it rests on.

    ``n`` counts what was compared (spans for F1 and gamma, tokens for kappa and alpha, characters for unitising alpha),
    once for each annotator, in ``documents`` documents. Where ``value`` is ``None``, ``undefined`` says why. ``low``
    and ``high`` are ``None`` where there is no interval: with one document nothing can be resampled.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    undefined: Phrase | None = None
    documents: int = 0
