"""Label sets as TOML: every error with its line, and the way there and back."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.labelfile import LabelSetProblem, read_label_set, with_retired, write_label_set
from annotator.core.labelfile.lines import Lines
from annotator.core.labels import Attribute, Choice, EventType, Guideline, Label, LabelSet, Role, Subtype
from annotator.core.phrases import Problem

GOOD = """\
id = "harbour"
title = {ar = "الميناء", en = "Harbour"}
[[labels]]
id = "SHIP"
title = "Ship"
colour = "#0072b2"
key = "1"
[[labels.attributes]]
id = "state"
title = "State"
kind = "choice"
choices = [
  {id = "afloat", title = "Afloat"},
  {id = "sunk", title = "Sunk"},
]
[[labels]]
id = "QUAY"
title = "Quay"
colour = "#117733"
[trigger]
id = "EVENT"
title = "Trigger"
colour = "#dc050c"
[[event_types]]
id = "Traffic"
title = "Traffic"
[[event_types.subtypes]]
id = "Arrival"
title = "Arrival"
[[event_types.subtypes]]
id = "Departure/leave"
title = "Departure"
[[event_attributes]]
id = "delay"
title = "Delay"
kind = "number"
[[roles]]
id = "vessel"
title = "Vessel"
labels = [
  "SHIP", # the only one
]
many = false
"""


def errors_of(text):
    with pytest.raises(LabelSetProblem) as caught:
        read_label_set(text, "harbour.toml")
    return [(error.line, str(error.phrase)) for error in caught.value.errors]


def line_of(part, text):
    return text[: text.index(part)].count("\n") + 1


def test_a_good_file():
    read = read_label_set(GOOD, "harbour.toml")
    assert read.title == {"ar": "الميناء", "en": "Harbour"}
    assert read.labels[0] == Label(
        "SHIP",
        {"ar": "Ship", "en": "Ship"},
        "#0072b2",
        "1",
        attributes=(
            Attribute(
                "state",
                {"ar": "State", "en": "State"},
                "choice",
                (Choice("afloat", {"ar": "Afloat", "en": "Afloat"}), Choice("sunk", {"ar": "Sunk", "en": "Sunk"})),
            ),
        ),
    )
    assert list(read.by_id) == ["SHIP", "QUAY", "EVENT"]
    assert [subtype.id for subtype in read.event_types[0].subtypes] == ["Arrival", "Departure/leave"]
    assert read.roles == (Role("vessel", {"ar": "Vessel", "en": "Vessel"}, ("SHIP",), many=False),)


def test_a_role_may_say_how_its_event_is_read_back():
    text = GOOD.replace("many = false", 'many = false\nphrase = {ar = "على متن …", en = "aboard …"}')
    read = read_label_set(text, "harbour.toml")
    assert read.roles[0].phrase == {"ar": "على متن …", "en": "aboard …"}
    assert read_label_set(write_label_set(read), "again.toml") == read


def test_a_byte_order_mark_and_windows_line_ends_are_no_errors():
    assert read_label_set("\ufeff" + GOOD.replace("\n", "\r\n"), "x") == read_label_set(GOOD, "x")


# What is replaced in GOOD, by what, a part of the line that the error stands on, and a part of what is said.
WRONG = [
    ('id = "harbour"\n', "", "title =", "“id” is missing"),
    ('id = "harbour"', "id = 7", "id = 7", "must be a text"),
    ('id = "SHIP"\n', "", "[[labels]]", "“id” is missing"),
    ('id = "QUAY"', 'id = "SHIP"', 'id = "SHIP"\ntitle = "Quay"', "“SHIP” is taken"),
    ('id = "EVENT"', 'id = "QUAY"', 'id = "QUAY"\ntitle = "Trigger"', "“QUAY” is taken"),
    ('id = "QUAY"', 'id = "/QUAY"', 'id = "/QUAY"', "1 to 100 characters"),
    ('id = "QUAY"', 'id = " QUAY"', 'id = " QUAY"', "1 to 100 characters"),
    ('id = "QUAY"', 'id = "QU\\nAY"', 'id = "QU', "1 to 100 characters"),
    ('id = "QUAY"', 'id = ""', 'id = ""', "1 to 100 characters"),
    ('id = "QUAY"', f'id = "{"Q" * 101}"', 'id = "QQ', "1 to 100 characters"),
    ('title = "Quay"\n', "", '[[labels]]\nid = "QUAY"', "“title” is missing"),
    ('title = "Quay"', "title = 7", "title = 7", "must be a text, or a table"),
    ('title = "Quay"', 'title = {en = "Quay"}', "title = {en", "“ar” is missing"),
    ('title = "Quay"', 'title.ar = "رصيف"\ntitle.en = 7', "title.en", "must be a text"),
    ('title = "Quay"', 'title = {ar = "رصيف", en = "Quay", fr = "Quai"}', 'title = {ar = "رصيف', "Known: ar, en"),
    ('title = "Quay"', 'title = " "', 'title = " "', "1 to 200 characters"),
    ('title = "Quay"', 'title = "Qu\\nay"', 'title = "Qu', "1 to 200 characters"),
    ('colour = "#117733"\n', "", '[[labels]]\nid = "QUAY"', "“colour” is missing"),
    ('colour = "#117733"', 'colour = "green"', 'colour = "green"', "#rrggbb"),
    ('colour = "#117733"', 'colour = "#1177334"', 'colour = "#1177334"', "#rrggbb"),
    ('colour = "#117733"', 'colour = "#117733"\nkey = "12"', 'key = "12"', "one digit, or a Latin letter"),
    ('colour = "#117733"', 'colour = "#117733"\nkey = "ض"', 'key = "ض"', "one digit, or a Latin letter"),
    ('colour = "#117733"', 'colour = "#117733"\nkey = "1"', 'key = "1"\n[trigger]', "“1” is taken"),
    ('colour = "#117733"', 'colour = "#117733"\nretired = "no"', "retired", "true or false"),
    ('colour = "#117733"', 'colour = "#117733"\nguideline = 3', "guideline", "must be a text, or a table"),
    ('colour = "#117733"', 'colour = "#117733"\nexample = 3', "example", "must be a text"),
    ('colour = "#117733"', 'colour = "#117733"\ncolor = "red"', "color =", "Known: id, title, colour, key"),
    ('kind = "choice"', 'kind = "colour"', 'kind = "colour"', "Known: choice, number, date, text"),
    ('kind = "choice"\n', "", "[[labels.attributes]]", "“kind” is missing"),
    ('kind = "choice"', 'kind = "text"', "choices", "Only an attribute of the kind “choice”"),
    ('kind = "choice"', 'kind = "choice"\nrequired = 1', "required", "true or false"),
    ('kind = "number"', 'kind = "choice"', "[[event_attributes]]", "at least one choice"),
    ('{id = "sunk", title = "Sunk"}', '{id = "sunk"}', '{id = "sunk"}', "“title” is missing"),
    ('id = "sunk"', 'id = "afloat"', '{id = "afloat", title = "Sunk"}', "“afloat” is taken"),
    ('{id = "sunk", title = "Sunk"}', '"sunk"', "choices", "[[labels.attributes.choices]]"),
    ('id = "Departure/leave"', 'id = "Arrival"', 'id = "Arrival"\ntitle = "Departure"', "“Arrival” is taken"),
    ('"SHIP", # the only one', '"SHIP",\n  "BOAT",', '"BOAT"', "“BOAT” is not in the label set"),
    ('"SHIP", # the only one', "", "labels = [\n", "at least one label"),
    ('"SHIP", # the only one', "7", "labels = [\n", "array of texts"),
    ("many = false", "many = 1", "many", "true or false"),
    ("many = false", "many = false\nlimit = 1", "limit", "Known: id, title, labels, many, retired, phrase"),
    ("many = false", "many = false\nphrase = 'aboard'", "phrase", "A phrase holds one “…”"),
    ("many = false", "many = false\nphrase = '… and …'", "phrase", "A phrase holds one “…”"),
    ("many = false", "many = false\nphrase = {en = 'aboard …'}", "phrase", "“ar” is missing"),
    (
        "[[roles]]\n",
        '[[roles]]\nid = "vessel"\ntitle = "V"\nlabels = ["SHIP"]\n[[roles]]\n',
        'id = "vessel"\ntitle = "Ve',
        "taken",
    ),
    ("[trigger]", "[[labels]]", "[[event_types]]", "has a trigger label"),
    ("[trigger]", "[extra]\n[trigger]", "[extra]", "Known: id, title, labels"),
    ("[trigger]", "[[trigger]]", "[[trigger]]", "must be a table"),
    ("[[event_attributes]]", "[event_attributes]", "[event_attributes]", "array of tables: [[event_attributes]]"),
    ('title = "Quay"', 'title = "Quay', 'title = "Quay\n', "not valid TOML"),
    ('title = "Quay"', 'title = "Quay"\ntitle = "K"', 'title = "K"', "not valid TOML"),
    ("many = false\n", "many = [", "many = [", "not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "place", "said"), WRONG, ids=[f"{new or old}"[:40] for old, new, *_ in WRONG])
def test_each_error_is_told_once_with_its_line(old, new, place, said):
    assert GOOD.count(old) == 1
    text = GOOD.replace(old, new)
    told = [(line, phrase) for line, phrase in errors_of(text) if said in phrase]
    assert [line for line, _ in told] == [line_of(place, text)]


def test_a_single_error_brings_no_others_with_it():
    for old, new, *_ in WRONG:
        if old not in ('id = "SHIP"\n', "[trigger]"):  # there a label is gone that a role needs, or a section moved
            assert len(errors_of(GOOD.replace(old, new))) == 1, new


def test_all_errors_are_told_together_in_the_order_of_the_lines():
    text = GOOD.replace('"#dc050c"', '"red"').replace('"#0072b2"', '"blue"').replace("many = false", "many = 0")
    with pytest.raises(LabelSetProblem) as caught:
        read_label_set(text, "harbour.toml")
    problem = caught.value
    assert [error.line for error in problem.errors] == [6, 23, line_of("many", text)]
    assert problem.code == "label-set"
    assert problem.phrase.values == {"name": "harbour.toml", "line": 6, "count": 3}


def test_a_label_set_without_labels():
    assert errors_of('id = "x"\ntitle = "X"\n') == [(1, "A label set has at least one label: [[labels]].")]
    assert errors_of('id = "x"\ntitle = "X"\nlabels = []\n')[0][0] == 3


@pytest.mark.parametrize("key", ["trigger", "event_attributes", "roles"])
def test_parts_of_events_without_event_types(key):
    before, _, after = GOOD.partition("[[event_types]]")
    text = before + after[after.index("[[event_attributes]]") :]
    header = "[trigger]" if key == "trigger" else f"[[{key}]]"
    assert (line_of(header, text), f"“{key}” is for events: add [[event_types]], or leave it out.") in errors_of(text)


def test_keys_are_places_on_the_keyboard():
    text = GOOD.replace('key = "1"', 'key = "q"').replace('colour = "#117733"', 'colour = "#117733"\nkey = "Q"')
    assert errors_of(text) == [(line_of('key = "Q"', text), "The key “q” is taken already: it must be unique.")]


def test_limits_of_a_file():
    assert errors_of(GOOD + "#" * 1_000_000) == [(1, "The file is larger than 1000000 bytes.")]
    assert read_label_set(GOOD + "#" * (1_000_000 - len(GOOD.encode())), "x").id == "harbour"
    assert errors_of("a = " + "[" * 100_000) == [(1, "The file is nested too deeply.")]
    long_key = "a.'b'. \"c\"." * 1_000 + "d = 1"
    assert errors_of(GOOD + long_key) == [(GOOD.count("\n") + 1, "The file is nested too deeply.")]
    assert read_label_set(GOOD + "# see a.b." + "c." * 1_000, "x").id == "harbour"
    assert "not valid TOML" in errors_of("a = " + "9" * 5_000)[0][1]


def test_a_file_that_is_no_text_encodes_nowhere_and_is_refused():
    assert errors_of(GOOD.replace('"QUAY"', '"QU\ud800AY"'))[0][0] == line_of('id = "QU', GOOD)


# --- Lines ------------------------------------------------------------------------------------------------------------

ODD = '''\
# [not.a.table]
"a b".'c.d'.e = 1
text = """
[no]
key = "no"
""\\" still """
raw = \'\'\'
[[no]]\'\'\' # done
list = [ # one
  "]",
  [1, 2], 1979-05-27 07:32:00,
  {x = {y = "}"}, z = []},
]
[[ deep . "er" ]]
one = 1
[deep.er.in]
two = 2
[[deep.er.list]]
[[deep.er.list]]
three = 3
[[deep.er]]
[deep.er.in]
two = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a b", "c.d", "e"), 2),
        (("text",), 3),
        (("raw",), 7),
        (("list",), 9),
        (("list", 0), 10),
        (("list", 1, 1), 11),
        (("list", 2), 11),
        (("list", 3, "x", "y"), 12),
        (("list", 3, "z"), 12),
        (("deep", "er"), 14),
        (("deep", "er", 0, "one"), 15),
        (("deep", "er", 0, "in"), 16),
        (("deep", "er", 0, "in", "two"), 17),
        (("deep", "er", 0, "list", 0), 18),
        (("deep", "er", 0, "list", 1, "three"), 20),
        (("deep", "er", 1), 21),
        (("deep", "er", 1, "in", "two"), 23),
        (("deep", "er", 1, "in", "missing", 4), 22),
        (("nowhere", 1), 1),
    ],
)
def test_where_a_value_stands(path, line):
    tomllib.loads(ODD)
    assert Lines(ODD).of(path) == line
    assert Lines(ODD.replace("\n", "\r\n")).of(path) == line


