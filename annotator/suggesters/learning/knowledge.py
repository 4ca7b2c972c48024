"""All that was learned, as one value: how it is written into a model's file, and read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from annotator.suggesters.learning.chains import Array
from annotator.suggesters.learning.classifier import Classifier
from annotator.suggesters.learning.echoes import Echoes
from annotator.suggesters.learning.file import Content
from annotator.suggesters.learning.tagger import Layer, Weights
from annotator.suggesters.learning.units import Dividing
from annotator.suggesters.learning.words import REACH, Classes


@dataclass(frozen=True)
class Knowledge:
    """``weights`` are those of the tagger; ``taken`` the labels on which the model's word counts.

    ``heard`` are the suggesters whose findings it knows how to judge; ``threshold`` is the likelihood from which a span
    is worth showing; ``measured`` are figures on documents held out; ``passed_over`` counts lessons not learned from.
    """

    dividing: Dividing
    classes: Classes
    weights: Weights
    taken: frozenset[str]
    heard: tuple[str, ...]
    threshold: float
    senses: Classifier | None = None
    roles: Classifier | None = None
    role_threshold: float = 0.5
    measured: Mapping[str, Any] = field(default_factory=dict)
    echoes: Echoes = field(default_factory=dict)
    lessons: int = 0
    passed_over: int = 0


_PLAIN = ("threshold", "role_threshold", "lessons", "passed_over")


def content_of(known: Knowledge) -> Content:
    """Return what the file of a model holds."""
    tables: dict[str, Array] = {}
    values: dict[str, Any] = {name: getattr(known, name) for name in _PLAIN}
    values |= {"taken": sorted(known.taken), "heard": list(known.heard), "measured": dict(known.measured)}
    values |= {"inside": known.dividing.inside, "stems": sorted(known.dividing.more)}
    values["echoes"] = {word: list(clues) for word, clues in sorted(known.echoes.items())}
    values["classes"] = {word: list(found) for word, found in sorted(known.classes.items())}
    values["weights"] = _put_weights(known.weights, tables)
    values["senses"] = _put_classifier(known.senses, tables, "senses")
    values["roles"] = _put_classifier(known.roles, tables, "roles")
    return Content(values, tables)


def _put_weights(weights: Weights, tables: dict[str, Array]) -> dict[str, Any]:
    tables |= {"words": weights.words, "clues": weights.clues}
    for number, layer in enumerate(weights.layers):
        tables |= {f"start {number}": layer.start, f"moves {number}": layer.moves}
    tags = [list(layer.tags) for layer in weights.layers]
    return {"tags": tags, "words": list(weights.word_index), "clues": list(weights.clue_index)}


def _put_classifier(found: Classifier | None, tables: dict[str, Array], name: str) -> dict[str, Any] | None:
    if found is None:
        return None
    tables |= {f"{name} weights": found.weights, f"{name} bias": found.bias}
    return {"classes": found.classes, "index": list(found.places)}


def knowledge_of(content: Content) -> Knowledge:
    """Return what the content of a file says; whatever is wrong in it raises some exception."""
    values, tables = content
    return Knowledge(
        dividing=Dividing(values["inside"], values["stems"]),
        classes={word: tuple(found) for word, found in values["classes"].items()},
        weights=_weights(values["weights"], tables),
        taken=frozenset(values["taken"]),
        heard=tuple(values["heard"]),
        echoes={word: tuple(clues) for word, clues in values["echoes"].items()},
        senses=_classifier(values["senses"], tables, "senses"),
        roles=_classifier(values["roles"], tables, "roles"),
        measured=values["measured"],
        **{name: values[name] for name in _PLAIN},
    )


def _numbered(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _weights(values: Mapping[str, Any], tables: Mapping[str, Array]) -> Weights:
    layers = tuple(
        Layer(tuple(tags), tables[f"start {number}"], tables[f"moves {number}"])
        for number, tags in enumerate(values["tags"])
    )
    words, clues = _numbered(values["words"]), _numbered(values["clues"])
    found = Weights(layers, words, tables["words"], clues, tables["clues"])
    _check(found)
    return found


def _check(weights: Weights) -> None:
    """Raise ``ValueError`` where tables and names do not go together."""
    size = sum(len(layer.tags) for layer in weights.layers)
    fit = weights.words.shape == (len(weights.word_index), len(REACH), size)
    fit = fit and weights.clues.shape == (len(weights.clue_index), size)
    for layer in weights.layers:
        own = len(layer.tags)
        fit = fit and layer.start.shape == (own,) and layer.moves.shape == (own, own) and own % 2 == 1
    if not fit:
        raise ValueError("tables and names do not go together")


def _classifier(values: Mapping[str, Any] | None, tables: Mapping[str, Array], name: str) -> Classifier | None:
    if values is None:
        return None
    weights, bias = tables[f"{name} weights"], np.asarray(tables[f"{name} bias"])
    if weights.shape != (max(len(values["index"]), 1), len(values["classes"])) or len(bias) != len(values["classes"]):
        raise ValueError("tables and names do not go together")
    return Classifier(tuple(values["classes"]), _numbered(values["index"]), weights, bias)
