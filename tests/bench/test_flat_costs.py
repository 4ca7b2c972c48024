"""What the requests of an annotator cost with 1,000 documents and with 100,000. Prints a table; fails nothing."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Mapping, Sequence
from uuid import uuid4

from annotator.core.layer import FINISHED
from annotator.db.base import Insertion, writing
from annotator.db.documents import AssignmentRow, DocumentRow, SuggestionRow, TextRow
from annotator.db.layers import LayerRow
from tests.bench.texts import line_of
from tests.web.conftest import Browser

SIZES = (1_000, 100_000)
ROUNDS = 60
FEW = 4
"""The suggestions of a document that nobody opens here; those that are opened have all."""
LONG_AGO = "2026-01-01 00:00:00.000000"

_documents = Insertion(
    DocumentRow,
    *("id", "project_id", "key", "title", "source", "meta", "sha256", "created_at", "characters", "found_by"),
    *("wanted", "rank", "interest", "blind", "given", "finished", "skipped", "gold", "purpose"),
)
_texts = Insertion(TextRow, "document_id", "text")
_suggestions = Insertion(
    SuggestionRow,
    *("document_id", "suggester", "version", "start", "end", "label", "score"),
    *("reason", "type", "subtype", "attributes", "current", "sources"),
)
_assignments = Insertion(
    AssignmentRow, "document_id", "user_id", "project_id", "place", "state", "handed", "created_at"
)
_layers = Insertion(
    LayerRow, "document_id", "user_id", "revision", "state", "seconds", "remembered", "created_at", "changed_at"
)
_WAITING = (1, 0, 0, 0, 0, 0, 0, "", "")
_REASON = json.dumps({"message": "came with the file", "values": {}})


def test_costs_stay_flat(app, session, project, annotator, sign_in):
    app.test_client_class = Browser
    project_id, user_id, client = project.id, annotator.id, sign_in(annotator)
    rows: list[Mapping[str, float]] = []
    there = 0
    for size in SIZES:
        _fill(session, project_id, user_id, range(there + 1, size + 1))
        there = size
        _measured(client, project_id, 5)  # what is read once in the life of the program
        rows.append(_measured(client, project_id, ROUNDS))
    print("\n\nMilliseconds of an annotator's requests (median), in process; a tenth of the documents is finished")
    print(f"{'':20}" + "".join(f"{size:>12,} documents" for size in SIZES))
    for name in rows[0]:
        print(f"{name:20}" + "".join(f"{row[name]:22.2f}" for row in rows))


def _fill(session, project_id: int, user_id: int, numbers: range) -> None:
    """Put documents in; of those whose number ends in 0, the person has finished all, long ago."""
    given = json.loads(line_of(350, 40))
    text, spans = given["text"], given["spans"]
    opened = set([number for number in numbers if number % 10][: 2 * ROUNDS])
    with writing(session):
        connection = session.connection()
        for block in (numbers[at : at + 5000] for at in range(0, len(numbers), 5000)):
            documents = [
                (n, project_id, f"key {n}", f"title {n}", "", "{}", f"{n:064}", LONG_AGO, 2000, "title", *_WAITING)
                for n in block
            ]
            _documents(connection, documents)
            _texts(connection, [(n, f"{text}\n{n}") for n in block])
            suggested = [row for n in block for row in _rows_of(n, spans if n in opened else spans[:FEW])]
            _suggestions(connection, suggested)
            done = [n for n in block if n % 10 == 0]
            _layers(connection, [(n, user_id, 1, FINISHED, 60, 1, LONG_AGO, LONG_AGO) for n in done])
            _assignments(connection, [(n, user_id, project_id, n, FINISHED, 0, LONG_AGO) for n in done])


def _rows_of(document: int, spans: Sequence[Mapping]) -> Sequence[tuple]:
    return [
        (
            *(document, "import", "1", one["start"], one["end"], one["label"], one["score"]),
            *(_REASON, one.get("type"), one.get("subtype"), "{}", 1, "[]"),
        )
        for one in spans
    ]


def _measured(client, project_id: int, rounds: int) -> Mapping[str, float]:
    """Work through documents that the queue hands out; return what each request took, in milliseconds."""
    taken: dict[str, list[float]] = {"next, handed out": [], "page": [], "save": []}

    def timed(name: str, ask, *arguments, **more):
        begun = time.perf_counter()
        answer = ask(*arguments, **more)
        taken[name].append((time.perf_counter() - begun) * 1000)
        assert answer.status_code in (200, 302)
        return answer

    for _ in range(rounds):
        place = timed("next, handed out", client.get, f"/projects/{project_id}/next").location
        page = timed("page", client.get, place).data
        start = page.index(b">", page.index(b'id="payload"')) + 1
        payload = json.loads(page[start : page.index(b"</script>", start)])
        operations = [
            {"kind": "accept", "id": str(uuid4()), "suggestion": one["id"], "span": str(uuid4()), "event": event}
            for one in payload["suggestions"]
            for event in [str(uuid4()) if one["type"] else None]
        ]
        operations.append({"kind": "finish", "id": str(uuid4())})
        body = {"revision": payload["layer"]["revision"], "operations": operations}
        timed("save", client.post, payload["urls"]["operations"], json=body)
    return {name: statistics.median(times) for name, times in taken.items()}