# --- There and back ---------------------------------------------------------------------------------------------------

_letters = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
ids = st.text(_letters, min_size=1, max_size=12).filter(lambda value: value == value.strip().strip("/"))
titles = st.text(_letters, min_size=1, max_size=20).filter(lambda value: value.strip())
texts = st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from("\"\\\n\r\t'"), max_size=30)


def both(values):
    return st.fixed_dictionaries({"ar": values, "en": values})


def several(strategy, least=0, most=3):
    return st.lists(strategy, min_size=least, max_size=most, unique_by=lambda part: part.id).map(tuple)


guidelines = st.builds(Guideline, both(texts) | st.just({}), texts, texts)
choices = st.builds(Choice, ids, both(titles))
attributes = st.builds(Attribute, ids, both(titles), st.just("choice"), several(choices, 1), st.booleans()) | st.builds(
    Attribute, ids, both(titles), st.sampled_from(["number", "date", "text"]), required=st.booleans()
)
subtypes = st.builds(Subtype, ids, both(titles), guidelines, st.booleans())
types = st.builds(EventType, ids, both(titles), several(subtypes), guidelines, st.booleans())
labels = st.builds(
    Label,
    ids,
    both(titles),
    st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True),
    guideline=guidelines,
    attributes=several(attributes, most=2),
    retired=st.booleans(),
)


