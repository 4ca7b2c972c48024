"""How fast the server is, over HTTP, with its default setting. Prints a table; fails nothing that is slow.

``ANNOTATOR_BENCH_PROCESSES`` sets by how many processes it serves, if not by as many as usual.

Each of the annotators is a client of its own who asks for the next document, reads its page, and sends one request that
accepts all that is suggested and finishes. ``ANNOTATOR_BENCH_DOCUMENTS`` sets how many documents there are (1,000).
"""

from __future__ import annotations

import json
import os
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.bench.serving import Client, Program
from tests.bench.texts import line_of

CLIENTS = 8
DOCUMENTS = int(os.environ.get("ANNOTATOR_BENCH_DOCUMENTS", "1000"))
ALONE = 40
"""Documents that one client works through with nobody beside."""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path / "home")
    yield made
    made.stop()


def test_the_server_is_quick(program: Program, tmp_path: Path):
    names = [f"annotator-{number}" for number in range(CLIENTS)]
    for name in names:
        program.run("user", "add", name)
    program.run(
        "project", "create", "bench", "--blind-percent", "0", *(part for name in names for part in ("--member", name))
    )
    files = [_file(tmp_path, number) for number in range(CLIENTS)]
    begun = time.perf_counter()
    program.run("import", "bench", *map(str, files[1:]))
    imported = (DOCUMENTS - DOCUMENTS // CLIENTS) / (time.perf_counter() - begun)
    program.run(
        "project", "create", "given", "--blind-percent", "0", *(part for name in names for part in ("--member", name))
    )
    program.run("import", "given", *map(str, files))  # the queue hands them out
    started = program.serve()
    links = [program.run("user", "link", name).strip() for name in names]
    clients = [Client(program.port, link) for link in links]
    alone, together = clients[0], clients
    _work(alone, ALONE)
    one = list(alone.next_times)
    alone.next_times.clear()
    alone.save_times.clear()
    begun = time.perf_counter()
    threads = [threading.Thread(target=_work, args=(client, DOCUMENTS)) for client in together]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begun
    memory = program.memory()
    for client in clients:
        client.connection.close()
    begun = time.perf_counter()
    program.run("export", "given", "--format", "jsonl", "--layer", "all")
    exported = time.perf_counter() - begun
    nexts = [taken for client in together for taken in client.next_times]
    saves = [taken for client in together for taken in client.save_times]
    assert len(saves) + ALONE == DOCUMENTS
    assert sum(client.failed for client in clients) == 0
    rows = (
        ("cold start, s", started, "≤ 1.5"),
        ("import with 40 spans each, documents/s, start included", imported, "≥ 2,000"),
        ("next document, one client, p50 ms", statistics.median(one) * 1000, "≤ 8"),
        (f"next document, {CLIENTS} clients, p95 ms", _p95(nexts), "≤ 50"),
        (f"saving 40 decisions, {CLIENTS} clients, p95 ms", _p95(saves), "≤ 40"),
        (f"worked through by {CLIENTS} clients, documents/s", len(saves) / spent, "≥ 100"),
        ("export, documents/s", DOCUMENTS / exported, "≥ 3,000"),
        ("memory at the end, MB", memory, "≤ 200"),
    )
    print(f"\n\n{DOCUMENTS} documents of 350 words with 40 suggested spans, {os.cpu_count()} cores for both sides")
    for name, value, goal in rows:
        print(f"{name:56}{value:10.1f}   goal {goal}")


def _file(folder: Path, number: int) -> Path:
    """Write the documents of one annotator."""
    file = folder / f"{number}.jsonl"
    lines = []
    for index in range(number, DOCUMENTS, CLIENTS):
        values = json.loads(line_of(350, 40))
        lines.append(json.dumps(values | {"id": str(index), "text": f"{values['text']}\nالخبر رقم {index}."}))
    file.write_text("\n".join(lines), "utf-8")
    return file


def _work(client: Client, most: int) -> None:
    for _ in range(most):
        payload = client.next(2)
        if payload is None:
            return
        client.save(payload)


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] * 1000
