"""camel_ner with a real model: a tiny BERT, made here, that knows a handful of words. Needs torch (`make test-neural`).

Its weights are set, not trained: each word's vector points in a direction of its own, attention adds nothing, and the
last layer turns directions into tags. Everything around it is what a model of half a gigabyte goes through, too.
"""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.spans import check_boundaries
from annotator.labelsets import read
from annotator.suggesters import camel_ner, registry
from annotator.suggesters.camel.inputs import Word
from annotator.suggesters.camel_ner import CamelNer
from annotator.suggesters.merge import propose

pytestmark = [
    pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed: `make test-neural` runs these"),
    # docopt, which camel-tools imports, writes its patterns without r"": Python says so when it compiles them.
    pytest.mark.filterwarnings(r"ignore:invalid escape sequence:DeprecationWarning"),
    pytest.mark.filterwarnings(r"ignore:invalid escape sequence:SyntaxWarning"),
]
TAGS = ["B-LOC", "B-ORG", "B-PERS", "B-MISC", "I-LOC", "I-ORG", "I-PERS", "I-MISC", "O"]
KNOWN = {
    "حلب": "B-LOC",
    "وبحلب": "B-LOC",
    "ريف": "B-LOC",
    "الجنوبي": "I-LOC",
    "رويترز": "B-ORG",
    "هاني": "B-PERS",
    "الخالد": "I-PERS",
    "نوبل": "B-MISC",
}
CONFLICT = read("conflict")