SOME = settings(max_examples=40)
"""Whole label sets take long to draw, and each holds many labels, types and roles."""


@st.composite
def label_sets(draw):
    carriers = draw(several(labels, 2, 5))
    keys = draw(st.permutations("123456789bdhVYZ"))
    carriers = tuple(
        replace(label, key=key) if draw(st.booleans()) else label for label, key in zip(carriers, keys, strict=False)
    )
    plain = LabelSet(draw(ids), draw(both(titles)), carriers)
    if draw(st.booleans()):
        return plain
    known = st.lists(st.sampled_from([label.id for label in carriers]), min_size=1, max_size=3).map(tuple)
    roles = st.builds(Role, ids, both(titles), known, st.booleans(), st.booleans())
    return replace(
        plain,
        labels=carriers[1:],
        trigger=carriers[0],
        event_types=draw(several(types, 1)),
        event_attributes=draw(several(attributes, most=2)),
        roles=draw(several(roles)),
    )


@given(label_sets())
@SOME
def test_what_is_written_reads_back_the_same(label_set):
    assert read_label_set(write_label_set(label_set), "x") == label_set


@given(label_sets())
@SOME
def test_lines_of_what_is_written(label_set):
    text = write_label_set(label_set)
    rows, lines = text.split("\n"), Lines(text)
    for index in range(len(label_set.labels)):
        assert rows[lines.of(("labels", index)) - 1] == "[[labels]]"
        assert rows[lines.of(("labels", index, "colour")) - 1].startswith("colour = ")
    for index, kind in enumerate(label_set.event_types):
        for place in range(len(kind.subtypes)):
            assert rows[lines.of(("event_types", index, "subtypes", place)) - 1] == "[[event_types.subtypes]]"
            assert rows[lines.of(("event_types", index, "subtypes", place, "id")) - 1].startswith("id = ")


