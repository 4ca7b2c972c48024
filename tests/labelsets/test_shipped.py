"""The label sets that ship: whole, in two languages, in colours that can be seen."""

import re
from itertools import combinations
from math import dist

import pytest

from annotator import labelsets
from annotator.core.labelfile import read_label_set, write_label_set

ARABIC = re.compile("[\u0621-\u064a]")
LATIN = re.compile("[A-Za-z]{2}")
ACLED = {
    "Battles": ["Government regains territory", "Non-state actor overtakes territory", "Armed clash"],
    "Explosions/Remote violence": [
        "Chemical weapon",
        "Air/drone strike",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Grenade",
    ],
    "Violence against civilians": ["Sexual violence", "Attack", "Abduction/forced disappearance"],
    "Protests": ["Peaceful protest", "Protest with intervention", "Excessive force against protesters"],
    "Riots": ["Violent demonstration", "Mob violence"],
    "Strategic developments": [
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    ],
}
WOJOOD = (
    "PERS NORP OCC ORG GPE LOC FAC EVENT DATE TIME LANGUAGE WEBSITE LAW PRODUCT CARDINAL ORDINAL PERCENT QUANTITY "
    "UNIT MONEY CURR"
)

NAMES = labelsets.names()
SETS = {name: labelsets.read(name) for name in NAMES}


def kinds_of(label_set):
    """Everything that has a guideline: labels, event types and subtypes."""
    subtypes = [subtype for kind in label_set.event_types for subtype in kind.subtypes]
    return [*label_set.by_id.values(), *label_set.event_types, *subtypes]


def titled(label_set):
    kinds = kinds_of(label_set)
    attributes = [*label_set.event_attributes, *(a for label in label_set.by_id.values() for a in label.attributes)]
    choices = [choice for attribute in attributes for choice in attribute.choices]
    return [label_set, *kinds, *attributes, *choices, *label_set.roles]


def examples_of(label_set):
    guidelines = [kind.guideline for kind in kinds_of(label_set)]
    return [text for one in guidelines for text in (one.example, one.counter_example) if text]


def test_the_names_start_with_the_default():
    assert NAMES == ("conflict", "ace", "anercorp", "wojood")


def test_an_unknown_name():
    with pytest.raises(KeyError):
        labelsets.read("../conflict")


@pytest.mark.parametrize("name", NAMES)
def test_the_id_is_the_name_of_the_file_and_the_file_survives_a_round_trip(name):
    assert SETS[name].id == name
    assert read_label_set(write_label_set(SETS[name]), name) == SETS[name]


@pytest.mark.parametrize("name", NAMES)
def test_titles_are_in_both_languages(name):
    for part in titled(SETS[name]):
        assert ARABIC.search(part.title["ar"]), part.id
        assert LATIN.search(part.title["en"]), part.id
        assert not ARABIC.search(part.title["en"]), part.id


@pytest.mark.parametrize("name", NAMES)
def test_guidelines_are_in_both_languages(name):
    for kind in kinds_of(SETS[name]):
        assert ARABIC.search(kind.guideline.text["ar"]), kind.id
        assert not LATIN.search(kind.guideline.text["ar"]), kind.id
        assert LATIN.search(kind.guideline.text["en"]), kind.id


@pytest.mark.parametrize("name", NAMES)
def test_titles_are_not_given_twice(name):
    for language in ("ar", "en"):
        of_labels = [label.title[language] for label in SETS[name].by_id.values()]
        assert len(set(of_labels)) == len(of_labels)


def test_every_kind_of_the_default_set_has_its_examples():
    for kind in kinds_of(SETS["conflict"]):
        assert kind.guideline.example, kind.id
        assert kind.guideline.counter_example, kind.id
        assert len(kind.guideline.text["ar"].split(". ")) >= 2, kind.id


@pytest.mark.parametrize("example", [example for name in NAMES for example in examples_of(SETS[name])])
def test_an_example_is_an_arabic_sentence_with_one_span(example):
    assert re.fullmatch(r"[^\[\]]*\[[^\[\]\s][^\[\]]*(?<!\s)\][^\[\]]*[.]", example)
    assert ARABIC.search(example)


