"""Where camel-tools' model for names lies: a folder of one's own, or what ``camel_data`` has downloaded.

Looked up without importing camel-tools: its ``data`` module downloads a catalogue where there is none.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_EDGE = 65_536
"""How many bytes of the weights' beginning and end tell one model from another."""


def data_folder() -> Path:
    """Return the folder in which camel-tools keeps its catalogue and its models."""
    given = os.environ.get("CAMELTOOLS_DATA")
    if given is not None:
        return Path(given).expanduser().absolute()
    return Path.home() / ("AppData/Roaming/camel_tools" if sys.platform == "win32" else ".camel_tools")


def has_catalogue() -> bool:
    """Whether camel-tools can be imported whole without downloading anything."""
    return (data_folder() / "catalogue.json").is_file()


def downloaded() -> Path | None:
    """Return the folder of the catalogue's default model for names, if a user has downloaded it."""
    try:
        catalogue = json.loads((data_folder() / "catalogue.json").read_bytes())
        component = catalogue["components"]["NamedEntityRecognition"]
        folder = data_folder() / "data" / component["datasets"][component["default"]]["path"]
        return folder if is_model(folder) else None
    except (OSError, RuntimeError, ValueError, KeyError, TypeError):
        return None


def is_model(folder: Path) -> bool:
    """Whether the folder has what the model's library reads: a description, a vocabulary, weights."""
    return all((folder / name).is_file() for name in ("config.json", "vocab.txt")) and _weights(folder) is not None


def fingerprint(folder: Path) -> str:
    """Return 12 hexadecimal digits that change with the model; a model of half a gigabyte is not read whole."""
    digest = hashlib.sha256()
    for name in ("config.json", "vocab.txt"):
        digest.update((folder / name).read_bytes() + b"\0")
    weights = _weights(folder)
    if weights is not None:
        size = weights.stat().st_size
        with weights.open("rb") as file:
            digest.update(b"%d" % size + file.read(_EDGE))
            file.seek(max(0, size - _EDGE))
            digest.update(file.read())
    return digest.hexdigest()[:12]


def _weights(folder: Path) -> Path | None:
    return next((folder / name for name in WEIGHTS if (folder / name).is_file()), None)
