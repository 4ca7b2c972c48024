"""The contract of all formats: what a format does not say it loses survives writing and reading."""

from __future__ import annotations

import json
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.document import Document
from annotator.core.events import Argument, Event
from annotator.core.phrases import Phrase
from annotator.core.recorded_gold import Approval, GoldSource, RecordedGold
from annotator.core.records import (
    FileProblem,
    Record,
    RecordedNote,
    RecordedSpan,
    RefusedArgument,
    Rejection,
    SuggestedSpan,
)
from annotator.core.spans import Span
from annotator.formats import registry

FORMATS = registry.all()
SOME = settings(max_examples=40)
"""For files: each holds several records, and drawing those is what takes the time."""
LAYERS = ("annotators", "finished", "skipped", "spans", "events", "rejected", "refused", "notes")
PARTS = {"key", "title", "source", "date", "meta", "layers", "gold", "suggestions"}

# What news holds, and what breaks readers: marks, no-break spaces, line separators, quotes, emoji, CR LF.
LETTERS = st.sampled_from(
    "ابحل هيةى\u064e\u0651\u0640\u00a0\u2028\u2029\u200c\u200f\ufeff\t\n\"\\'،؛«»<>&%{}/😀👩\u200d👧1aZ"
)
texts = st.lists(LETTERS | st.just("\r\n"), max_size=40).map("".join).map(lambda tail: "ن" + tail)
words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
names = st.sampled_from(["layla", "سامي", "نور ٢"])
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
TAKEN = {"title", "source", "date"}
scores = st.floats(0, 1)
attributes = st.dictionaries(words, st.integers(-9, 9) | words, max_size=2)


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    start = draw(st.integers(0, len(text) - 1))
    return Span(start, draw(st.integers(start + 1, len(text))), draw(words))


@st.composite
def suggested(draw: st.DrawFn, text: str) -> SuggestedSpan:
    kind = draw(st.none() | words)
    subtype = draw(st.none() | words) if kind else None
    return SuggestedSpan(draw(spans(text)), draw(words), draw(scores), kind, subtype, draw(attributes))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    meta = draw(st.dictionaries(words, values, max_size=3))
    meta = {key: value for key, value in meta.items() if key not in TAKEN}
    day = draw(st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)))
    title = draw(words.filter(lambda given: not given.isspace()))
    return Document(draw(texts), title, draw(st.just("") | words), day, meta)


@st.composite
def records(draw: st.DrawFn) -> Record:
    document = draw(documents())
    text, people = document.text, draw(st.lists(names, unique=True, max_size=3))
    if draw(st.booleans()):
        return draw(gold_records(document, people))
    if not people:
        return Record(document, draw(words))
    return Record(
        document,
        draw(words),
        annotators=people,
        finished=draw(st.lists(st.sampled_from(people), unique=True)),
        spans=draw(st.lists(decided(text, people), max_size=3, unique_by=lambda one: one.id)),
        events=draw(st.lists(events(), max_size=2, unique_by=lambda one: one.id)),
        rejected=draw(st.lists(rejections(text, people), max_size=2)),
        skipped=draw(st.lists(st.sampled_from(people), unique=True)),
        refused=draw(st.lists(refusals(text, people), max_size=2)),
        notes=draw(st.lists(notes(text, people), max_size=3, unique_by=lambda one: one.id)),
    )


@st.composite
def gold_records(draw: st.DrawFn, document: Document, people: list[str]) -> Record:
    found = draw(st.lists(events(), max_size=2, unique_by=lambda one: one.id))
    ids = draw(st.lists(words, max_size=3, unique=True))
    sources = {id_: draw(gold_sources()) for id_ in ids}
    marked = [
        RecordedSpan(id_, draw(spans(document.text)), draw(attributes), source.origin, "", draw(words))
        for id_, source in sources.items()
    ]
    of_events = {event.id: draw(gold_sources()) for event in found}
    gold = RecordedGold(sources, of_events, draw(words), draw(approvals), draw(st.booleans()))
    return Record(document, draw(words), annotators=people, finished=people, spans=marked, events=found, gold=gold)


approvals = st.builds(Approval, st.just("") | names, st.just("") | words, st.just("") | words)


