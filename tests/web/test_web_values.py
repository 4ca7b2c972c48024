"""What the words of a span state, asked by the page."""

from __future__ import annotations

import json

import pytest

TEXT = "قتل 18 مدنيا السبت الماضي"


@pytest.fixture
def where(take, project, annotator) -> str:
    line = json.dumps({"text": TEXT, "title": "عنوان", "date": "2016-02-25"})
    (document,) = take("a.jsonl", line, annotators=[annotator]).added
    return f"/projects/{project.id}/documents/{document}/values"


def asked(words: str, label: str) -> str:
    return f"?label={label}&start={TEXT.index(words)}&end={TEXT.index(words) + len(words)}"


def test_a_count_and_a_day_are_read(clients, where):
    count = clients["member"].get(where + asked("18 مدنيا", "CASUALTIES"))
    assert count.json == {"attributes": {"kind": "killed", "low": 18, "high": 18}}
    day = clients["member"].get(where + asked("السبت الماضي", "DATE"))
    assert day.json == {"attributes": {"iso": "2016-02-20"}}


def test_words_that_state_nothing_give_nothing(clients, where):
    assert clients["member"].get(where + asked("مدنيا", "PERSON")).json == {"attributes": {}}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "span-outside"),
        ("?label=DATE&start=x&end=3", "span-outside"),
        ("?label=DATE&start=3&end=3", "span-empty"),
        (f"?label=DATE&start=0&end={2**70}", "span-outside"),
        ("?label=NONE&start=0&end=3", "label-unknown"),
    ],
)
def test_what_nobody_could_mark_is_refused(clients, where, query, code):
    answer = clients["member"].get(where + query)
    assert (answer.status_code, answer.json["problem"]["code"]) == (400, code)
