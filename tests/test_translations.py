"""The Arabic catalogue says every sentence of the interface, and says it with the same places."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from annotator import labelsets
from annotator.core.document import Document
from annotator.core.phrases import Phrase, Problem
from annotator.core.spans import check_boundaries
from annotator.formats.bytes import check_text
from annotator.suggesters import registry
from annotator.suggesters.merge import propose
from annotator.translations import FOLDER, catalogue, said
from annotator.translations.scripts import sentences

ROOT = Path(__file__).parents[1]
SOURCES = ("annotator", "templates", "static/js")
ARABIC = FOLDER / "ar" / "LC_MESSAGES"
PLACE = re.compile(r"%\((\w+)\)([sd])")
LATIN = re.compile(r"[A-Za-z]+")

# A name of each list, a title, a kind word, a weapon, casualties, dates, a source, events with arguments.
NEWS = (
    "قال العقيد سامي الحداد إن قوات النظام قصفت بلدة وادي السدر بصاروخ ظهر الثلاثاء.",
    "أسفر القصف المدفعي عن مقتل سبعة مدنيين وجرح ثلاثة في مدينة حلب.",
    "اندلعت اشتباكات بين الجيش ومسلحي حركة فجر الشمال قرب حاجز المثلث في ريف دمشق.",
    "نقلت وكالة رويترز عن الأمم المتحدة وعن أنطونيو غوتيريش أن الهدنة بدأت أمس.",
)


@cache
def arabic() -> Catalog:
    with (ARABIC / "messages.po").open("rb") as file:
        return read_po(file, locale="ar")


def messages() -> list[Message]:
    return [message for message in arabic() if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The singular and the plural, or the one text."""
    return (text,) if isinstance(text, str) else tuple(text)


def collected() -> set[str | tuple[str, ...]]:
    """Every message in the sources, found with the keywords of translate.sh."""
    given = re.findall(r" -k (\S+)", (ROOT / "translate.sh").read_text("utf-8"))
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(given)}
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = [
        extract_from_dir(str(ROOT / folder), methods, options, keywords=keywords, strip_comment_tags=True)
        for folder in SOURCES
    ]
    return {message for folder in found for _file, _line, message, _comments, _context in folder}


def test_every_sentence_of_the_sources_is_in_the_catalogue() -> None:
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for message in messages()}
    sentences = collected()

    assert {"Accept", "Sign in", "The span %(start)s–%(end)s holds only white space."} <= sentences
    assert sentences - known == set()


def test_no_sentence_of_a_script_is_overlooked() -> None:
    scripts = {path: path.read_text("utf-8") for path in (ROOT / "static" / "js").rglob("*.js")}
    found = {sentence for text in scripts.values() for _line, _function, sentence in sentences(text)}
    by_babel = extract_from_dir(str(ROOT / "static"), [("**.js", "javascript")], keywords={"t": None, "N_": None})

    assert {message for _file, _line, message, _comments, _context in by_babel} <= found
    assert "taken back" in found  # stands in a template, where Babel does not look
    others = [call for text in scripts.values() for call in re.findall(r"\b(?:t|N_)\(\s*['`].*", text)]
    assert others == []


def test_a_sentence_is_read_with_its_line_and_its_quotes() -> None:
    script = r"""
        act(t("a \"b\"")); // set("no")
        `${N_(
            "c")}`
    """
    assert list(sentences(script)) == [(2, "t", 'a "b"'), (3, "N_", "c")]


def test_every_message_is_translated() -> None:
    assert arabic().num_plurals == 6
    wanted = {str: 1, tuple: 6, list: 6}
    lacking = [m.id for m in messages() if m.fuzzy or len([t for t in forms(m.string) if t]) != wanted[type(m.id)]]
    assert lacking == []


def test_a_translation_has_the_places_of_its_message() -> None:
    wrong = [message.id for message in messages() if not keeps_places(message)]
    assert wrong == []


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (Message("%(a)s of %(b)s", "%(b)s %(a)s"), True),
        (Message("%(a)s of %(b)s", "%(a)s"), False),
        (Message("%(a)s", "%(a)d"), False),
        (Message("none", "%(a)s"), False),
        (Message(("%(num)s %(a)s", "%(num)s %(a)s"), ("%(a)s", "%(num)s %(a)s")), True),
        (Message(("%(num)s %(a)s", "%(num)s %(a)s"), ("%(num)s", "%(num)s %(a)s")), False),
    ],
)
def test_lost_and_invented_places_are_noticed(message: Message, kept: bool) -> None:
    assert keeps_places(message) is kept


