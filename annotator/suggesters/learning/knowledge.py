"""All that was learned, as one value: how it is written into a model's file, and read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from annotator.suggesters.learning.chains import Array
from annotator.suggesters.learning.classifier import Classifier
from annotator.suggesters.learning.file import Content
from annotator.suggesters.learning.tagger import Weights
from annotator.suggesters.learning.units import Dividing
from annotator.suggesters.learning.words import REACH, Classes


@dataclass(frozen=True)
class Knowledge:
    """``layers`` are the weights of the taggers; ``taken`` the labels on which the model's word counts.

    ``heard`` are the suggesters whose findings it knows how to judge; ``threshold`` is the likelihood from which a span
    is worth showing; ``measured`` are figures on documents held out; ``passed_over`` counts lessons not learned from.
    """

    dividing: Dividing
    classes: Classes
    layers: tuple[Weights, ...]
    taken: frozenset[str]
    heard: tuple[str, ...]
    threshold: float
    senses: Classifier | None = None
    roles: Classifier | None = None
    role_threshold: float = 0.5
    measured: Mapping[str, Any] = field(default_factory=dict)
    lessons: int = 0
    passed_over: int = 0


_PLAIN = ("threshold", "role_threshold", "lessons", "passed_over")


def content_of(known: Knowledge) -> Content:
    """Return what the file of a model holds."""
    tables: dict[str, Array] = {}
    values: dict[str, Any] = {name: getattr(known, name) for name in _PLAIN}
    values |= {"taken": sorted(known.taken), "heard": list(known.heard), "measured": dict(known.measured)}
    values |= {"inside": known.dividing.inside, "stems": sorted(known.dividing.more)}
    values["classes"] = {word: list(found) for word, found in sorted(known.classes.items())}
    values["layers"] = [_put_weights(one, tables, f"{number}") for number, one in enumerate(known.layers)]
    values["senses"] = _put_classifier(known.senses, tables, "senses")
    values["roles"] = _put_classifier(known.roles, tables, "roles")
    return Content(values, tables)


def _put_weights(weights: Weights, tables: dict[str, Array], name: str) -> dict[str, Any]:
    tables |= {f"{name} start": weights.start, f"{name} moves": weights.moves, f"{name} clues": weights.clues}
    tables |= {f"{name} words {place}": table for place, table in enumerate(weights.words)}
    return {"tags": weights.tags, "indexes": [list(one) for one in weights.indexes], "clues": list(weights.clue_index)}


def _put_classifier(found: Classifier | None, tables: dict[str, Array], name: str) -> dict[str, Any] | None:
    if found is None:
        return None
    tables |= {f"{name} weights": found.weights, f"{name} bias": found.bias}
    return {"classes": found.classes, "index": list(found.index)}


def knowledge_of(content: Content) -> Knowledge:
    """Return what the content of a file says; whatever is wrong in it raises some exception."""
    values, tables = content
    return Knowledge(
        dividing=Dividing(values["inside"], values["stems"]),
        classes={word: tuple(found) for word, found in values["classes"].items()},
        layers=tuple(_weights(one, tables, f"{number}") for number, one in enumerate(values["layers"])),
        taken=frozenset(values["taken"]),
        heard=tuple(values["heard"]),
        senses=_classifier(values["senses"], tables, "senses"),
        roles=_classifier(values["roles"], tables, "roles"),
        measured=values["measured"],
        **{name: values[name] for name in _PLAIN},
    )


def _numbered(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _weights(values: Mapping[str, Any], tables: Mapping[str, Array], name: str) -> Weights:
    words = tuple(tables[f"{name} words {place}"] for place in range(len(REACH)))
    tags, indexes = tuple(values["tags"]), tuple(map(_numbered, values["indexes"]))
    found = Weights(
        tags, indexes, words, _numbered(values["clues"]), tables[f"{name} clues"], tables[f"{name} start"],
        tables[f"{name} moves"],
    )  # fmt: skip
    _check(found)
    return found


def _check(weights: Weights) -> None:
    """Raise ``ValueError`` where tables and names do not go together."""
    size = len(weights.tags)
    rows = [len(weights.indexes[abs(reach)]) for reach in REACH]
    fits = all(table.shape == (max(count, 1), size) for table, count in zip(weights.words, rows, strict=True))
    clues = weights.clues.shape == (max(len(weights.clue_index), 1), size)
    if not (fits and clues and weights.start.shape == (size,) and weights.moves.shape == (size, size)):
        raise ValueError("tables and names do not go together")


def _classifier(values: Mapping[str, Any] | None, tables: Mapping[str, Array], name: str) -> Classifier | None:
    if values is None:
        return None
    weights, bias = tables[f"{name} weights"], np.asarray(tables[f"{name} bias"])
    if weights.shape != (max(len(values["index"]), 1), len(values["classes"])) or len(bias) != len(values["classes"]):
        raise ValueError("tables and names do not go together")
    return Classifier(tuple(values["classes"]), _numbered(values["index"]), weights, bias)
