"""How long a manager waits for each page of a project with very many documents, over HTTP.

``ANNOTATOR_BENCH_MANY`` sets how many documents there are (100,000). They are imported once, as a user would.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from annotator.app import create_app
from annotator.config import Settings
from tests.bench.serving import Client, Program

MANY = int(os.environ.get("ANNOTATOR_BENCH_MANY", "100000"))
PEOPLE = 50
TIMES = 5
GOAL = 300
"""Milliseconds."""
WORDS = [
    "قصفت",
    "طائرات",
    "بلدة",
    "الريحانية",
    "أمس",
    "وسقط",
    "قتلى",
    "قرب",
    "المعبر",
    "ثم",
    "هدأ",
    "كل",
    "شيء",
    "في",
    "المساء",
]
SOURCES = ("وكالة السهل", "صحيفة النهر", "إذاعة الجبل")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path / "home")
    yield made
    made.stop()


def _file(folder: Path) -> Path:
    file = folder / "many.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for number in range(MANY):
            text = " ".join((*WORDS, *WORDS, f"الخبر رقم {number}"))
            spans = [{"start": 12, "end": 16, "label": "LOCATION"}, {"start": 5, "end": 11, "label": "WEAPON"}]
            values = {"id": f"n{number}", "title": f"خبر {number} عن {WORDS[number % len(WORDS)]}", "text": text}
            values |= {"source": SOURCES[number % 3], "date": f"2016-{number % 12 + 1:02}-{number % 28 + 1:02}"}
            lines.write(json.dumps(values | {"spans": spans}, ensure_ascii=False) + "\n")
    return file


def _addresses(home: Path) -> list[str]:
    """Return every page of a project that a manager can open without more than the project's number."""
    app = create_app(Settings(home, home / "exports"))
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.arguments == {"project_id"}]
    found = sorted(rule.rule.replace("<int:project_id>", "1") for rule in rules)
    found = [page.replace("/labels/guideline", "/labels/guideline?label=LOCATION") for page in found]
    pages = [page for page in found if not page.endswith(("/next", "/compare"))]
    table = "/projects/1/documents"
    return [
        "/",
        *pages,
        f"{table}?page=900",
        f"{table}?q=99123",
        f"{table}?state=waiting&source={quote(SOURCES[1])}",
        f"{table}?label=LOCATION",
        f"{table}?from=2016-03-01&to=2016-04-01",
        f"{table}?sort=title",
    ]


def test_no_page_keeps_a_manager_waiting(program: Program, tmp_path: Path):
    program.run("user", "add", "chief", "--manager")
    program.run("project", "create", "many")
    begun = time.perf_counter()
    program.run("import", "many", str(_file(tmp_path)))
    print(f"\n\n{MANY} documents imported at {MANY / (time.perf_counter() - begun):.0f} a second, start included")
    program.serve()
    client = Client(program.port, program.run("user", "link", "chief").strip())
    slow = []
    for address in _addresses(tmp_path / "home"):
        times = []
        for _ in range(TIMES):
            begun = time.perf_counter()
            status, _, body = client.request("GET", address)
            times.append((time.perf_counter() - begun) * 1000)
            assert status in (200, 302), (address, status)
        median = statistics.median(times)
        slow += [address] if median > GOAL else []
        print(f"{address:60}{median:8.0f} ms   {max(times):6.0f} at most {len(body) / 1000:8.0f} kB   goal {GOAL} ms")
    client.connection.close()
    print("every page is within its goal" if not slow else f"too slow: {slow}")