# --- Retiring ---------------------------------------------------------------------------------------------------------


def base():
    return read_label_set(GOOD, "x")


def test_a_label_in_use_is_retired_and_gives_up_its_key():
    old = base()
    new = replace(old, labels=old.labels[1:], roles=())
    kept = with_retired(old, {"SHIP"}, new)
    assert [(label.id, label.retired, label.key) for label in kept.labels] == [("QUAY", False, ""), ("SHIP", True, "")]
    assert with_retired(old, {"QUAY"}, new) == new


def test_types_and_subtypes_in_use_are_retired():
    old = base()
    traffic = old.event_types[0]
    fewer = replace(old, event_types=(replace(traffic, subtypes=traffic.subtypes[:1]),))
    kept = with_retired(old, {"Departure/leave"}, fewer).event_types[0]
    assert not kept.retired
    assert [(subtype.id, subtype.retired) for subtype in kept.subtypes] == [
        ("Arrival", False),
        ("Departure/leave", True),
    ]
    other = replace(old, event_types=(EventType("Weather", {"ar": "w", "en": "w"}),))
    gone = with_retired(old, {"Departure/leave"}, other).event_types[1]
    assert (gone.id, gone.retired, [subtype.id for subtype in gone.subtypes]) == ("Traffic", True, ["Departure/leave"])


