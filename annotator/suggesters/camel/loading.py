"""Loading camel-tools' recognizer so that nothing is fetched from anywhere, and no output reaches the terminal."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from annotator.suggesters.camel.places import has_catalogue

NEEDED = ("torch", "transformers")
MOST_PIECES = 254
"""How many word pieces camel-tools takes in one input: its 256, less the two marks at both ends."""

_EMPTY = '{"version": "1.6.0", "packages": {}, "components": {}}'


class Recognizer(Protocol):
    """What is used of camel-tools' ``NERecognizer``."""

    tokenizer: Any
    model: Any

    def predict(self, sentences: Sequence[Sequence[str]], batch_size: int = ...) -> list[list[str]]:
        """Return one tag a word for each sentence (``B-LOC``, ``I-LOC``, ``O`` …)."""


def libraries_are_there() -> bool:
    """Whether what the model needs is installed; nothing is imported."""
    try:
        return all(find_spec(name) is not None for name in NEEDED)
    except (ImportError, ValueError):
        return False


def load(folder: Path) -> Recognizer:
    """Return the recognizer of a model's folder, on the processor; raises whatever the libraries raise.

    ``ValueError`` where the model takes shorter inputs than camel-tools gives it.
    """
    with _nothing_fetched():
        module = import_module("camel_tools.ner")
        import_module("transformers.utils.logging").disable_progress_bar()
    recognizer: Recognizer = module.NERecognizer(str(folder), use_gpu=False)
    positions = int(recognizer.model.config.max_position_embeddings)
    if positions < MOST_PIECES + 2:
        raise ValueError(f"max_position_embeddings is {positions}, less than {MOST_PIECES + 2}")
    return recognizer


@contextmanager
def _nothing_fetched() -> Iterator[None]:
    """Import camel-tools with an empty catalogue where it would download one, and its libraries as if offline."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if has_catalogue():
        yield
        return
    before = os.environ.get("CAMELTOOLS_DATA")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "catalogue.json").write_text(_EMPTY, encoding="ascii")
        os.environ["CAMELTOOLS_DATA"] = folder
        try:
            yield
        finally:
            os.environ.pop("CAMELTOOLS_DATA")
            if before is not None:
                os.environ["CAMELTOOLS_DATA"] = before