def test_examples_are_not_given_twice():
    examples = [example for name in NAMES for example in examples_of(SETS[name])]
    assert len(set(examples)) == len(examples)


def test_triggers_in_examples_are_one_word():
    conflict = SETS["conflict"]
    events = [conflict.trigger, *conflict.event_types, *(s for kind in conflict.event_types for s in kind.subtypes)]
    for kind in events:
        for example in (kind.guideline.example, kind.guideline.counter_example):
            assert " " not in re.search(r"\[(.*)\]", example)[1], example


def test_the_default_set_is_the_one_of_the_design():
    conflict = SETS["conflict"]
    assert {kind.id: [subtype.id for subtype in kind.subtypes] for kind in conflict.event_types} == ACLED
    assert " ".join(conflict.by_id) == "PERSON ACTOR ORGANISATION LOCATION FACILITY WEAPON CASUALTIES DATE EVENT"
    assert [label.key for label in conflict.by_id.values()] == list("123456789")
    assert {role.id: set(role.labels) for role in conflict.roles} == {
        "initiator": {"ACTOR"},
        "target": {"ACTOR", "PERSON", "FACILITY", "ORGANISATION"},
        "location": {"LOCATION", "FACILITY"},
        "time": {"DATE"},
        "weapon": {"WEAPON"},
        "casualties": {"CASUALTIES"},
        "source": {"ORGANISATION", "ACTOR", "PERSON"},
    }
    attributes = {attribute.id: attribute.kind for label in conflict.labels for attribute in label.attributes}
    assert attributes == {"precision": "choice", "kind": "choice", "low": "number", "high": "number", "iso": "date"}


def test_the_sizes_of_the_presets():
    assert sorted(SETS["wojood"].by_id) == sorted(WOJOOD.split())
    assert list(SETS["anercorp"].by_id) == ["PERS", "LOC", "ORG", "MISC"]
    assert [label.id for label in SETS["ace"].labels] == ["PER", "ORG", "GPE", "LOC", "FAC", "VEH", "WEA"]
    assert len(SETS["ace"].event_types) == 8
    assert sum(len(kind.subtypes) for kind in SETS["ace"].event_types) == 33


# --- Colours ----------------------------------------------------------------------------------------------------------

# Linear RGB as protanopes, deuteranopes and tritanopes see it: Machado, Oliveira & Fernandes (2009), severity 1.0.
SIGHT = {
    "trichromat": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanope": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranope": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanope": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def mix(weights, colour):
    return sum(weight * part for weight, part in zip(weights, colour, strict=True))


def contrast(one, other):
    """Contrast by WCAG 2, from 1 to 21."""
    dark, light = sorted(mix((0.2126, 0.7152, 0.0722), linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(colour, sight):
    """CIE L*a*b* (D65) of ``colour`` as ``sight`` sees it."""
    seen = [min(1, max(0, mix(row, linear(colour)))) for row in SIGHT[sight]]
    rows = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8729))
    x, y, z = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in (mix(row, seen) for row in rows))
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))


def test_contrast_is_measured_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert lab("#ffffff", "trichromat") == pytest.approx((100, 0, 0), abs=0.1)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ground", ["#ffffff", "#111111"])
def test_every_colour_is_seen_on_light_and_dark(name, ground):
    for label in SETS[name].by_id.values():
        assert contrast(label.colour, ground) >= 3, label.id


@pytest.mark.parametrize("name", ["conflict", "ace", "anercorp"])
@pytest.mark.parametrize(
    ("sight", "least"), [("trichromat", 20), ("protanope", 10), ("deuteranope", 10), ("tritanope", 8)]
)
def test_colours_stay_apart(name, sight, least):
    for one, other in combinations(SETS[name].by_id.values(), 2):
        assert dist(lab(one.colour, sight), lab(other.colour, sight)) >= least, (one.id, other.id)
