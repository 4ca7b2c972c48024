"""How fast documents come in and layers go out, in one process. Prints a table; fails nothing that is slow.

``ANNOTATOR_BENCH_DOCUMENTS`` sets how many documents there are (1,000). Beside the time that passed stands the time
that the processor worked: others may be using the machine.
"""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from annotator import labelsets
from annotator.db.base import writing
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.layers import SpanRow
from annotator.services.export import Choice, export_project, label_counts, preview
from annotator.services.intake import take_batches, take_file
from annotator.services.projects import create_project
from tests.bench.texts import line_of

DOCUMENTS = int(os.environ.get("ANNOTATOR_BENCH_DOCUMENTS", "1000"))
SPANS = 40
AT = "2026-11-27T12:00:00+00:00"
# Everybody's work, made at one go: each suggestion accepted, each trigger an event.
WORK = (
    """INSERT INTO layer (document_id, user_id, revision, state, created_at, changed_at)
        SELECT id, :user, 1, 'finished', created_at, created_at FROM document""",
    """INSERT INTO span (layer_id, id, start, "end", label, attributes, origin, suggestion_id, decided_at)
        SELECT l.id, 's' || s.id, s.start, s."end", s.label, s.attributes, 'accepted', s.id, :at
        FROM suggestion s JOIN layer l ON l.document_id = s.document_id""",
    """INSERT INTO decision (layer_id, suggestion_id, verdict, decided_at) SELECT l.id, s.id, 'accepted', :at
        FROM suggestion s JOIN layer l ON l.document_id = s.document_id""",
    """INSERT INTO event (layer_id, id, trigger_id, type, subtype, attributes)
        SELECT l.id, 'e' || s.id, 's' || s.id, s.type, s.subtype, '{}'
        FROM suggestion s JOIN layer l ON l.document_id = s.document_id WHERE s.type IS NOT NULL""",
)


def _file(path: Path) -> Path:
    values = json.loads(line_of(350, SPANS))
    with path.open("w", encoding="utf-8") as file:
        for number in range(DOCUMENTS):
            line = values | {"id": str(number), "text": f"{values['text']}\nالخبر رقم {number}."}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def _timed(name: str, work: Callable[[], Any], rate: bool = True) -> Any:
    begun, worked = time.perf_counter(), time.process_time()
    found = work()
    passed, worked = time.perf_counter() - begun, time.process_time() - worked
    if rate:
        print(f"{name:44}{DOCUMENTS / passed:10.0f} documents/s{DOCUMENTS / worked:10.0f} a second of the processor")
    else:
        print(f"{name:44}{passed * 1000:10.0f} ms         {worked * 1000:10.0f} ms of the processor")
    return found


def test_documents_come_in_and_go_out_quickly(session, project, annotator, tmp_path: Path):
    file = _file(tmp_path / "bench.jsonl")
    print(f"\n\n{DOCUMENTS} documents of 350 words with {SPANS} spans, in one process")
    with file.open("rb") as stream:
        taking = take_batches(session, project, file.name, stream, refused=_never)
        *_, report = _timed("import by batches", lambda: list(taking))
    assert report.documents == session.scalar(select(func.count(DocumentRow.id))) == DOCUMENTS
    assert report.suggestions == session.scalar(select(func.count(SuggestionRow.id))) == DOCUMENTS * SPANS
    with file.open("rb") as stream:
        again = _timed("import of what is there already", lambda: take_file(session, project, file.name, stream))
    assert again.doubled == DOCUMENTS
    user = annotator.id
    with writing(session):
        for statement in WORK:
            session.connection().exec_driver_sql(statement, {"user": user, "at": AT})
    assert session.scalar(select(func.count()).select_from(SpanRow)) == DOCUMENTS * SPANS
    _timed("counts before the export", lambda: preview(session, project, Choice()), rate=False)
    _timed("spans by label", lambda: label_counts(session, project, Choice()), rate=False)
    exported = _timed("export", lambda: export_project(session, project, Choice(), "jsonl", tmp_path / "exports"))
    assert exported.counts.spans == DOCUMENTS * SPANS
    _gold(session, exported.path, tmp_path)
    print(f"{'memory at most':44}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:10.0f} MB")


def _gold(session, layers: Path, folder: Path) -> None:
    """The same work as gold, into a project of its own and out of it."""
    project = create_project(session, "gold", labelsets.text("conflict"), "conflict.toml")
    file = folder / "gold.jsonl"
    with layers.open(encoding="utf-8") as lines, file.open("w", encoding="utf-8") as gold:
        for line in lines:
            values = json.loads(line)
            for one in (*values["spans"], *values["events"]):
                one |= {"origin": "agreed", "sources": values["annotators"], "agreement": 1.0}
            gold.write(json.dumps(values | {"layer": "gold", "rejected": []}, ensure_ascii=False) + "\n")
    with file.open("rb") as stream:
        taking = take_batches(session, project, file.name, stream, refused=_never)
        *_, report = _timed("import of gold", lambda: list(taking))
    assert report.gold == DOCUMENTS
    choice = Choice("gold")
    _timed("counts before the export of gold", lambda: preview(session, project, choice), rate=False)
    exported = _timed("export of gold", lambda: export_project(session, project, choice, "jsonl", folder / "exports"))
    assert exported.counts.spans == DOCUMENTS * SPANS


def _never(problem: Exception) -> None:
    raise problem
