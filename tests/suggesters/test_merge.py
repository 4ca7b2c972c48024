"""One list of proposals out of several answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.calibration import Calibration, Count
from annotator.core.document import Document
from annotator.core.phrases import Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.labelsets import read
from annotator.suggesters import registry
from annotator.suggesters.memory import Memory, verdict_on
from annotator.suggesters.merge import SHOWN, Proposed, Source, propose, resolve

LABELS = read("conflict")
REASON = Phrase("reason")


class Says:
    """A suggester that says what it is told to."""

    title, version = "Says", "7"

    def __init__(self, name, *found, reads="text", why=None):
        self.id, self.found, self.reads, self.why = name, found, reads, why

    def ready(self):
        return self.why

    def suggest(self, document, labels, annotations=()):
        self.given = list(annotations)
        return self.found


def suggestion(start, end, label, score=0.8, **more):
    return Suggestion(Span(start, end, label), score, REASON, **more)


def spans(*suggesters):
    proposal = propose(Document("س" * 60), LABELS, {one.id: one for one in suggesters})
    return [(one.suggestion.span.start, one.suggestion.span.end, one.suggestion.span.label) for one in proposal.spans]


def proposed(*suggesters, **more):
    return propose(Document("س" * 60), LABELS, {one.id: one for one in suggesters}, **more).spans


def test_the_same_span_is_one_proposal_with_all_its_sources_the_best_first():
    (only,) = proposed(Says("a", suggestion(0, 3, "LOCATION", 0.5)), Says("b", suggestion(0, 3, "LOCATION", 0.9)))
    assert (only.suggester, only.version) == ("b", "7")
    assert only.sources == (Source("b", "7", 0.9, REASON), Source("a", "7", 0.5, REASON))
    assert 0.9 < only.suggestion.score < 0.95  # more than the best, less than if they were independent


def test_one_suggester_is_one_source_with_its_better_score():
    (only,) = proposed(Says("a", suggestion(0, 3, "LOCATION", 0.5), suggestion(0, 3, "LOCATION", 0.9)))
    assert only.sources == (Source("a", "7", 0.9, REASON),)
    assert only.suggestion.score == 0.9


def test_a_later_source_joins_what_was_merged_before():
    first = [Says("a", suggestion(0, 3, "LOCATION", 0.5)), Says("b", suggestion(0, 3, "LOCATION", 0.6))]
    (only,) = proposed(*first, Says("c", suggestion(0, 3, "LOCATION", 0.7), reads="annotations"))
    assert [source.suggester for source in only.sources] == ["c", "b", "a"]


def test_a_source_that_names_another_kind_of_event_is_none():
    battle = suggestion(0, 3, "EVENT", 0.9, type="Battles")
    other = suggestion(0, 3, "EVENT", 0.5, type="Protests")
    closer = suggestion(0, 3, "EVENT", 0.4, type="Battles", subtype="Armed clash")
    (only,) = proposed(Says("a", battle), Says("b", other), Says("c", closer))
    assert [source.suggester for source in only.sources] == ["a", "c"]
    assert only.suggestion.type == "Battles"


def test_what_only_one_source_says_of_the_attributes_stays():
    told = suggestion(0, 3, "CASUALTIES", 0.5, attributes={"low": 3, "high": 9})
    (only,) = proposed(Says("a", told), Says("b", suggestion(0, 3, "CASUALTIES", 0.9, attributes={"high": 8})))
    assert only.suggestion.attributes == {"low": 3, "high": 8}


def test_scores_are_calibrated_and_what_is_hushed_is_left_out():
    one, other = Says("a", suggestion(0, 3, "LOCATION", 0.9)), Says("b", suggestion(0, 3, "LOCATION", 0.8))
    calibration = Calibration([Count("a", "LOCATION", 0.9, 2, 60)])
    (only,) = proposed(one, other, calibration=calibration)
    assert [source.suggester for source in only.sources] == ["b", "a"]
    (only,) = proposed(one, other, hushed=calibration.hushed())
    assert [source.suggester for source in only.sources] == ["b"]
    assert proposed(one, hushed=calibration.hushed()) == ()


def test_a_low_calibrated_score_hides_nothing_and_readers_get_the_plain_one():
    calibration = Calibration([Count("a", "LOCATION", 0.9, 2, 30)])
    reader = Says("z", reads="annotations")
    (only,) = proposed(Says("a", suggestion(0, 3, "LOCATION", 0.9)), reader, calibration=calibration)
    assert only.suggestion.score < 0.3
    assert only.plain == 0.9
    assert only.shown
    assert [one.score for one in reader.given] == [0.9]


def test_a_judge_gives_the_others_new_scores():
    class Halves(Says):
        def judge(self, document, labels, proposed):
            return [replace(one, score=one.score / 2) for _suggester, one in proposed]

    (only,) = proposed(Says("a", suggestion(0, 3, "LOCATION", 0.9)), Halves("b"))
    assert (only.suggestion.score, only.sources[0].score, only.sources[0].judged) == (0.45, 0.45, True)
    # What became of the scores that "a" gave says nothing of those that the judge gives.
    calibration = Calibration([Count("a", "LOCATION", 0.45, 0, 50)])
    (same,) = proposed(Says("a", suggestion(0, 3, "LOCATION", 0.9)), Halves("b"), calibration=calibration)
    assert same.suggestion.score == 0.45


def test_what_the_project_rejected_is_lowered_and_what_it_accepted_is_raised():
    text = "في حلب"
    one = Says("a", suggestion(3, 6, "LOCATION", 0.7))
    scores = []
    for verdicts in ((False, False, False), (False,), (), (True,)):
        memory = Memory(known=())
        for accepted in verdicts:
            memory.add(verdict_on(text, Span(3, 6, "LOCATION"), accepted=accepted))
        (only,) = propose(Document(text), LABELS, {"a": one, "memory": memory}).spans
        scores.append(only.suggestion.score)
        assert only.shown == (only.suggestion.score >= SHOWN)
    assert scores == sorted(scores)
    assert scores[0] < SHOWN < scores[1] < scores[2] == 0.7 < scores[3]


def test_of_crossing_spans_one_stays():
    assert spans(Says("a", suggestion(0, 10, "ACTOR", 0.8), suggestion(6, 14, "ACTOR", 0.6))) == [(0, 10, "ACTOR")]


def test_a_place_inside_a_place_stays():
    inside = Says("a", suggestion(0, 15, "LOCATION"), suggestion(4, 7, "LOCATION"))
    assert spans(inside) == [(0, 15, "LOCATION"), (4, 7, "LOCATION")]


def test_one_span_gets_one_entity_label():
    assert spans(Says("a", suggestion(0, 9, "ACTOR", 0.7), suggestion(0, 9, "ORGANISATION", 0.9))) == [
        (0, 9, "ORGANISATION")
    ]


def test_a_place_inside_an_actors_name_goes():
    assert spans(Says("a", suggestion(0, 18, "ACTOR", 0.85), suggestion(11, 18, "LOCATION", 0.93))) == [
        (0, 18, "ACTOR")
    ]


def test_a_trigger_may_stand_inside_an_entity():
    found = Says("a", suggestion(0, 9, "WEAPON"), suggestion(0, 4, "EVENT", type="Battles"))
    assert spans(found) == [(0, 9, "WEAPON"), (0, 4, "EVENT")]


def test_suggesters_that_are_not_ready_are_left_out():
    assert spans(Says("a", suggestion(0, 3, "LOCATION"), why=Phrase("no model"))) == []


def test_arguments_link_proposed_spans_only():
    trigger, place = Span(0, 4, "EVENT"), Span(5, 8, "LOCATION")
    stray = Span(20, 24, "LOCATION")
    last = Says(
        "z",
        ArgumentSuggestion(trigger, "location", place, 0.6, REASON),
        ArgumentSuggestion(trigger, "location", stray, 0.6, REASON),
        reads="annotations",
    )
    first = Says("a", suggestion(0, 4, "EVENT", type="Battles"), suggestion(5, 8, "LOCATION"))
    proposal = propose(Document("س" * 30), LABELS, {"z": last, "a": first})
    assert [one.suggestion.span for one in proposal.arguments] == [place]
    assert [one.span for one in last.given] == [trigger, place]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 1)), min_size=1, max_size=6), st.randoms())
def test_merging_depends_on_no_order_and_is_never_below_the_best(found, chance):
    several = [Proposed(name, "1", suggestion(0, 3, "LOCATION", score)) for name, score in found]
    (one,) = resolve(several, LABELS)
    assert resolve(chance.sample(several, len(several)), LABELS) == [one]
    assert resolve([one, *several], LABELS) == [one]
    assert max(score for _name, score in found) <= one.suggestion.score <= 1


@given(
    st.lists(
        st.tuples(
            st.integers(0, 20), st.integers(1, 9), st.sampled_from(["LOCATION", "ACTOR", "CASUALTIES"]), st.floats(0, 1)
        ),
        max_size=15,
    )
)
def test_no_two_proposals_cross(found):
    proposed = [
        Proposed("a", "1", suggestion(start, start + size, label, score)) for start, size, label, score in found
    ]
    kept = [one.suggestion.span for one in resolve(proposed, LABELS)]
    for one in kept:
        for other in kept:
            assert one == other or not one.overlaps(other) or one.covers(other) or other.covers(one)
    assert bool(kept) == bool(found)


@pytest.mark.parametrize("text", ["", "قصفت قوات النظام بلدة حيان بالصواريخ أمس"])
def test_the_registered_suggesters_together(text):
    proposal = propose(Document(text), LABELS, registry.all())
    places = {one.suggestion.span for one in proposal.spans}
    assert all(one.suggestion.span in places and one.suggestion.trigger in places for one in proposal.arguments)
    assert bool(proposal.spans) == bool(text)
    assert bool(proposal.arguments) == bool(text)


class Doubts(Says):
    """A judge that gives the proposals of one suggester a score, adds spans, and replaces what another links."""

    replaces = frozenset(("links",))

    def __init__(self, of, score, *found):
        super().__init__("judge", *found, reads="annotations")
        self.of, self.score = of, score

    def judge(self, document, labels, proposed):
        return [replace(one, score=self.score) if name == self.of else one for name, one in proposed]


def test_a_judge_speaks_before_proposals_are_merged():
    place = Suggestion(Span(0, 3, "LOCATION"), 0.9, REASON)
    found = propose(Document("حلب"), LABELS, {"a": Says("a", place), "j": Doubts("a", 0.2)})
    assert [one.suggestion.score for one in found.spans] == [0.2]
    both = propose(Document("حلب"), LABELS, {"a": Says("a", place), "b": Says("b", place), "j": Doubts("a", 0.2)})
    assert both.spans[0].suggestion.score >= 0.9


def test_one_judgement_counts_once_and_what_a_judge_adds_is_seen():
    place, more = Suggestion(Span(0, 3, "LOCATION"), 0.9, REASON), Suggestion(Span(4, 7, "LOCATION"), 0.6, REASON)
    twice = Says("a", place, replace(place, score=0.8))
    reader = Says("c", reads="annotations")
    found = propose(Document("حلب حلب"), LABELS, {"a": twice, "c": reader, "j": Doubts("a", 0.38, more)})
    assert [one.suggestion.score for one in found.spans] == [0.38, 0.6]
    assert len(reader.given) == 2


def test_a_judge_stands_for_the_arguments_that_it_replaces():
    place, trigger = Suggestion(Span(5, 8, "LOCATION"), 0.9, REASON), Suggestion(Span(0, 4, "EVENT"), 0.9, REASON)
    link = ArgumentSuggestion(trigger.span, "location", place.span, 0.5, REASON)
    texts, links = Says("a", trigger, place), Says("links", link, reads="annotations")
    assert len(propose(Document("قصفت حلب"), LABELS, {"a": texts, "l": links}).arguments) == 1
    judge = Doubts("nobody", 0.0)
    assert propose(Document("قصفت حلب"), LABELS, {"a": texts, "l": links, "j": judge}).arguments == ()