def keeps_places(message: Message) -> bool:
    """Whether every form has the places of the message; a plural form may say its number in words."""
    wanted = {place for text in forms(message.id) for place in PLACE.findall(text)}
    spared = {("num", "s")} if message.pluralizable else set()
    return all(wanted - spared <= set(PLACE.findall(text)) <= wanted for text in forms(message.string))


def test_the_compiled_catalogue_is_up_to_date() -> None:
    compiled = BytesIO()
    write_mo(compiled, arabic())
    compiled.seek(0)
    with (ARABIC / "messages.mo").open("rb") as file:
        assert contents(GNUTranslations(file)) == contents(GNUTranslations(compiled))


def contents(translations: GNUTranslations) -> dict[object, str]:
    catalog: dict[object, str] = translations._catalog  # type: ignore[attr-defined]
    return {key: text for key, text in catalog.items() if key}


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "لا مستندات"),
        (1, "مستند واحد"),
        (2, "مستندان"),
        (3, "3 مستندات"),
        (11, "11 مستندا"),
        (100, "100 مستند"),
        (103, "103 مستندات"),
    ],
)
def test_numbers_take_the_form_that_arabic_wants(count: int, text: str) -> None:
    form = catalogue("ar").ngettext("%(num)s document", "%(num)s documents", count)
    assert form % {"num": count} == text


# --- Sentences of the core -------------------------------------------------------------------------------------------


def bare_sentences(source: str) -> Iterator[str]:
    """The sentences that a Phrase, a Problem or the label file's reader is given without N_ around them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and makes_a_sentence(node.func):
            given = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            yield from (text for text in given if isinstance(text, str) and " " in text)


def makes_a_sentence(function: ast.expr) -> bool:
    name = getattr(function, "attr", getattr(function, "id", ""))
    return name in {"Phrase", "refuse", "must", "tell"} or name.lower().endswith("problem")


def test_the_core_marks_its_sentences() -> None:
    bare = [text for path in (ROOT / "annotator").rglob("*.py") for text in bare_sentences(path.read_text("utf-8"))]
    assert bare == []


def test_a_sentence_without_its_mark_is_noticed() -> None:
    source = 'raise Problem("code", "There is no such thing.")\nraise FileProblem("code", name, 1, N_("It is empty."))'
    assert list(bare_sentences(source)) == ["There is no such thing."]


def reasons() -> list[Phrase]:
    """What the suggesters give as their reasons for the spans and the arguments of NEWS."""
    labels, suggesters = labelsets.read("conflict"), registry.all()
    proposals = [propose(Document(text), labels, suggesters) for text in NEWS]
    return [one.suggestion.reason for proposal in proposals for one in (*proposal.spans, *proposal.arguments)]


def test_the_suggesters_reasons_and_titles_are_shown_in_arabic_alone() -> None:
    titles = [Phrase(suggester.title) for suggester in registry.all().values()]
    given = reasons()
    shown = {said(phrase, catalogue("ar").gettext) for phrase in [*given, *titles]}

    assert len({phrase.message for phrase in given}) >= 8
    assert [sentence for sentence in shown if LATIN.search(sentence)] == []


@pytest.mark.parametrize(
    ("attempt", "shown"),
    [
        (lambda: check_boundaries("حلب", 1, 9), "المقطع من 1 إلى 9 خارج النص، وعدد محارف النص 3."),
        (lambda: check_text(" ", "خبر.txt", 4), "في خبر.txt، السطر 4: لا يوجد نص."),
        (
            lambda: labelsets.read("anercorp").check_label("X"),
            "الوسم «X» ليس في مجموعة الوسوم. الموجود فيها: PERS, LOC, ORG, MISC.",
        ),
    ],
)
def test_a_problem_is_told_in_arabic(attempt: Callable[[], object], shown: str) -> None:
    with pytest.raises(Problem) as raised:
        attempt()
    assert said(raised.value.phrase, catalogue("ar").gettext) == shown
