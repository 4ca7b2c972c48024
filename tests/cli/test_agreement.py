"""`annotator agreement`: the shape of its answers, and what it says of wrong files."""

from __future__ import annotations

import json
import re
from itertools import permutations

import pytest

MEASURES = {
    "span_f1_exact",
    "span_f1_clitic_free",
    "span_f1_overlap",
    "kappa_cohen",
    "kappa_fleiss",
    "alpha_tokens",
    "alpha_unitised",
    "gamma",
}
TEXT = "قصفت قوات النظام مدينة حلب أمس"


def mark(words, label, annotator):
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "label": label, "annotator": annotator}


LINES = [
    {
        "text": TEXT,
        "annotations": [mark("حلب", "LOC", "a"), mark("مدينة حلب", "LOC", "b"), mark("قوات النظام", "ACTOR", "a")],
    },
    {"text": TEXT, "annotations": [mark("حلب", "LOC", "a"), mark("حلب", "LOC", "b")], "annotators": ["a", "b", "c"]},
]


@pytest.fixture
def file(tmp_path):
    def written(lines):
        path = tmp_path / "coded.jsonl"
        path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), "utf-8")
        return path

    return written


def test_gold_does_not_say_how_far_people_agree(run, file):
    line = {"text": TEXT, "layer": "gold", "annotators": ["a", "b"], "finished": ["a", "b"], "spans": [], "events": []}
    told = run("agreement", "--file", file([{**line, "rejected": []}]))
    assert (told.exit_code, "this is gold" in told.stderr) == (1, True)


def test_json_has_the_promised_shape(run, file):
    told = run("agreement", "--file", file(LINES), "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert set(found) == {"documents", "annotators", "measures", "labels", "pairs"}
    assert (found["documents"], found["annotators"]) == (2, ["a", "b", "c"])
    assert set(found["labels"]) == {"ACTOR", "LOC"}
    assert set(found["pairs"]) == {"a|b", "a|c", "b|c"}
    for measures in (found["measures"], *found["labels"].values(), *found["pairs"].values()):
        assert set(measures) == MEASURES
        for one in measures.values():
            assert set(one) == {"value", "low", "high", "n", "undefined"}
            assert (one["value"] is None) == isinstance(one["undefined"], str)


def test_who_marked_nothing_counts_where_the_line_names_them(run, file):
    found = json.loads(run("agreement", "--file", file(LINES), "--json").stdout)
    # a–b: one match of 2 + 1 spans, and one of 1 + 1; a–c and b–c: no match, one span each.
    assert found["measures"]["span_f1_exact"]["value"] == pytest.approx(2 * 1 / (3 + 2 + 1 + 1))
    assert found["pairs"]["a|c"]["span_f1_exact"]["value"] == 0


def test_the_table_says_what_values_mean(run, file):
    told = run("agreement", "--file", file(LINES))
    assert told.exit_code == 0, told.output
    assert "alpha_U" in told.stdout
    assert "beyond chance" in told.stdout


def test_the_columns_stay_apart_where_people_disagree_more_than_by_chance(run, file):
    pairs = permutations(TEXT.split(), 2)
    lines = [{"text": TEXT, "annotations": [mark(one, "LOC", "a"), mark(two, "LOC", "b")]} for one, two in pairs]
    table = run("agreement", "--file", file(lines)).stdout.split("\n\n")[1].splitlines()
    rows = [re.split(r" {2,}", line) for line in table]
    assert {len(row) for row in rows} == {9}
    assert any(re.fullmatch(r"-0\.\d+ \[-0\.\d+, -0\.\d+\]", cell) for row in rows for cell in row)


def test_one_person_alone_agrees_with_nobody(run, file):
    found = json.loads(
        run("agreement", "--file", file([{"text": TEXT, "annotations": [mark("حلب", "LOC", "a")]}]), "--json").stdout
    )
    for one in found["measures"].values():
        assert one["value"] is None
        assert "only one annotator" in one["undefined"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"annotations": []}, "text"),
        ({"text": TEXT}, "annotations"),
        ({"text": TEXT, "annotations": [{"start": 0, "end": 99, "label": "A", "annotator": "a"}]}, "0–99"),
        ({"text": TEXT, "annotations": [{"start": 3, "end": 3, "label": "A", "annotator": "a"}]}, "3–3"),
        ({"text": TEXT, "annotations": [{"start": 0, "end": 3, "annotator": "a"}]}, "label"),
        ({"text": TEXT, "annotations": [{"start": 0, "end": 3, "label": "A"}]}, "annotator"),
        ({"text": TEXT, "annotations": [], "annotators": "ab"}, "annotators"),
        ([1], "object"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(run, file, line, said):
    told = run("agreement", "--file", file([LINES[0], line]), "--json")
    assert told.exit_code == 1
    assert "coded.jsonl, line 2" in told.stderr
    assert said in told.stderr


def test_an_empty_file_and_a_wrong_call_are_told(run, file):
    assert run("agreement", "--file", file([])).exit_code == 1
    assert run("agreement").exit_code == 2
    assert run("agreement", "P", "--file", file(LINES)).exit_code == 2
    assert run("agreement", "nothing there").exit_code == 1


def test_a_file_of_everybody_becomes_a_project_that_agrees_as_far(run, tmp_path):
    path = tmp_path / "coded.jsonl"
    spans = [{"start": 0, "end": 4, "label": "EVENT", "annotator": who} for who in (0, 1)]
    path.write_text(json.dumps({"text": "قصفت حلب", "annotations": spans, "annotators": [0, 1, 2]}), "utf-8")
    assert run("project", "create", "p").exit_code == 0
    told = run("import", "p", path, "--coders", "coder-")
    assert told.exit_code == 0, told.output
    found = json.loads(run("agreement", "p", "--json").stdout)
    assert found["annotators"] == ["coder-0", "coder-1", "coder-2"]
    assert found["measures"]["span_f1_exact"]["value"] == 0.5
    assert run("import", "p", path, "--coders", "x", "--title", "t").exit_code == 2
