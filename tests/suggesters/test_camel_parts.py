"""What camel_ner does around the model: where it looks for one, what it gives it, what it makes of the tags."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.config import camel_ner_folder
from annotator.core.document import Document
from annotator.labelsets import read
from annotator.suggesters.camel.inputs import Word, cut, lines
from annotator.suggesters.camel.places import downloaded, fingerprint, has_catalogue, is_model
from annotator.suggesters.camel.tags import Entity, entities, starts
from annotator.suggesters.camel_ner import CamelNer, suggester
from annotator.suggesters.reading import Reading

CATALOGUE = {
    "components": {
        "NamedEntityRecognition": {
            "default": "one",
            "datasets": {"one": {"path": "ner/one"}, "two": {"path": "ner/two"}},
        }
    }
}
words = st.lists(
    st.tuples(st.integers(1, 60), st.sampled_from(["حلب", "،", ".", "قصف"]), st.booleans()), min_size=1, max_size=60
)


def model(folder: Path, weights: bytes = b"weights") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text("{}")
    (folder / "vocab.txt").write_text("[PAD]")
    (folder / "pytorch_model.bin").write_bytes(weights)
    return folder


def line_of(sizes: list[tuple[int, str, bool]]) -> list[Word]:
    line, sentence = [], 0
    for place, (size, form, ends) in enumerate(sizes):
        line.append(Word(place, form, size, sentence))
        sentence += ends
    return line


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed: nothing is missing to speak of")
def test_without_torch_it_says_what_helps_and_proposes_nothing():
    assert "make neural" in str(suggester.ready())
    assert suggester.suggest(Document("قصف في حلب"), read("conflict")) == []


def test_asking_whether_it_is_ready_imports_neither_torch_nor_camel_tools():
    program = (
        "import sys, time; from annotator.suggesters import registry; one = registry.all()['camel_ner']; one.ready();"
        "start = time.perf_counter(); [one.ready() for _ in range(100)]; print(time.perf_counter() - start);"
        "print([name for name in ('torch', 'transformers', 'camel_tools') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    seconds, imported = done.stdout.split("\n", 1)
    assert imported.strip() == "[]"
    assert float(seconds) < 1.0  # a hundred times


def test_the_folder_is_named_by_the_environment(tmp_path):
    assert camel_ner_folder({}) is None
    assert camel_ner_folder({"ANNOTATOR_CAMEL_NER": " "}) is None
    assert camel_ner_folder({"ANNOTATOR_CAMEL_NER": str(tmp_path)}) == tmp_path


def test_the_catalogue_is_read_without_camel_tools(tmp_path, monkeypatch):
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path))
    assert not has_catalogue()
    assert downloaded() is None
    (tmp_path / "catalogue.json").write_text(json.dumps(CATALOGUE))
    assert has_catalogue()
    assert downloaded() is None
    folder = model(tmp_path / "data" / "ner" / "one")
    assert downloaded() == folder


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"components": {}}', '{"components": 3}', "\x00"])
def test_a_catalogue_that_is_none_is_as_good_as_no_model(tmp_path, monkeypatch, content):
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path))
    (tmp_path / "catalogue.json").write_text(content)
    assert downloaded() is None


def test_a_model_has_three_files_and_a_fingerprint_that_changes_with_them(tmp_path):
    folder = model(tmp_path / "one")
    assert is_model(folder)
    assert fingerprint(folder) != fingerprint(model(tmp_path / "two", b"others!"))
    assert fingerprint(folder) == fingerprint(model(tmp_path / "three"))
    (folder / "pytorch_model.bin").unlink()
    assert not is_model(folder)


@pytest.mark.skipif(find_spec("torch") is None, reason="without torch, it is torch that is missing")
def test_a_folder_without_a_model_is_named(tmp_path):
    assert str(tmp_path) in str(CamelNer(tmp_path).ready())


@given(sizes=words, most=st.integers(60, 100))
def test_cutting_a_line_loses_no_word_and_keeps_to_the_length(sizes, most):
    line = line_of(sizes)
    runs = list(cut(line, most))
    assert [word for run in runs for word in run] == line
    assert all(run and sum(word.size for word in run) <= most for run in runs)


def test_a_line_is_cut_at_the_end_of_a_sentence_else_at_a_pause_else_where_it_is_full():
    ends = line_of(
        [(1, "ا", False), (1, ".", True), (1, "ب", False), (1, "،", False), (1, "ت", False), (1, "ث", False)]
    )
    assert [len(run) for run in cut(ends, 5)] == [2, 4]
    pauses = line_of([(1, "ا", False), (1, "،", False), (1, "ب", False), (1, "ت", False)])
    assert [len(run) for run in cut(pauses, 3)] == [2, 2]
    neither = line_of([(1, "ا", False)] * 4)
    assert [len(run) for run in cut(neither, 3)] == [3, 1]


def test_the_model_sees_bare_words_and_none_that_it_would_drop():
    reading = Reading("حَلَبُ \u200f حلـــب\nadr" + "x" * 90 + " قصف")
    known = {"\u200f": 0}
    found = list(lines(reading, lambda form: form if known.get(form, 1) else ""))
    assert [[(word.place, word.form) for word in line] for line in found] == [[(0, "حلب"), (2, "حلب")], [(4, "قصف")]]


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("", []),
        ("O O", []),
        ("B-PERS I-PERS O B-LOC", [Entity(0, 1, "PERSON"), Entity(3, 3, "LOCATION")]),
        ("B-LOC B-LOC", [Entity(0, 0, "LOCATION"), Entity(1, 1, "LOCATION")]),
        ("I-ORG I-ORG", [Entity(0, 1, "ORGANISATION")]),
        ("B-PERS I-LOC", [Entity(0, 0, "PERSON"), Entity(1, 1, "LOCATION")]),
        ("B-MISC O I-MISC", [Entity(0, 0, "MISC"), Entity(2, 2, "MISC")]),
        ("B-WEAPON", [Entity(0, 0, "WEAPON")]),
    ],
)
def test_tags_become_runs_of_words(tags, found):
    assert list(entities(tags.split())) == found


def test_a_name_begins_after_its_clitics():
    reading = Reading("قصف بحلب وبحلب للنظام بيروت")
    assert starts(reading) == {1: 5, 2: 11, 3: 17}
