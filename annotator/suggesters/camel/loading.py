"""Loading camel-tools' recognizer so that nothing is fetched from anywhere, and no output reaches the terminal."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from annotator.suggesters.camel.inputs import Word
from annotator.suggesters.camel.places import has_catalogue

NEEDED = ("torch", "transformers")
MOST_PIECES = 254
"""How many word pieces camel-tools takes in one input: its 256, less the two marks at both ends."""

_BATCH = 8
_INPUTS = ("input_ids", "token_type_ids", "attention_mask")
_EMPTY = '{"version": "1.6.0", "packages": {}, "components": {}}'


class Tagger:
    """camel-tools' ``NERecognizer``, in inputs no longer than need be.

    Its own ``predict`` fills each sentence up to 256 pieces, which costs three times as much on news; the tags are the
    same. Not safe for several threads at once.
    """

    def __init__(self, recognizer: Any) -> None:
        """Take a recognizer, ready for use on the processor."""
        self._model, self._tokenizer = recognizer.model.eval(), recognizer.tokenizer
        self._labels = recognizer.labels_map
        self._dataset = import_module("camel_tools.ner").NERDataset
        self._torch = import_module("torch")

    def pieces(self, word: str) -> Sequence[str]:
        """Return the word pieces that the model knows a word by; none where it would drop the word."""
        pieces: Sequence[str] = self._tokenizer.tokenize(word)
        return pieces

    def tag(self, runs: Sequence[Sequence[Word]]) -> list[list[str]]:
        """Return a tag (``B-LOC``, ``I-LOC``, ``O`` …) for each word; a run is at most ``MOST_PIECES`` pieces long."""
        order = sorted(range(len(runs)), key=lambda at: _length(runs[at]))
        tags: dict[int, list[str]] = {}
        for start in range(0, len(order), _BATCH):
            some = order[start : start + _BATCH]
            tags.update(zip(some, self._batch([runs[at] for at in some]), strict=True))
        return [tags[at] for at in range(len(runs))]

    def _batch(self, runs: Sequence[Sequence[Word]]) -> Iterator[list[str]]:
        data = self._dataset(
            sentences=[[word.form for word in run] for run in runs],
            tokenizer=self._tokenizer,
            labels=list(self._labels.values()),
            max_seq_length=max(map(_length, runs)) + 2,
        )
        columns = {name: self._torch.stack([row[name] for row in data.features]) for name in (*_INPUTS, "label_ids")}
        with self._torch.inference_mode():
            best = self._model(**{name: columns[name] for name in _INPUTS})[0].argmax(dim=2)
        for row, marks in zip(best.tolist(), columns["label_ids"].tolist(), strict=True):
            # Only the first piece of a word bears its tag.
            yield [self._labels[tag] for tag, mark in zip(row, marks, strict=True) if mark != data.pad_token_label_id]


def _length(run: Sequence[Word]) -> int:
    return sum(word.size for word in run)


def libraries_are_there() -> bool:
    """Whether what the model needs is installed; nothing is imported."""
    try:
        return all(find_spec(name) is not None for name in NEEDED)
    except (ImportError, ValueError):
        return False


def load(folder: Path) -> Tagger:
    """Return the tagger of a model's folder, on the processor; raises whatever the libraries raise.

    ``ValueError`` where the model takes shorter inputs than camel-tools gives it.
    """
    with _nothing_fetched():
        module = import_module("camel_tools.ner")
        import_module("transformers.utils.logging").disable_progress_bar()
    recognizer = module.NERecognizer(str(folder), use_gpu=False)
    positions = int(recognizer.model.config.max_position_embeddings)
    if positions < MOST_PIECES + 2:
        raise ValueError(f"max_position_embeddings is {positions}, less than {MOST_PIECES + 2}")
    return Tagger(recognizer)


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
