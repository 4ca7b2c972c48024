"""Lines with everybody's annotations become a project with finished layers, and say the same there as in the file."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from sqlalchemy import select

from annotator.core.agreement import report
from annotator.core.records import FileProblem
from annotator.db.accounts import UserRow
from annotator.db.documents import DocumentRow
from annotator.formats.coded import read_coded
from annotator.services.agreement import project_agreement
from annotator.services.aligned import aligned
from annotator.services.intake_coded import take_coded
from tests.core.agreement.marks import random_document


def line_of(text, annotators, **more):
    annotations = [
        {"start": start, "end": end, "label": label, "annotator": who}
        for who, spans in annotators.items()
        for start, end, label in spans
    ]
    return json.dumps({"text": text, "annotations": annotations, "annotators": list(annotators), **more})


def stream(*lines):
    return BytesIO("\n".join(lines).encode())


def test_each_ones_spans_become_a_finished_layer(session, project):
    first = line_of(
        "قصفت حلب", {"0": [(5, 8, "LOCATION")], "1": [(0, 4, "EVENT"), (5, 8, "LOCATION")], "2": []}, id="a"
    )
    second = line_of("سقط قتلى", {"0": []})
    found = take_coded(session, project, "coded.jsonl", stream(first, second), "coder ")
    assert (found.documents, found.layers) == (2, 4)
    people = {str(row.id): row.name for row in session.scalars(select(UserRow))}
    one, two = aligned(session, found.added)
    assert {people[who]: len(layer.spans) for who, layer in one.layers.items()} == {
        "coder 0": 1, "coder 1": 2, "coder 2": 0,
    }  # fmt: skip
    assert {people[who] for who in two.layers} == {"coder 0"}
    assert session.get(DocumentRow, found.added[0]).key == "a"
    assert session.get(DocumentRow, found.added[1]).title == "سقط قتلى"


def test_agreement_is_that_of_the_file(session, project):
    docs = [random_document(seed, labels=("ACTOR", "LOCATION", "EVENT")) for seed in range(6)]
    lines = [
        line_of(one.text, {who: [(s.start, s.end, s.label) for s in spans] for who, spans in one.spans.items()})
        for one in docs
    ]
    take_coded(session, project, "coded.jsonl", stream(*lines), "")
    ours, theirs = project_agreement(session, project), report(read_coded(stream(*lines), "coded.jsonl"))
    assert ours.measures == theirs.measures
    assert ours.pairs == theirs.pairs


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (line_of("نص", {"0": [(0, 2, "NOWHERE")]}), "NOWHERE"),
        (line_of("نص", {"all": []}), "everybody"),
        ('{"text": "نص"}', "annotations"),
        (line_of("نص", {"0": [(0, 9, "ACTOR")]}), "0–9"),
    ],
)
def test_what_does_not_fit_is_refused_whole(session, project, line, said):
    with pytest.raises(FileProblem, match=said) as caught:
        take_coded(session, project, "coded.jsonl", stream(line_of("نص آخر", {"0": []}), line), "")
    assert "line 2" in str(caught.value)
    assert session.scalars(select(DocumentRow)).all() == []