def make_model(folder: Path, tags: list[str] = TAGS, known: dict[str, str] = KNOWN, positions: int = 256) -> Path:
    import torch
    from transformers import BertConfig, BertForTokenClassification

    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *known]
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=positions,
        id2label=dict(enumerate(tags)),
        label2id={tag: place for place, tag in enumerate(tags)},
    )
    model = BertForTokenClassification(config)
    state = model.state_dict()
    for name, weights in state.items():
        if "position_embeddings" in name or "token_type" in name or ".output.dense" in name or "classifier" in name:
            weights.zero_()
    state["bert.embeddings.word_embeddings.weight"].copy_(torch.eye(len(vocabulary), 32))
    for place, word in enumerate(vocabulary):
        state["classifier.weight"][tags.index(known.get(word, "O")) if "O" in tags else 0, place] = 1.0
    model.load_state_dict(state)
    model.save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": false}')
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def ner(folder: Path) -> CamelNer:
    return CamelNer(folder)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever wants to fetch something fails here."""

    def refuse(*_: object) -> None:
        raise AssertionError("the model's libraries asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def spans(ner: CamelNer, text: str, labels: LabelSet = CONFLICT) -> list[tuple[str, str]]:
    assert ner.ready() is None
    found = ner.suggest(Document(text), labels)
    assert ner.ready() is None
    return [(text[one.span.start : one.span.end], one.span.label) for one in found]


def test_it_finds_the_names_that_the_model_knows(ner):
    text = "قال هاني الخالد لوكالة رويترز إن حلب قصفت"
    assert spans(ner, text) == [("هاني الخالد", "PERSON"), ("رويترز", "ORGANISATION"), ("حلب", "LOCATION")]


def test_offsets_are_those_of_the_text_whatever_the_model_sees(ner):
    text = "💥 قصف \u200f \ufeff  حَلَبَ\u00a0\u00ad\u200b وفي حلـــب وبحلب، ريف   حلب"
    assert spans(ner, text) == [
        ("حَلَبَ", "LOCATION"),
        ("حلـــب", "LOCATION"),
        ("حلب", "LOCATION"),
        ("ريف", "LOCATION"),
        ("حلب", "LOCATION"),
    ]


def test_nothing_beyond_the_models_length_is_lost(ner):
    text = ("كلمة " * 40 + ". ") * 20 + "هاني " + "كلمة " * 700 + "حلب"
    assert spans(ner, text) == [("هاني", "PERSON"), ("حلب", "LOCATION")]


def test_a_name_does_not_go_on_in_the_next_line(ner):
    assert spans(ner, "هاني\nالخالد") == [("هاني", "PERSON"), ("الخالد", "PERSON")]


def test_a_text_without_words_gets_nothing(ner):
    assert [spans(ner, text) for text in ("", " \n\n", "\u200f", "x" * 5000)] == [[], [], [], []]


def test_labels_are_those_of_the_label_set_and_misc_only_where_it_is_one(ner):
    text = "جائزة نوبل في حلب"
    assert spans(ner, text) == [("حلب", "LOCATION")]
    four = read("anercorp")
    assert spans(ner, text, four) == [("نوبل", "MISC"), ("حلب", next(name for name in four.by_id if name[0] == "L"))]


def test_a_model_of_ones_own_may_have_the_projects_labels_but_tags_no_triggers(tmp_path):
    known = {"غراد": "B-WEAPON", "قصف": "B-EVENT", "حلب": "B-UNHEARD"}
    own = CamelNer(make_model(tmp_path / "own", ["B-WEAPON", "B-EVENT", "B-UNHEARD", "O"], known))
    assert spans(own, "قصف حلب بصواريخ غراد") == [("غراد", "WEAPON")]


@given(
    sentences=st.lists(
        st.lists(st.sampled_from([*KNOWN, "قصف", "،", "12", "الجنوبيه"]), min_size=1, max_size=30),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=15, deadline=None)
def test_its_tags_are_those_of_camel_tools_own_predict(folder, sentences):
    from camel_tools.ner import NERecognizer

    tagger = camel_ner.load(folder)
    runs = [[Word(0, form, len(tagger.pieces(form)), 0) for form in sentence] for sentence in sentences]
    assert tagger.tag(runs) == NERecognizer(str(folder), use_gpu=False).predict(sentences)


def test_the_version_is_the_models_before_it_is_loaded(ner, folder):
    assert spans(ner, "حلب")
    assert ner.version == CamelNer(folder).version
    assert ner.version.startswith("1-")
    assert len(ner.version) <= 40


def test_it_is_loaded_once_for_all_threads(folder, monkeypatch):
    loaded: list[Path] = []
    load = camel_ner.load
    monkeypatch.setattr(camel_ner, "load", lambda where: (loaded.append(where), load(where))[1])
    fresh = CamelNer(folder)
    assert fresh.ready() is None
    assert loaded == []
    texts = [f"{'كلمة ' * number}حلب" for number in range(12)]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda text: spans(fresh, text), texts))
    assert found == [[("حلب", "LOCATION")]] * len(texts)
    assert loaded == [folder]


@given(
    text=st.lists(
        st.sampled_from([*KNOWN, "قصف", "،", ".", "\n", "💥", "\u200f", "حَلَب", "و", "12", "َ", "ـ"]), max_size=40
    ).map(" ".join)
)
@settings(max_examples=60, deadline=None)
def test_every_proposal_is_a_known_name_at_its_place(ner, text):
    from camel_tools.utils.dediac import dediac_ar

    first = list(ner.suggest(Document(text), CONFLICT))
    for one in first:
        check_boundaries(text, one.span.start, one.span.end)
        assert 0.4 < one.score < 0.85
        words = dediac_ar(text[one.span.start : one.span.end]).split()
        assert all(word in KNOWN or f"وب{word}" in KNOWN for word in words)
    assert list(ner.suggest(Document(text), CONFLICT)) == first


@pytest.mark.parametrize("harm", ["weights", "config", "vocabulary", "short", "tags"])
def test_a_damaged_model_is_said_and_the_other_suggestions_stay(folder, tmp_path, harm):
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    if harm == "weights":
        (broken / "model.safetensors").write_bytes(b"\0" * 100)
    elif harm == "config":
        (broken / "config.json").write_text("{")
    elif harm == "vocabulary":
        (broken / "vocab.txt").write_text(
            "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *map(str, range(30)), "حلب"])
        )
    elif harm == "short":
        make_model(broken, positions=128)
    else:
        make_model(broken, ["B-LOC", "I-LOC", "None"])
    one = CamelNer(broken)
    assert one.ready() is None
    proposal = propose(Document("قصفت قوات النظام حلب"), CONFLICT, {**registry.all(), one.id: one})
    assert {proposed.suggester for proposed in proposal.spans} >= {"gazetteer"}
    assert str(broken) in str(one.ready())
    assert list(one.suggest(Document("حلب"), CONFLICT)) == []


@pytest.fixture
def catalogue(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder such as `camel_data -i ner-arabert` leaves."""
    content = {
        "version": "1.6.0",
        "packages": {},
        "components": {"NamedEntityRecognition": {"default": "tiny", "datasets": {"tiny": {"path": "ner/tiny"}}}},
    }
    (tmp_path / "catalogue.json").write_text(json.dumps(content))
    shutil.copytree(folder, tmp_path / "data" / "ner" / "tiny")
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path))
    monkeypatch.delenv("ANNOTATOR_CAMEL_NER", raising=False)
    return tmp_path


def test_the_catalogues_model_is_found_where_camel_tools_finds_it(ner, catalogue, monkeypatch):
    assert spans(CamelNer(), "قصف حلب") == [("حلب", "LOCATION")]
    from camel_tools.data import catalogue as camels
    from camel_tools.ner import NERecognizer

    monkeypatch.setattr(camels, "CT_DATA_DIR", catalogue)
    monkeypatch.setattr("camel_tools.ner.CATALOGUE", camels.Catalogue.load_catalogue())
    assert NERecognizer.pretrained(use_gpu=False).predict([["قصف", "حلب"]]) == [["O", "B-LOC"]]


def test_the_environments_folder_goes_first(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("ANNOTATOR_CAMEL_NER", str(folder))
    assert spans(CamelNer(), "حلب") == [("حلب", "LOCATION")]
    monkeypatch.setenv("ANNOTATOR_CAMEL_NER", str(tmp_path / "nowhere"))
    assert "nowhere" in str(CamelNer().ready())


def test_where_nothing_was_downloaded_the_command_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path))
    monkeypatch.delenv("ANNOTATOR_CAMEL_NER", raising=False)
    assert "camel_data -i ner-arabert" in str(CamelNer().ready())
