"""How fast the table of documents is with a hundred thousand of them. Prints a table; fails nothing that is slow.

``ANNOTATOR_BENCH_ROWS`` sets how many documents there are.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

import pytest

from annotator.services.accounts import add_user
from annotator.services.projects import add_members
from tests.bench.many_documents import fill

ROWS = int(os.environ.get("ANNOTATOR_BENCH_ROWS", "100000"))
GOAL = 300
PAGES = {
    "the first page": "",
    "the last page": "page=1000000",
    "by title": "sort=title",
    "by date, newest first": "sort=-date",
    "by date, the last page": "sort=-date&page=1000000",
    "by length": "sort=length",
    "by state": "sort=state",
    "by state, the last page": "sort=state&page=1000000",
    "words": "q=قصف حلب",
    "words that are nowhere": "q=xyzzy",
    "state": "state=done",
    "new ones": "state=new",
    "annotator": "annotator=3",
    "label": "label=LOCATION",
    "flag": "note=flag",
    "source": "source=وكالة 7",
    "date": "from=2017-01-01&to=2018-01-01",
    "priority": "priority=first",
    "calibration": "calibration=yes",
    "import": "import=1",
    "bin": "bin=1",
    "all at once": "q=قصف&state=new&source=وكالة 7&from=2016-01-01&priority=normal&calibration=no",
    "in the texts (slower)": "q=جرحى&texts=1",
    "in the texts, nowhere": "q=زلزال&texts=1",
}
DEEDS = {
    "give all to one": ("give", {"people": 3}),
    "withdraw all": ("withdraw", {"person": 3, "reach": "untouched"}),
    "let all come later": ("priority", {"priority": "later"}),
    "move all to the bin": ("bin", {}),
}


@pytest.fixture
def client(app, session, manager, project, sign_in):
    users = [add_user(session, f"annotator-{number}", None) for number in range(10)]
    add_members(session, project, users)
    ids, project_id = [user.id for user in users], project.id
    fill(session, project_id, ids, ROWS, ROWS // 5)
    return sign_in(manager)


def test_the_table_is_quick(app, client, project):
    where = f"/projects/{project.id}/documents"
    lines = [f"{ROWS:,} documents", f"{'page':28} {'ms':>6}  (goal {GOAL})"]
    for name, query in PAGES.items():
        lines.append(f"{name:28} {_milliseconds(lambda query=query: client.get(f'{where}?{query}'), 200):6.0f}")
    lines.append(f"{'one to read':28} {_milliseconds(lambda: client.get(f'{where}/77/text'), 200):6.0f}")
    lines.append(f"{'deed, all documents':28} {'s':>6}")
    for name, (deed, data) in DEEDS.items():
        sent = data | {"scope": "all", "confirmed": "1"}
        taken = _milliseconds(lambda deed=deed, sent=sent: client.post(f"{where}/bulk/{deed}", data=sent), 302, 1)
        lines.append(f"{name:28} {taken / 1000:6.1f}")
    print("\n" + "\n".join(lines))


def _milliseconds(ask: Callable, status: int, times: int = 3) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        assert ask().status_code == status
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)