def test_a_role_in_use_is_retired_with_its_labels():
    old = base()
    kept = with_retired(old, {"vessel"}, replace(old, labels=old.labels[1:], roles=()))
    assert [(role.id, role.retired) for role in kept.roles] == [("vessel", True)]
    assert kept.by_id["SHIP"].retired


def test_events_in_use_keep_their_trigger_label():
    old = base()
    plain = LabelSet("plain", old.title, old.labels)
    kept = with_retired(old, {"EVENT", "Traffic"}, plain)
    assert kept.trigger == replace(old.trigger, retired=True)
    assert with_retired(old, {"EVENT"}, plain).by_id["EVENT"].retired
    renamed = with_retired(old, {"EVENT", "Traffic"}, replace(old, trigger=replace(old.trigger, id="NAMED")))
    assert renamed.trigger.id == "NAMED"
    assert renamed.labels[-1].id == "EVENT"
    with pytest.raises(Problem) as caught:
        with_retired(old, {"Traffic"}, replace(plain, labels=(*old.labels, old.trigger)))
    assert caught.value.code == "label-set-trigger"


def ids_of(label_set):
    subtypes = [subtype.id for kind in label_set.event_types for subtype in kind.subtypes]
    return {*label_set.by_id, *label_set.types_by_id, *label_set.roles_by_id, *subtypes}


@given(label_sets(), label_sets(), st.data())
@SOME
def test_nothing_in_use_is_lost_and_the_result_is_a_valid_label_set(old, new, data):
    used = data.draw(st.sets(st.sampled_from(sorted({*old.by_id, *old.types_by_id}))))
    if old.trigger and old.trigger.id in {label.id for label in new.labels}:
        return  # the refusal has its own test
    kept = with_retired(old, used, new)
    assert used <= ids_of(kept)
    assert ids_of(new) <= ids_of(kept)
    assert read_label_set(write_label_set(kept), "x") == kept
    assert with_retired(old, used, kept) == kept


@pytest.mark.parametrize("letter", "acefgjkstuxACX")
def test_a_command_of_the_page_is_no_label_key(letter):
    text = GOOD.replace('key = "1"', f'key = "{letter}"')
    ((line, message),) = errors_of(text)
    assert line == line_of(f'key = "{letter}"', text)
    assert "commands" in message
