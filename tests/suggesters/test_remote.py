"""A lab's model behind a real HTTP server: what goes there, what comes back, and what happens when it does not."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import Iterator

import pytest
from lab_server import Lab, Told, breaks_off, closes, hangs, mumbles, pours, says, serving, trickles

from annotator.core.document import Document
from annotator.core.phrases import Problem
from annotator.core.spans import Span
from annotator.core.suggestions import Suggester
from annotator.labelsets import read
from annotator.suggesters import registry
from annotator.suggesters.backend.circuit import FIRST, LONGEST
from annotator.suggesters.merge import propose
from annotator.suggesters.remote import Remote, suggester

CONFLICT = read("conflict")
TEXT = "قصفت قوات النظام مدينة حلب"
DOCUMENT = Document(TEXT)


def region(text: str, words: str, label: str, score: float | None = None, **more: object) -> dict[str, object]:
    start = text.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
    scored = {} if score is None else {"score": score}
    return {"from_name": "label", "to_name": "text", "type": "labels", "value": value, **scored, **more}


def predicted(*regions: dict[str, object], version: str = "tiny-1") -> dict[str, object]:
    return {"results": [{"model_version": version, "score": 0.0, "result": list(regions)}]}


GOOD = says(predicted(region(TEXT, "حلب", "LOCATION", 0.9)))


class Watch:
    """A clock that stands until it is set on, and pauses that only move it."""

    def __init__(self) -> None:
        self.now, self.pauses = 0.0, []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture
def lab() -> Iterator[Lab]:
    with serving() as lab:
        yield lab


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def remote(lab: Lab, watch: Watch) -> Remote:
    return Remote(lab.address, 7, clock=watch, sleep=watch.sleep)


@pytest.fixture
def hasty(lab: Lab, watch: Watch) -> Remote:
    """For servers that never answer; a machine under load needs more time than that for a good answer."""
    return Remote(lab.address, 7, seconds=0.3, clock=watch, sleep=watch.sleep)


def words(found, text: str = TEXT) -> list[tuple[str, str]]:
    return [(text[one.span.start : one.span.end], one.span.label) for one in found]


def failing(remote: Remote, document: Document = DOCUMENT) -> str:
    with pytest.raises(Problem) as raised:
        remote.fetch([document], CONFLICT)
    assert remote.trouble == raised.value.phrase
    assert "127.0.0.1" in str(raised.value)
    return raised.value.code


def test_without_an_address_it_is_not_set_up_and_proposes_nothing():
    assert isinstance(suggester, Suggester)
    assert "No server is set up" in str(suggester.ready())
    assert list(suggester.suggest(DOCUMENT, CONFLICT)) == []
    with pytest.raises(Problem, match="No server"):
        suggester.fetch([DOCUMENT], CONFLICT)


def test_it_proposes_what_the_server_says(lab, remote):
    lab.predicts(GOOD)
    found = list(remote.suggest(DOCUMENT, CONFLICT))
    assert words(found) == [("حلب", "LOCATION")]
    assert found[0].score == 0.9
    assert (remote.version, remote.ready(), remote.trouble) == ("tiny-1", None, None)


def test_the_server_is_asked_as_label_studio_asks(lab, remote):
    lab.predicts(GOOD)
    remote.fetch([DOCUMENT], CONFLICT)
    remote.fetch([DOCUMENT], CONFLICT)
    assert [path for path, _body, _headers in lab.calls] == ["/health", "/setup", "/predict", "/predict"]
    setup, request = lab.called("/setup")[0], lab.called("/predict")[0]
    assert setup["project"].split(".")[0] == request["project"].split(".")[0] == "7"
    assert setup["schema"] == request["label_config"]
    assert request["tasks"] == [{"id": request["tasks"][0]["id"], "data": {"text": TEXT}}]
    assert request["params"]["context"] is None
    assert lab.headers()["Content-Type"] == "application/json"


def test_a_small_server_needs_neither_health_nor_setup(lab, remote):
    lab.paths = {"/predict": [GOOD]}
    assert words(remote.suggest(DOCUMENT, CONFLICT)) == [("حلب", "LOCATION")]


def test_texts_go_in_groups_and_each_gets_its_own_answer(lab, remote):
    lab.paths["/predict"] = [
        lambda lab, handler: says(
            {"results": [{"result": [region(t["data"]["text"], "حلب", "LOCATION")]} for t in lab.calls[-1][1]["tasks"]]}
        )(lab, handler)
    ]
    documents = [Document(f"{number} في حلب") for number in range(20)]
    fetched = remote.fetch(documents, CONFLICT)
    assert [len(body["tasks"]) for body in lab.called("/predict")] == [8, 8, 4]
    for document in documents:
        assert words(fetched.suggest(document, CONFLICT), document.text) == [("حلب", "LOCATION")]
    calls = len(lab.calls)
    assert fetched.suggest(Document("حلب"), CONFLICT) == []
    assert fetched.suggest(documents[0], read("ace")) == [] or read("ace").offers("LOCATION")
    assert len(lab.calls) == calls


@pytest.mark.parametrize(
    ("signs_in", "header"),
    [
        ("", None),
        ("lab:s%3Acret@", "Basic " + b64encode(b"lab:s:cret").decode()),
        ("s3cret@", "Token s3cret"),
    ],
)
def test_it_signs_in_as_the_address_says_and_tells_nobody(lab, watch, signs_in, header, caplog):
    lab.predicts(says({}, 500))
    remote = Remote(lab.address.replace("//", f"//{signs_in}"), clock=watch, sleep=watch.sleep)
    failing(remote)
    assert lab.headers().get("Authorization") == header
    assert "cret" not in f"{remote!r}{remote.trouble}{vars(remote)}{caplog.text}"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_after_a_passing_error_it_asks_again(lab, remote, watch, status):
    lab.predicts(says({}, status), closes, GOOD)
    assert words(remote.suggest(DOCUMENT, CONFLICT)) == [("حلب", "LOCATION")]
    assert len(watch.pauses) == 2
    assert watch.pauses[0] < watch.pauses[1]


@pytest.mark.parametrize(
    ("behaviour", "code", "asked"),
    [
        (says({}, 500), "backend-error", 3),
        (closes, "backend-unreachable", 3),
        (breaks_off, "backend-unreachable", 3),
        (says({}, 400), "backend-error", 1),
        (says({}, 401), "backend-refused", 1),
        (says({}, 404), "backend-unknown", 1),
        (says(b"", 302, Location="http://127.0.0.2:1/predict"), "backend-moved", 1),
        (pours, "backend-huge", 1),
        (mumbles, "backend-nonsense", 1),
        (says(b"<html>hello</html>"), "backend-nonsense", 1),
        (says(b"["), "backend-nonsense", 1),
        (says(b"[" * 1_000_000), "backend-nonsense", 1),
        (says(b"\xff\xfe\x00"), "backend-nonsense", 1),
        (says(b""), "backend-nonsense", 1),
        (says([]), "backend-nonsense", 1),
        (says({"results": {}}), "backend-nonsense", 1),
        (says({"results": [1]}), "backend-nonsense", 1),
        (says({"results": [{"result": 1}]}), "backend-nonsense", 1),
        (says({"results": [{"result": [None]}]}), "backend-nonsense", 1),
        (says({"results": [{}, {}]}), "backend-nonsense", 1),
        (says(predicted(*[region(TEXT, "حلب", "LOCATION")] * 6000)), "backend-nonsense", 1),
        (says(predicted(region("؟؟" + TEXT, "حلب", "LOCATION"))), "backend-misplaced", 1),
    ],
)
def test_a_bad_answer_is_a_clear_problem_and_costs_its_own_suggestions_only(lab, remote, behaviour, code, asked):
    lab.predicts(behaviour)
    assert failing(remote) == code
    assert len(lab.called("/predict")) == asked
    proposal = propose(DOCUMENT, CONFLICT, {**registry.all(), remote.id: remote})
    assert ("حلب", "LOCATION") in words(one.suggestion for one in proposal.spans)
    lab.predicts(GOOD)
    assert words(remote.suggest(DOCUMENT, CONFLICT)) == [("حلب", "LOCATION")]
    assert remote.trouble is None


@pytest.mark.parametrize("behaviour", [hangs, trickles])
def test_a_server_that_is_late_is_not_waited_for(lab, hasty, behaviour):
    lab.predicts(behaviour)
    assert failing(hasty) == "backend-late"
    assert len(lab.called("/predict")) == 1
    assert list(hasty.suggest(DOCUMENT, CONFLICT)) == []


@pytest.mark.parametrize("value", [{"results": []}, {"results": [{}]}, {"results": [{"result": None}]}, predicted()])
def test_nothing_found_is_no_failure(lab, remote, value):
    lab.predicts(says(value))
    assert remote.fetch([DOCUMENT], CONFLICT).suggest(DOCUMENT, CONFLICT) == []
    assert remote.trouble is None


def test_regions_that_fit_no_text_are_left_out_and_counted(lab, remote):
    lab.predicts(says(predicted(region(TEXT, "حلب", "LOCATION"), region("؟" + TEXT, "النظام", "ACTOR"))))
    fetched = remote.fetch([DOCUMENT], CONFLICT)
    assert words(fetched.suggest(DOCUMENT, CONFLICT)) == [("حلب", "LOCATION")]
    assert fetched.misplaced == 1


def test_where_nobody_listens_it_says_so(watch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: nobody else gets the port meanwhile
        remote = Remote(f"http://127.0.0.1:{taken.getsockname()[1]}", clock=watch, sleep=watch.sleep)
        assert failing(remote) == "backend-unreachable"


def test_a_thousand_texts_do_not_wait_a_thousand_times(lab, hasty, watch):
    remote = hasty
    lab.predicts(hangs)
    for number in range(1000):
        assert list(remote.suggest(Document(f"{number} في حلب"), CONFLICT)) == []
    assert len(lab.called("/predict")) == 3
    assert "within 0.3 seconds" in str(remote.ready())
    watch.now += FIRST
    lab.predicts(GOOD)
    remote._calls.seconds = 30.0
    assert remote.ready() is None
    assert words(remote.suggest(DOCUMENT, CONFLICT)) == [("حلب", "LOCATION")]
    assert remote.ready() is None


def test_a_server_that_stays_away_is_asked_less_and_less(lab, remote, watch):
    lab.paths["/health"] = [says({}, 400)]
    for _ in range(3):
        failing(remote)
    waits = []
    for _ in range(8):
        began, calls = watch.now, len(lab.calls)
        while len(lab.calls) == calls:
            watch.now += 1
            remote.suggest(DOCUMENT, CONFLICT)
        waits.append(watch.now - began)
    assert waits == sorted(waits)
    assert waits[0] == FIRST
    assert waits[-1] == LONGEST


def test_while_one_call_tries_again_all_others_are_refused(lab, remote, watch):
    lab.predicts(says({}, 400))
    for _ in range(3):
        failing(remote)
    watch.now += FIRST
    remote._circuit.enter()
    with pytest.raises(Problem):
        remote._circuit.enter()


def test_a_person_can_have_it_checked_at_once(lab, remote):
    lab.paths["/health"] = [says({}, 503)]
    for _ in range(3):
        failing(remote)
    lab.paths["/health"] = [says({"status": "UP"})]
    remote.check(CONFLICT)
    assert remote.ready() is None


def test_after_a_failure_the_labels_are_said_anew(lab, remote):
    lab.predicts(GOOD, says({}, 400), GOOD)
    for _ in range(3):
        remote.suggest(DOCUMENT, CONFLICT)
    assert len(lab.called("/setup")) == 2
    remote.suggest(DOCUMENT, read("ace"))
    assert len(lab.called("/setup")) == 3


def test_finished_work_is_told_so_that_the_model_may_train(lab, remote):
    spans = [Span(0, 4, "EVENT"), Span(23, 26, "LOCATION")]
    remote.learned_from(DOCUMENT, spans, CONFLICT)
    remote.learned_from(DOCUMENT, spans[1:], CONFLICT, again=True)
    first, second = lab.called("/webhook")
    assert (first["action"], second["action"]) == ("ANNOTATION_CREATED", "ANNOTATION_UPDATED")
    assert first["task"] == second["task"]
    assert first["project"]["id"] == 7
    assert "LOCATION" in first["project"]["label_config"]
    assert [one["value"]["text"] for one in first["annotation"]["result"]] == ["قصفت", "حلب"]
    lab.predicts(GOOD)
    remote.suggest(DOCUMENT, CONFLICT)
    assert lab.called("/predict")[0]["tasks"][0]["id"] == first["task"]["id"]


def test_events_are_told_where_the_model_knows_them(lab, remote, watch):
    trigger, place = Span(0, 4, "EVENT"), Span(23, 26, "LOCATION")
    event = Told(trigger, "Explosions/Remote violence", None, (("location", place),))
    for one in (remote, Remote(lab.address, events=True, clock=watch, sleep=watch.sleep)):
        one.learned_from(DOCUMENT, [trigger, place], CONFLICT, [event])
    names, all_of_it = lab.called("/webhook")
    assert [one["type"] for one in names["annotation"]["result"]] == ["labels", "labels"]
    assert [one["type"] for one in all_of_it["annotation"]["result"]] == ["labels", "labels", "taxonomy", "relation"]
    assert "Taxonomy" in all_of_it["project"]["label_config"]


def test_a_server_that_trains_before_it_answers_has_not_failed(lab, hasty):
    lab.paths["/webhook"] = [hangs]
    hasty.learned_from(DOCUMENT, [], CONFLICT)
    assert hasty.trouble is None


def test_a_server_that_refuses_finished_work_is_a_problem(lab, remote):
    lab.paths["/webhook"] = [says({}, 500)]
    with pytest.raises(Problem) as raised:
        remote.learned_from(DOCUMENT, [], CONFLICT)
    assert raised.value.code == "backend-error"
