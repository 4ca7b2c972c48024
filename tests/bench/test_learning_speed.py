"""How long the page of the suggestions takes with a hundred thousand documents, and the counting behind it.

``ANNOTATOR_BENCH_ROWS`` sets how many documents there are; a fifth of them have been worked on, with twenty decisions
and thirty operations each. Prints; fails nothing that is slow.
"""

from __future__ import annotations

import os
import statistics
import time

from annotator.services.accounts import add_user
from annotator.services.calibrating import calibrate
from tests.bench.many_documents import fill

ROWS = int(os.environ.get("ANNOTATOR_BENCH_ROWS", "100000"))
LAYERS, EACH, OPERATIONS = ROWS // 5, 20, 30
GOAL = 300
LABELS = ("EVENT", "LOCATION", "WEAPON", "ACTOR", "DATE", "CASUALTIES", "PERSON")
SUGGESTERS = ("gazetteer", "patterns", "learned", "memory")


def _work(session, user: int) -> None:
    run = session.connection().exec_driver_sql
    run("UPDATE layer SET seconds = 30 + id % 600")
    run("UPDATE document SET blind = id % 10 = 0")
    run(
        'INSERT INTO suggestion (id, document_id, suggester, version, start, "end", label, score, reason, attributes,'
        " current, sources) VALUES (?, ?, ?, '1', 0, 4, ?, ?, '{}', '{}', 1, '[]')",
        [
            (one * EACH + n, one, SUGGESTERS[n % 4], LABELS[(one + n) % 7], (one * 7 + n * 13) % 100 / 100)
            for one in range(1, LAYERS + 1)
            for n in range(EACH)
        ],
    )
    run(
        "INSERT INTO decision (layer_id, suggestion_id, verdict, decided_at) VALUES (?, ?, ?, '')",
        [
            (one, one * EACH + n, ("accepted", "accepted", "fixed", "rejected")[(one + 3 * n) % 4])
            for one in range(1, LAYERS + 1)
            for n in range(EACH)
        ],
    )
    run(
        "INSERT INTO operation (layer_id, revision, operation_id, user_id, at, kind, fields, edits) VALUES"
        " (?, ?, ?, ?, '2026-11-27 09:00:00', 'accept', ?, '[]')",
        [
            (one, n, f"o{n}", user, f'{{"suggestion": {n}, "span": "s{n}", "step": "{n // 2}"}}')
            for one in range(1, LAYERS + 1)
            for n in range(OPERATIONS)
        ],
    )
    run(
        "INSERT INTO remembered VALUES (?, ?, 'LOCATION', '', '', ?, 3, 1)",
        [(1, f"name {n}", context) for n in range(50_000) for context in ("", "before:x", "after:y")],
    )
    session.commit()


def test_the_page_is_quick_and_counting_takes_seconds(session, manager, project, sign_in):
    user, project_id = add_user(session, "annotator", None).id, project.id
    fill(session, project_id, [user], ROWS, LAYERS)
    _work(session, user)
    client, where = sign_in(manager), f"/projects/{project_id}/learning"
    begun = time.perf_counter()
    calibrate(session, project_id)
    print(f"\n\n{LAYERS * EACH:,} decisions counted in {time.perf_counter() - begun:.1f} s")
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        answer = client.get(where)
        times.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200
    print(f"{where}, {ROWS:,} documents: {statistics.median(times):.0f} ms, {max(times):.0f} at most, goal {GOAL} ms")
