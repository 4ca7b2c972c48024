"""The commands that measure what suggestions are worth."""

from __future__ import annotations

import json

import pytest

TEXTS = ["قصفت قوات النظام مدينة حلب أمس.", "وصل الوفد إلى مدينة حلب اليوم.", "انفجار في بلدة حيان قرب حلب."]


def line(text):
    start = text.index("حلب")
    return {"id": "x", "text": text, "spans": [{"start": start, "end": start + 3, "label": "LOC"}]}


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(line(text), ensure_ascii=False) + "\n" for text in TEXTS), "utf-8")
    return path


def test_evaluate_prints_one_object_of_the_promised_shape(run, gold):
    told = run("evaluate", "--gold", gold, "--map", "LOC=LOCATION", "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert set(found["micro"]) == {"exact", "clitic_free", "overlap"}
    assert set(found["micro"]["exact"]) == {"precision", "recall", "f1"}
    assert found["labels"]["LOCATION"]["exact"]["recall"] == 1.0
    assert {"training_seconds", "tokens_per_second", "left_out"} <= set(found)
    assert "learned" in found["left_out"]


def test_evaluate_prints_a_table(run, gold):
    told = run("evaluate", "--gold", gold, "--map", "LOC=LOCATION", "--only", "LOCATION")
    assert told.exit_code == 0
    assert "micro" in told.stdout
    assert "Left out: learned." in told.stdout


@pytest.mark.parametrize(
    "arguments", [["--map", "LOC"], ["--map", "=X"], ["--curve", "5"], ["--curve", "x", "--train", "gold"]]
)
def test_a_wrong_option_is_a_wrong_call(run, gold, arguments):
    given = [str(gold) if one == "gold" else one for one in arguments]
    assert run("evaluate", "--gold", gold, *given).exit_code == 2


def test_bad_lines_and_unknown_suggesters_are_told(run, gold, tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "x", "spans": [{"start": 0}]}\n', "utf-8")
    told = run("evaluate", "--gold", bad)
    assert told.exit_code == 1
    assert "bad.jsonl, line 1" in told.stderr
    assert run("evaluate", "--gold", gold, "--suggester", "nobody").exit_code == 1


def test_evaluate_learns_first_and_gives_the_curve(run, gold):
    told = run("evaluate", "--gold", gold, "--train", gold, "--unlabelled", gold, "--curve", "2,50", "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert "learned" in found["suggesters"]
    assert found["training_seconds"] > 0
    assert [point["documents"] for point in found["curve"]] == [2, 3]


def test_evaluate_says_that_there_is_nothing_to_learn_from(run, gold, tmp_path):
    bare = tmp_path / "bare.jsonl"
    bare.write_text('{"text": "نص بلا وسوم", "spans": []}\n', "utf-8")
    told = run("evaluate", "--gold", gold, "--train", bare)
    assert told.exit_code == 1
    assert "nothing to learn from" in told.stderr


def test_simulate_prints_one_object_and_a_table(run, tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps(line(TEXTS[at % 3])) + "\n" for at in range(12)), "utf-8")
    told = run("simulate", "--gold", path, "--map", "LOC=LOCATION", "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert found["documents"] == 12
    assert set(found["mean"]) == {"scratch", "rules", "learning"}
    assert found["actions"]["scratch"] == [4] * 12
    assert found["mean"]["learning"] <= found["mean"]["scratch"]
    assert "with learning" in run("simulate", "--gold", path, "--map", "LOC=LOCATION").stdout
