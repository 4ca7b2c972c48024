"""Which lines of a text are no running text. All texts are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.structure import BYLINE, CAPTION, HEADLINE, KINDS, SUBHEADING, line_kinds
from tests.conftest import SHARED

TITLE = "اشتباكات على مشارف بلدة المرجان"
PARAGRAPH = "قالت مصادر محلية إن اشتباكات اندلعت فجر أمس على مشارف بلدة المرجان، وأسفرت عن إصابة ثلاثة أشخاص بجروح."


def article(*lines: str) -> str:
    """A text with a title, the given lines between two paragraphs, blank lines between all of them."""
    return "\n\n".join([TITLE, PARAGRAPH, *lines, PARAGRAPH])


def kind_of(line: str) -> str | None:
    """The kind of the one line between two paragraphs."""
    return line_kinds(article(line), TITLE).get(4)


def test_the_title_is_the_headline_whatever_spaces_it_has():
    assert line_kinds(f"  {TITLE.replace(' على', '  على')} \n{PARAGRAPH}", TITLE) == {0: HEADLINE}


def test_a_title_that_is_not_the_first_line_is_found_where_it_is():
    assert line_kinds(f"وكالة الساحل للأنباء\n{TITLE}\n{PARAGRAPH}", TITLE)[1] == HEADLINE


def test_without_a_title_a_short_first_line_is_the_headline():
    assert line_kinds(article())[0] == HEADLINE
    assert line_kinds(f"\n\n{TITLE}؟\n{PARAGRAPH}")[2] == HEADLINE


@pytest.mark.parametrize("first", [PARAGRAPH, "تجددت الاشتباكات ليلا.", "المصدر: شبكة الساحل", "12/3/2019"])
def test_a_first_line_that_is_a_sentence_or_says_who_and_when_is_no_headline(first):
    assert line_kinds(f"{first}\n\n{PARAGRAPH}").get(0) != HEADLINE


def test_a_text_of_one_line_has_no_headline_unless_it_is_the_title():
    assert line_kinds(TITLE) == {}
    assert line_kinds(TITLE, TITLE) == {0: HEADLINE}


@pytest.mark.parametrize(
    "line", ["نزوح جديد", "«لا أحد يسمعنا»", "ماذا جرى في الليلة الثانية؟", "عودة الكهرباء إلى الحي الشرقي"]
)
def test_a_short_line_without_an_end_mark_before_running_text_is_a_subheading(line):
    assert kind_of(line) == SUBHEADING


@pytest.mark.parametrize(
    "line",
    [
        "وعاد الهدوء مساء.",
        "وجاء في البيان:",
        "- سيارة إسعاف واحدة",
        "3) مضخة المياه",
        "***",
        "عادت العائلات إلى بيوتها في الحي الشرقي بعد أسبوعين من النزوح نحو القرى المجاورة لها",
    ],
)
def test_a_sentence_an_entry_of_a_list_and_a_long_line_are_running_text(line):
    assert kind_of(line) is None


def test_a_subheading_may_touch_its_paragraph():
    assert line_kinds(f"{TITLE}\n\n{PARAGRAPH}\n\nنزوح جديد\n{PARAGRAPH}", TITLE) == {0: HEADLINE, 4: SUBHEADING}


def test_lines_of_a_hard_wrapped_text_are_no_subheadings():
    wrapped = "\n".join(
        [TITLE, "", PARAGRAPH.removesuffix("."), "وقالت المصادر إن الطريق", f"إلى البلدة مقطوع. {PARAGRAPH}"]
    )
    assert line_kinds(wrapped, TITLE) == {0: HEADLINE}


def test_names_one_under_the_other_are_no_subheadings():
    assert line_kinds(article("سالم الحداد", "ريم الحداد", "نور الحداد").replace(f"\n\n{PARAGRAPH}", ""), TITLE) == {
        0: HEADLINE
    }


@pytest.mark.parametrize(
    "line",
    [
        "آثار القصف على السوق القديم (ناشطون)",
        "آثار القصف على السوق القديم (أ ف ب)",
        "آثار القصف على السوق القديم (وكالة الساحل – أرشيف)",
        "صورة: عمال الإغاثة عند الجسر",
        "تعليق الصورة: عمال الإغاثة عند الجسر",
    ],
)
def test_a_short_line_with_its_source_in_brackets_is_a_caption(line):
    assert kind_of(line) == CAPTION


@pytest.mark.parametrize(
    "line",
    [
        "انسحبت القوات من الحي. وبقي فيه عشرون مقاتلا (رويترز)",
        "أصيب خمسة أشخاص في القصف على السوق (2016)",
        f"{PARAGRAPH.removesuffix('.')} {PARAGRAPH.removesuffix('.')} (رويترز)",
    ],
)
def test_brackets_alone_make_no_caption(line):
    assert kind_of(line) != CAPTION


def test_a_picture_without_a_source_beside_one_that_has_it_is_a_caption_too():
    block = "شاحنات عند مدخل البلدة\nدخان فوق السوق (الساحل)\nطفل ينتظر الخبز"
    found = line_kinds(article(block), TITLE)
    assert [found.get(index) for index in (4, 5, 6)] == [CAPTION] * 3


@pytest.mark.parametrize(
    "line",
    [
        "المصدر: الساحل + وكالات",
        "المصدر : وكالات",
        "بقلم سالم الحداد",
        "إعداد: ريم الحداد",
        "آخر تحديث: 12/3/2019 - 14:05",
        "الثلاثاء 12 آذار/مارس 2019",
        "الثلاثاء ١٢ مارس ٢٠١٩، الساعة 14:05 بتوقيت غرينتش",
        "Source: Coast News",
    ],
)
def test_who_and_when_by_themselves_are_a_byline(line):
    assert kind_of(line) == BYLINE


def test_a_place_and_who_reports_are_a_byline_before_the_text_begins_only():
    line = "المرجان - شبكة الساحل"
    assert line_kinds(f"{TITLE}\n{line}\n{PARAGRAPH}", TITLE)[1] == BYLINE
    assert kind_of(line) != BYLINE


def test_what_the_source_says_of_its_lines_wins():
    text = article("نزوح جديد", "عودة الكهرباء")
    first, second = text.index("نزوح"), text.index("عودة")
    said = [
        {"start": first, "end": first + 9, "kind": "paragraph"},
        {"start": second - 1, "end": second + 3, "kind": CAPTION},
    ]
    assert line_kinds(text, TITLE, {"structure": said}) == {0: HEADLINE, 6: CAPTION}


@pytest.mark.parametrize("structure", ["headline", {"start": 0}, [None, {"start": "0", "end": 4, "kind": CAPTION}], 7])
def test_what_is_no_structure_is_passed_over(structure):
    assert line_kinds(article(), TITLE, {"structure": structure}) == {0: HEADLINE}


@given(
    st.lists(st.sampled_from([TITLE, PARAGRAPH, "", " ", "نزوح", "(رويترز)", "x (y)", "- ", "5/5", "\r", "😀"])),
    st.text(),
)
def test_any_text_has_kinds_of_its_own_lines_only(lines, more):
    text = "\n".join([*lines, more])
    found = line_kinds(text, TITLE)
    split = text.split("\n")
    assert all(split[index].strip() and kind in KINDS for index, kind in found.items())
    assert list(found) == sorted(found)


def test_a_real_article_is_read_rightly():
    path = SHARED / "article-aleppo.txt"
    if not path.exists():
        pytest.skip(f"{path.name} is not here (../shared/data): the real article cannot be tried")
    text = path.read_text("utf-8")
    found = line_kinds(text, text.split("\n")[0])
    assert found == {0: HEADLINE, 2: CAPTION, 3: CAPTION, 17: CAPTION, 18: CAPTION, 20: SUBHEADING, 33: BYLINE}
