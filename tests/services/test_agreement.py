"""Agreement in a project: the finished layers, and no others, as an export of them would say."""

from __future__ import annotations

from io import BytesIO

from annotator.core.agreement import report
from annotator.formats.coded import read_coded
from annotator.services.agreement import finished_codings, project_agreement


def test_finished_layers_are_read_and_no_others(session, worked):
    (one,) = finished_codings(session, worked.id)
    assert set(one.spans) == {"layla", "نور"}
    assert len(one.spans["layla"]) == 4
    assert [event.type for event in one.events["layla"]] == ["Explosions/Remote violence", "Battles"]
    assert {role for event in one.events["layla"] for role, _ in event.arguments} == {"location", "casualties"}
    assert one.events["نور"] == []


def test_an_export_says_the_same(session, worked, lines):
    exported = [one for one in read_coded(BytesIO(b"".join(lines(worked))), "export.jsonl") if one.spans]
    ours, theirs = project_agreement(session, worked), report(exported)
    assert ours.annotators == theirs.annotators
    assert ours.measures == theirs.measures
    assert ours.events == theirs.events
    assert ours.measures["span_f1_exact"].value == 0
