"""Who the counted people are: the adjectives and the party behind their number."""

from __future__ import annotations

from annotator.suggesters.directory import hits
from annotator.suggesters.lexicon import listed, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.phrase import adjectives_after, complement

_PLURALS = listed("casualties", "plurals")


def who(reading: Reading, place: int) -> int:
    """Return the token after the words that say who they are."""
    at = place
    while at < len(reading) and _describes(reading, at):
        at += 1
    form = reading.form(at)
    if form in ("من", "بين") and at + 1 < len(reading) and is_group(reading, at + 1):
        listed = party_end(reading, at + 1)
        return _joined_party(reading, listed) if listed else _of_group(reading, at + 1)
    if form == "في" and reading.form(at + 1) == "صفوف":
        return complement(reading, at + 2)
    if reading.form(at - 1) in ("موالين", "موالون", "تابعين", "منتمين") and at > place:
        return max(at, _loyal(reading, at))
    return at


def party_end(reading: Reading, place: int) -> int:
    """Return the token after a party of the lists that begins here, 0 where none does."""
    sizes = [hit[1] for hit in hits(reading, place) if hit[2].label == "ACTOR" and not hit[0]]
    return adjectives_after(reading, place + max(sizes)) if sizes else 0


def _loyal(reading: Reading, place: int) -> int:
    """Return the token after ل with the party they are loyal to."""
    form = reading.form(place)
    if form == "الي":
        return party_end(reading, place + 1)
    if form.startswith("لل"):
        return adjectives_after(reading, place + 1)
    sizes = [hit[1] for hit in hits(reading, place) if hit[2].label == "ACTOR" and hit[0] == 1]
    return adjectives_after(reading, place + max(sizes)) if sizes and form[0] == "ل" else place


def _describes(reading: Reading, place: int) -> bool:
    form = reading.forms[place]
    ending = form.endswith(("ين", "يا", "ون", "يان")) or form in (
        "نازحه",
        "اخرين",
        "اخرون",
        "مجهولين",
        "اختناق",
        "مسلحين",
    )
    return ending and len(form) > 3 and reading.same_line(place - 1, place) and not breaks_people(reading, place)


def breaks_people(reading: Reading, place: int) -> bool:
    """Whether the word cannot describe the people just counted."""
    form = reading.forms[place]
    return (
        form.startswith("ال")
        or form[0] in "وبلي"
        or form in ("بين", "حين", "اثنين", "يومين", "الاثنين")
        or not form.isalpha()
    )


def is_group(reading: Reading, place: int) -> bool:
    """Return whether a party or a kind of people begins here."""
    form = reading.form(place)
    return (
        form.startswith("ال")
        or form in _PLURALS
        or bool(form and party_end(reading, place))
        or form in words("actors", "heads", "members") | words("actors", "heads", "construct")
        or (
            form
            in (
                "رجال",
                "افراد",
                "مرافقيه",
                "عناصرها",
                "عناصره",
                "حراسها",
                "عائله",
                "ابنائها",
                "ابنائه",
                "سكان",
                "ابناء",
                "مقاتليها",
                "المدنيين",
                "جنودها",
                "جنوده",
                "موظفيها",
                "قوات",
            )
        )
    )


def _of_group(reading: Reading, place: int) -> int:
    at = place
    own = reading.forms[at].endswith(("ها", "هم")) or reading.forms[at] in (
        "عناصره",
        "مرافقيه",
        "حراسه",
        "ابنائه",
        "جنوده",
    )
    if not reading.forms[at].startswith("ال") and not own:
        return _joined_party(reading, max(at + 1, complement(reading, at + 1)))
    return max(at + 1, complement(reading, at + 1, 0) if reading.forms[at].startswith("ال") else at + 1)


def _joined_party(reading: Reading, end: int) -> int:
    """Take along a second party after و (من قوات النظام والمليشيات الموالية له)."""
    form = reading.form(end)
    if form[:1] != "و" or form[1:] not in words("actors", "heads", "definite"):
        return end
    after = adjectives_after(reading, end + 1)
    return after + (reading.form(after) in ("له", "لها"))