def gold_sources() -> st.SearchStrategy[GoldSource]:
    origins, people = st.sampled_from(["agreed", "adjudicated"]), st.lists(names, unique=True).map(tuple)
    return st.builds(GoldSource, origins, people, scores, st.none() | approvals)


@st.composite
def decided(draw: st.DrawFn, text: str, people: list[str]) -> RecordedSpan:
    origin = draw(st.sampled_from(["accepted", "fixed", "manual"]))
    source = draw(suggested(text)) if origin != "manual" else None
    when = draw(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))).isoformat()
    person = draw(st.sampled_from(people))
    return RecordedSpan(draw(words), draw(spans(text)), draw(attributes), origin, person, when, source)


@st.composite
def events(draw: st.DrawFn) -> Event:
    arguments = tuple(Argument(role, span) for role, span in draw(st.lists(st.tuples(words, words), max_size=3)))
    return Event(draw(words), draw(words), draw(words), draw(st.none() | words), draw(attributes), arguments)


@st.composite
def rejections(draw: st.DrawFn, text: str, people: list[str]) -> Rejection:
    return Rejection(draw(suggested(text)), draw(st.sampled_from(people)), draw(words))


@st.composite
def refusals(draw: st.DrawFn, text: str, people: list[str]) -> RefusedArgument:
    trigger, filler = draw(suggested(text)), draw(suggested(text))
    return RefusedArgument(trigger, draw(words), filler, draw(st.sampled_from(people)), draw(words))


@st.composite
def notes(draw: st.DrawFn, text: str, people: list[str]) -> RecordedNote:
    said, person = draw(st.just("") | words), draw(st.sampled_from(people))
    about = draw(st.none() | words | suggested(text))
    span, source = (about, None) if isinstance(about, str) else (None, about)
    return RecordedNote(draw(words), draw(words), said, person, draw(words), span, source)


def _parts(record: Record) -> dict[str, object]:
    document = record.document
    return {
        "key": record.key,
        "title": document.title,
        "source": document.source,
        "date": document.date,
        "meta": document.meta,
        "layers": [list(getattr(record, part)) for part in LAYERS],
        "gold": record.gold,
        "suggestions": list(record.suggestions),
    }


def test_ids_and_suffixes_tell_formats_apart():
    assert set(FORMATS) >= {"jsonl", "text"}
    assert all(form.id == id_ for id_, form in FORMATS.items())
    suffixes = [form.suffix for form in FORMATS.values()]
    assert len(set(suffixes)) == len(suffixes)
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_a_format_says_what_it_loses_in_known_words(form):
    assert isinstance(form.loses, frozenset)
    assert form.loses <= PARTS
    assert str(Phrase(form.title))


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
@given(record=records())
def test_what_a_format_does_not_lose_survives(form, record):
    raw = b"".join(form.write([record]))
    raw.decode("utf-8")
    (read,) = form.read(BytesIO(raw), f"x{form.suffix}")
    text = record.document.text
    # A text file's line ends are settled when it is read; everywhere else each character stays.
    assert read.document.text == (text.replace("\r\n", "\n") if form.id == "text" else text)
    before, after = _parts(record), _parts(read)
    assert {part: after[part] for part in PARTS - form.loses} == {part: before[part] for part in PARTS - form.loses}


@SOME
@given(st.lists(records(), max_size=4))
def test_json_lines_come_back_in_their_order_with_their_numbers(given_records):
    form = FORMATS["jsonl"]
    raw = b"".join(form.write(given_records))
    assert raw.count(b"\n") == len(given_records)
    read = list(form.read(BytesIO(raw), "x.jsonl"))
    assert [(one.line, one.key) for one in read] == [(n, one.key) for n, one in enumerate(given_records, 1)]
    assert b"".join(form.write(read)) == raw


@given(records())
def test_any_json_reader_finds_the_same_offsets(record):
    line = json.loads(b"".join(FORMATS["jsonl"].write([record])))
    assert all(line["text"][span["start"] : span["end"]] == span["text"] for span in line["spans"])
    assert line["sha256"] == record.document.sha256


def _attempt(form, raw: bytes) -> tuple[list[Record], str | None]:
    """Return the records of a file and what was said where it could not be read."""
    try:
        return list(form.read(BytesIO(raw), "x")), None
    except FileProblem as problem:
        return [], str(problem)


