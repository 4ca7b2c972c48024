"""What a curator waits for at a long document: 10,000 words that three people finished, each in their own way."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.bench.texts import PLAIN
from tests.differing import ATTACK, members

LENGTH, MARKS, TIMES = 10_000, 850, 9
NAMES = ("layla", "sami", "nour")
LABELS = ("LOCATION", "ACTOR", "ORGANISATION", "CASUALTIES")


def test_a_decision_at_a_long_document(session, project, take, sign_in, manager):
    members(session, project)
    (document,) = take("long.jsonl", long_line()).added
    client, where = sign_in(manager), f"/projects/{project.id}/documents/{document}"
    page = client.get(f"{where}/adjudication").text
    settling = json.loads(page.split('id="payload">', 1)[1].split("</script>", 1)[0])["settling"]
    left = iter([one["key"] for one in settling["cases"] if one["state"] == "open"])
    stamp = settling["stamp"]

    def decide() -> None:
        key = next(left)
        body = {"id": key, "case": key, "choice": {"nothing": True}, "stamp": stamp}
        assert client.post(f"{where}/verdicts", json=body).status_code == 200

    print(f"\n\n{LENGTH} words, {len(NAMES)} layers of {MARKS} spans, {len(settling['cases'])} cases")
    for name, deed in (("the page", lambda: client.get(f"{where}/adjudication")), ("a decision", decide)):
        print(f"{name:20}{median_of(deed) * 1000:8.0f} ms of the processor")


def median_of(deed: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        begun = time.process_time()
        deed()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def long_line() -> str:
    """Return a line with the finished layers of three people who mark nine things in ten alike."""
    random = Random(1)
    words = random.choices(PLAIN, k=LENGTH)
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)
    places = sorted(random.sample(range(0, LENGTH - 6, 6), MARKS))
    spans: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for name in NAMES:
        for span, event in marks(random, name, places, starts):
            spans.append(span)
            events += [event] if event else []
    named = {"annotators": NAMES, "finished": NAMES}
    line = {"text": " ".join(words), "title": "", **named, "spans": spans, "events": events, "rejected": []}
    return json.dumps(line, ensure_ascii=False)


def marks(random: Random, name: str, places: list[int], starts: list[int]) -> Iterator[tuple[dict, dict | None]]:
    filler = ""
    for number, place in enumerate(places):
        size = 1 + number % 3 + (random.random() < 0.05)
        label = "EVENT" if number % 5 == 4 else LABELS[number % 4]
        if random.random() < 0.05:
            continue
        id_ = f"{name}-{number}"
        span = {"id": id_, "start": starts[place], "end": starts[place + size] - 1, "label": label, "annotator": name}
        span |= {"attributes": {}, "origin": "manual", "decided_at": "2026-01-01T00:00:00+00:00"}
        arguments = [{"role": "location", "span": filler}] if filler else []
        event = {"id": f"e-{id_}", "trigger": id_, "type": ATTACK[0], "subtype": ATTACK[1]}
        yield span, event | {"attributes": {}, "arguments": arguments} if label == "EVENT" else None
        filler = id_ if label == "LOCATION" else filler
