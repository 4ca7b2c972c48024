"""The model file: a line that says what it is, then values and tables, compressed. Data, never code.

The first line is JSON: kind, format, the label set's hash, the SHA-256 of the rest and its size when unpacked.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from annotator.core.phrases import N_, Problem
from annotator.suggesters.learning.chains import Array

FORMAT = 1
"""Goes up whenever models of before cannot be read or would be read wrongly."""
LARGEST = 1_000_000_000
"""Bytes that a model may have when unpacked."""
_MAGIC = b"annotator model "
_KIND = "learned"


class Content(NamedTuple):
    """What a model holds: values that JSON knows, and tables of numbers by their names."""

    values: Mapping[str, Any]
    tables: Mapping[str, Array]


def pack(content: Content, labels_hash: str) -> bytes:
    """Return the file of a model. The same content gives the same bytes."""
    tables = {name: np.ascontiguousarray(table, dtype="<f4") for name, table in content.tables.items()}
    inner = {"values": content.values, "tables": {name: table.shape for name, table in tables.items()}}
    text = json.dumps(inner, ensure_ascii=False, sort_keys=True).encode("utf-8")
    body = b"".join([len(text).to_bytes(8, "little"), text, *(tables[name].tobytes() for name in sorted(tables))])
    packed = zlib.compress(body, 6)
    head = {"kind": _KIND, "format": FORMAT, "labels": labels_hash, "sha256": _hash(packed), "size": len(body)}
    return _MAGIC + json.dumps(head, sort_keys=True).encode() + b"\n" + packed


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unpack(data: bytes) -> Content:
    """Return what a file holds. Raises :class:`Problem` ``model-damaged`` or ``model-version``."""
    try:
        return _read(data)
    except Problem:
        raise
    except Exception as error:  # whatever a damaged file makes of the reading
        raise damaged() from error


def damaged() -> Problem:
    """Return what is said of a file that cannot be read."""
    return Problem(
        "model-damaged", N_("The file of what was learned is damaged. Start the learning again: nothing else is lost.")
    )


def _read(data: bytes) -> Content:
    line, mark, packed = data.partition(b"\n")
    if not mark or not line.startswith(_MAGIC):
        raise damaged()
    head = json.loads(line.removeprefix(_MAGIC))
    if head["kind"] != _KIND or head["format"] != FORMAT:
        raise Problem(
            "model-version",
            N_("What was learned comes from another version of the program (%(found)s, this one reads %(ours)s). "
               "Start the learning again: nothing else is lost."),
            found=head["format"], ours=FORMAT,
        )  # fmt: skip
    if head["sha256"] != _hash(packed) or not 0 <= head["size"] <= LARGEST:
        raise damaged()
    unpacking = zlib.decompressobj()
    body = unpacking.decompress(packed, head["size"])
    if len(body) != head["size"]:
        raise damaged()
    return _content(body)


def _content(body: bytes) -> Content:
    size = int.from_bytes(body[:8], "little")
    inner = json.loads(body[8 : 8 + size])
    tables, at = {}, 8 + size
    for name, shape in sorted(inner["tables"].items()):
        count = int(np.prod(shape))
        tables[name] = np.frombuffer(body, "<f4", count, at).reshape(shape)
        at += 4 * count
    return Content(inner["values"], tables)