@given(st.binary(max_size=200))
@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_any_bytes_are_read_or_refused_in_words(form, raw):
    read, said = _attempt(form, raw)
    assert said is None or said.startswith("x")
    assert all(record.document.text and record.document.title for record in read)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | words,
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "text",
                        "spans",
                        "id",
                        "start",
                        "end",
                        "label",
                        "meta",
                        "title",
                        "date",
                        "annotators",
                        "events",
                        "rejected",
                        "finished",
                        "suggested",
                        "arguments",
                        "origin",
                        "annotator",
                        "attributes",
                        "skipped",
                        "refused",
                        "notes",
                        "sort",
                        "role",
                        "trigger",
                        "filler",
                        "span",
                        "layer",
                        "sources",
                        "agreement",
                        "verdict",
                        "approved",
                        "outdated",
                        "rule",
                    ]
                ),
                inner,
            )
        ),
    )
)
def test_any_json_is_read_or_refused_in_words(value):
    read, said = _attempt(FORMATS["jsonl"], json.dumps(value).encode())
    assert len(read) == 1 if said is None else said.startswith("x, line 1: ")


@SOME
@given(st.lists(st.binary(max_size=40) | records(), max_size=5))
@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_reading_goes_on_behind_what_cannot_be_read(form, parts):
    pieces = [one if isinstance(one, bytes) else b"".join(form.write([one])).rstrip(b"\n") for one in parts]
    raw = b"\n".join(pieces)
    refused: list[FileProblem] = []
    try:
        read = list(form.read(BytesIO(raw), "x", refused.append))
    except FileProblem:  # the file as a whole
        return
    if form.id == "text":
        assert len(read) == 1
        return
    lines = raw.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    told = [(one.line, one.raw) for one in (*read, *refused)]
    assert sorted(told) == [(number, one.rstrip(b"\r")) for number, one in enumerate(lines, 1) if one.strip()]


@SOME
@given(st.lists(records(), max_size=3))
@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_a_file_with_nothing_wrong_reads_the_same_with_and_without_going_on(form, given_records):
    raw = b"".join(form.write(given_records)) or "نص".encode()
    if form.id == "jsonl" and not given_records:
        raw = b""
    assert list(form.read(BytesIO(raw), "x", pytest.fail)) == list(form.read(BytesIO(raw), "x"))


def test_gold_of_other_people_needs_no_more_than_its_spans():
    values = {"text": "قصفت حلب", "layer": "gold", "spans": [{"start": 0, "end": 4, "label": "EVENT", "text": "قصفت"}]}
    (record,) = FORMATS["jsonl"].read(BytesIO(json.dumps(values).encode()), "x")
    assert (record.annotators, record.suggestions, record.document.meta) == ([], (), {})
    assert record.spans == [RecordedSpan("g1", Span(0, 4, "EVENT"), {}, "adjudicated", "", "")]
    assert record.gold == RecordedGold({"g1": GoldSource("adjudicated")}, {})


@pytest.mark.parametrize("values", [{"layer": "gold"}, {"layer": 3, "spans": []}, {"layer": "layla", "spans": []}])
def test_what_only_has_a_layer_stays_what_it_is(values):
    (record,) = FORMATS["jsonl"].read(BytesIO(json.dumps({"text": "نص", **values}).encode()), "x")
    assert (record.gold, record.document.meta) == (None, {"layer": values["layer"]})


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("sources", "layla"),
        ("sources", [3]),
        ("agreement", "1"),
        ("agreement", True),
        ("verdict", []),
        ("verdict", {"annotator": 3}),
        ("origin", 1),
        ("id", ""),
    ],
)
def test_gold_that_cannot_be_read_is_refused_in_words(part, value):
    line = {"text": "نص", "layer": "gold", "spans": [{"start": 0, "end": 2, "label": "X", part: value}]}
    with pytest.raises(FileProblem) as raised:
        list(FORMATS["jsonl"].read(BytesIO(json.dumps(line).encode()), "x"))
    assert (raised.value.code, raised.value.line) == ("field", 1)


def test_lines_that_are_not_blank_are_counted_as_an_editor_counts_them():
    raw = b'\n\r\n{"text": "a"}\r\n  \n{"text": "b"}'
    assert [record.line for record in FORMATS["jsonl"].read(BytesIO(raw), "x")] == [3, 5]
