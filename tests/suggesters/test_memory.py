"""What a project decided before is found again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.document import Document
from annotator.core.spans import Span, check_boundaries
from annotator.labelsets import read
from annotator.suggesters.memory import LEAST, Memory, Verdict, rows_of, verdict_on

LABELS = read("conflict")
NAMES = ["حلب", "ريف حلب", "خان طومان", "النظام", "مدينه", "AK - 47", "روت", "احمد", "ز"]
WORDS = ["", "في", "ريف", "قال", "الشمالي"]

verdicts = st.builds(
    Verdict,
    name=st.sampled_from(NAMES),
    label=st.sampled_from(["LOCATION", "ACTOR"]),
    type=st.none(),
    subtype=st.none(),
    accepted=st.booleans(),
    before=st.sampled_from(WORDS),
    after=st.sampled_from(WORDS),
    inside=st.sampled_from(["", "ريف حلب"]),
)
PIECES = ["حلب", "وبحَلَب", "للنظام", "النظام", "ريف حلب", "خان  طومان", "مدينتهم", "AK-47", "بيروت"]
OTHERS = ["أحمد", "،", "\n", "💥", "ـ", "\u200f"]
CLITICS = ["", "و", "ب", "وب", "ف", "ك", "ل"]


def memory(*names, label="LOCATION", accepted=True, **more):
    made = Memory(known=())
    for name in names:
        made.add(verdict_on(name, Span(0, len(name), label), accepted=accepted, **more))
    return made


def found(made, text, labels=LABELS):
    """What is proposed, with the character before it."""
    spans = [one.span for one in made.suggest(Document(text), labels)]
    return [(text[span.start - 1] if span.start else "") + text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("حلب", "في بحلب ووبحلب وحلبي لحلب", ["بحلب", "لحلب"]),
        ("حلب", "وبحلب حَلَب حـلب وحلب", ["بحلب", " حَلَب", " حـلب", "وحلب"]),
        ("النظام", "النظام وللنظام ونظام بالنظام", ["النظام", "لنظام", "بالنظام"]),
        ("لبنان", "للبنان ولبنان", ["للبنان", "ولبنان"]),
        ("مدينة", "بمدينتهم ومدينه", ["بمدينت", "ومدينه"]),
        ("إدلب", "ادلب وأدلب", ["ادلب", "وأدلب"]),
        ("مستشفى", "مستشفي", ["مستشفي"]),
        ("خان طومان", "بخان\u00a0 طُومان خان\nطومان", ["بخان\u00a0 طُومان"]),
        ("روت", "بيروت روتا", []),
        ("AK-47", "ak-47 AK-470", ["ak-47"]),
        ("AK", "AK-47 AK", [" AK"]),
        ("«لواء 12»", "« لواء ١٢»", ["« لواء ١٢»"]),
    ],
)
def test_a_name_is_found_in_its_spellings_and_between_its_clitics(name, text, expected):
    assert found(memory(name), text) == expected


def test_a_word_that_the_lists_know_is_not_cut():
    assert found(memory("زارة"), "وزارة") == ["وزارة"]
    made = Memory(known={"وزاره"})
    made.add(verdict_on("زارة", Span(0, 4, "LOCATION"), accepted=True))
    assert found(made, "وزارة زارة") == [" زارة"]


def test_the_name_is_what_stands_between_the_clitics():
    text = "قال للنظام وبمدينتهم"
    names = [verdict_on(text, Span(start, end, "X"), accepted=True).name for start, end in ((6, 10), (13, 18))]
    assert names == ["النظام", "مدينه"]


def test_the_longest_comes_first_and_what_it_holds_is_there_too():
    assert found(memory("حلب", "ريف حلب"), "في ريف حلب") == [" ريف حلب", " حلب"]


def test_what_was_rejected_more_often_is_not_proposed():
    made = memory("حلب")
    assert len(found(made, "حلب")) == 1
    for _ in range(2):
        made.add(Verdict("حلب", "LOCATION", None, None, accepted=False))
    assert found(made, "حلب") == []
    assert made.opinion("حلب", Span(0, 3, "LOCATION"), "LOCATION") < LEAST


def test_the_score_is_the_smoothed_rate_and_the_reason_its_numbers():
    made = Memory(known=())
    for turn in range(8):
        made.add(Verdict("حلب", "LOCATION", None, None, turn < 7, "كلمه", "اخري"))
    (only,) = made.suggest(Document("في حلب"), LABELS)
    assert only.score == pytest.approx(0.8)
    assert str(only.reason) == "Accepted in this project: 7, rejected: 1."


def test_a_name_rejected_inside_a_longer_one_is_proposed_elsewhere_only():
    text = "وصل إلى حلب ثم ريف حلب"
    made, inner = memory("ريف حلب"), Span(19, 22, "LOCATION")
    for _ in range(3):
        made.add(verdict_on(text, Span(8, 11, "LOCATION"), accepted=True))
    made.add(verdict_on(text, inner, accepted=False, around=Span(15, 22, "LOCATION")))
    assert found(made, "ذهب من حلب عبر ريف حلب") == [" حلب", " ريف حلب"]
    assert made.opinion(text, inner, "LOCATION") < LEAST < made.opinion(text, Span(8, 11, "LOCATION"), "LOCATION")


def test_there_is_no_opinion_on_what_was_never_decided():
    made = memory("حلب")
    text = "حلب وإدلب"
    assert made.opinion(text, Span(5, 9, "LOCATION"), "LOCATION") is None
    assert made.opinion(text, Span(0, 3, "ACTOR"), "ACTOR") is None


def test_a_trigger_comes_back_with_its_type():
    made = memory("قصف", label="EVENT", type="Explosions/Remote violence", subtype="Shelling/artillery/missile attack")
    made.add(Verdict("قصف", "EVENT", "Battles", None, accepted=False))
    (only,) = made.suggest(Document("بعد قصف المدينة"), LABELS)
    assert (only.type, only.subtype) == ("Explosions/Remote violence", "Shelling/artillery/missile attack")
    span = Span(4, 7, "EVENT")
    on_type, on_other, on_any = (made.opinion("بعد قصف", span, "EVENT", kind) for kind in (only.type, "Battles", None))
    assert on_other < on_any < on_type


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict("قصف", "EVENT", None, None, True),
        Verdict("قصف", "EVENT", "No such type", None, True),
        Verdict("قصف", "LOCATION", "Battles", None, True),
        Verdict("قصف", "NO_SUCH_LABEL", None, None, True),
    ],
)
def test_what_the_label_set_does_not_offer_is_left_out(verdict):
    made = Memory(known=())
    made.add(verdict)
    assert found(made, "قصف") == []


def test_no_sentence_is_remembered():
    for text in ("كلمة " * 13, "ا" * 121, " ", "\u200f"):
        made = Memory(known=())
        made.add(verdict_on(text, Span(0, len(text.rstrip()) or 1, "LOCATION"), accepted=True))
        assert len(made) == 0
    made = Memory(known=())
    text = f"حلب {'ا' * 999}"
    made.add(verdict_on(text, Span(0, 3, "LOCATION"), accepted=True))
    assert max(len(row.context) for row in made.rows()) < 20


def test_nothing_decided_is_said():
    made = Memory(known=())
    assert "Nothing was accepted" in str(made.ready())
    verdict = Verdict("حلب", "LOCATION", None, None, True)
    made.add(verdict)
    assert made.ready() is None
    made.remove(verdict)
    assert made.ready() is not None


@given(st.lists(verdicts, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_verdicts_does_not_matter(several, chance):
    one, other = Memory(known=()), Memory(known=())
    for verdict in several:
        one.add(verdict)
    for verdict in chance.sample(several, len(several)):
        other.add(verdict)
    assert one == other
    assert one.version == other.version
    assert one.suggest(Document("ريف حلب ومدينتهم"), LABELS) == other.suggest(Document("ريف حلب ومدينتهم"), LABELS)


@given(st.lists(verdicts, max_size=8), st.lists(verdicts, max_size=8), st.randoms(use_true_random=False))
def test_what_is_taken_back_leaves_no_trace(kept, taken, chance):
    plain, changed = Memory(known=()), Memory(known=())
    for verdict in kept:
        plain.add(verdict)
    for verdict in chance.sample([*kept, *taken], len(kept) + len(taken)):
        changed.add(verdict)
    for verdict in chance.sample(taken, len(taken)):
        changed.remove(verdict)
    assert changed == plain
    assert changed.version == plain.version
    assert sorted(changed.rows(), key=repr) == sorted(plain.rows(), key=repr)
    assert found(changed, "ريف حلب ثم للنظام") == found(plain, "ريف حلب ثم للنظام")


@given(st.lists(verdicts, max_size=8), verdicts)
def test_what_was_never_added_is_not_taken_back(kept, verdict):
    made = Memory(known=())
    for one in kept:
        made.add(one)
    before, version = sorted(made.rows(), key=repr), made.version
    if verdict not in kept:
        enough = {row[:5]: row[5:] for row in before}
        lacks = any(
            enough.get(row[:5], (0, 0))[0] < row.accepted or enough.get(row[:5], (0, 0))[1] < row.rejected
            for row in rows_of(verdict)
        )
        if lacks:
            with pytest.raises(ValueError, match="never added"):
                made.remove(verdict)
            assert (sorted(made.rows(), key=repr), made.version) == (before, version)


@given(st.lists(verdicts, max_size=12))
def test_rows_make_the_same_memory_again(several):
    made = Memory(known=())
    for verdict in several:
        made.add(verdict)
    again = Memory(made.rows(), known=())
    assert again == made
    assert again.version == made.version
    counted = Memory((row for verdict in several for row in rows_of(verdict)), known=())
    assert counted == made


@given(
    st.lists(verdicts, max_size=12), st.lists(st.sampled_from(PIECES + OTHERS), max_size=12), st.sampled_from([" ", ""])
)
@settings(max_examples=200, deadline=None)
def test_proposals_are_whole_spans_and_say_a_remembered_name(several, pieces, between):
    made = Memory(known=())
    for verdict in several:
        made.add(verdict)
    text = between.join(pieces)
    proposed = list(made.suggest(Document(text), LABELS))
    assert proposed == list(made.suggest(Document(text), LABELS))
    order = [(one.span.start, -one.span.end) for one in proposed]
    assert order == sorted(order)
    for one in proposed:
        check_boundaries(text, one.span.start, one.span.end)
        assert LEAST <= one.score < 1
        assert verdict_on(text, one.span, accepted=True).name in NAMES
        assert made.opinion(text, one.span, one.span.label) == pytest.approx(one.score)


@given(st.sampled_from(["حلب", "النظام", "خان طومان", "مدينة", "إدلب"]), st.sampled_from(CLITICS))
def test_what_is_found_gives_the_same_name_again(name, clitic):
    lil = clitic.endswith("ل") and name.startswith("ال")
    text = f"ثم {clitic}{'ل' + name[2:] if lil else name} هنا"
    (only,) = memory(name).suggest(Document(text), LABELS)
    alone = verdict_on(name, Span(0, len(name), "X"), accepted=True)
    assert verdict_on(text, only.span, accepted=True).name == alone.name
