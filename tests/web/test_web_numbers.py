"""Every number opens the cases behind it: each cell of the pages of agreement and quality, and where it leads."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from annotator.core.operations import Accept, Fix, Reject
from annotator.db.documents import CHECK, SuggestionRow
from annotator.db.projects import ProjectRow
from annotator.services import work
from annotator.services.accounts import first_manager
from annotator.services.bulk import Selection
from annotator.services.demo import load_demo
from annotator.services.job_review import start_review
from annotator.services.known_answers import use_for
from annotator.services.places import count
from annotator.services.review import annotators, compared_ones
from annotator.web import disagreements
from annotator.web.case_filters import Reading
from tests.gilded import gild
from tests.gilded import span as gold_span
from tests.reviewed_project import TEXT, finish, reviewed, span

NO_WAY = {
    ("measures", "95 of 100 times between"): "the interval of the figure beside it: the cases are the same",
    (
        "labels",
        "Arguments",
    ): "arguments that are alike are kept nowhere; those that are not, the figure beside it opens",
}
"""Columns, by the section of the page, whose numbers lead nowhere, and why."""
OF_OTHER_THINGS = {
    ("labels", "Spans"): "counts spans; leads to the documents that have them",
    ("pairs", "Their word counts"): "a weight: nothing is lowered",
    ("pairs", "Right, as estimated"): "estimated, never quite 1",
    ("anchoring", "Spans a document"): "a mean; leads to the documents",
}
"""Columns whose number is not that of the list that they lead to, and why."""
UNDEFINED = ("–", "·", "0", "undefined")


class Cell(NamedTuple):
    section: str
    column: str
    row: str
    text: str
    links: list[str]


class Cells(HTMLParser):
    """Collects the cells with a number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Cell] = []
        self._section, self._columns, self._row, self._in, self._text, self._links = "", [], "", "", [], []
        self._hidden = 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "section":
            self._section = attrs.get("id", "")
        elif tag == "table":
            self._columns = []
        elif tag == "tr":
            self._place, self._row = 0, ""
        elif tag in ("th", "td"):
            self._in, self._text, self._links = (attrs.get("class") or tag) if tag == "td" else tag, [], []
        elif tag == "a" and self._in:
            self._links.append(attrs["href"])
        elif tag == "span" and attrs.get("class") == "hidden-name":
            self._hidden = 1

    def handle_endtag(self, tag):
        if tag == "span":
            self._hidden = 0
        if tag not in ("th", "td"):
            return
        text = " ".join("".join(self._text).split())
        if self._place >= len(self._columns):
            self._columns.append(text)
        elif tag == "th":
            self._row = text
        elif "number" in self._in.split():
            self.found.append(Cell(self._section, self._columns[self._place], self._row, text, self._links))
        self._place, self._in = self._place + 1, ""

    def handle_data(self, data):
        if self._in and not self._hidden:
            self._text.append(data)


def cells_of(html: str) -> list[Cell]:
    parser = Cells()
    parser.feed(html)
    return parser.found


def numbers_behind(html: str) -> list[int]:
    """Return the numbers of the line that says how many there are."""
    assert "not understood" not in html
    line = re.search(r'<p class="[^"]*"[^>]* id="summary">(.*?)</p>', html, re.DOTALL)
    said = re.sub(r"“.*?”|<[^>]+>", "", line[1])
    return [int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*", said)]


def numbers_of(reading: Reading, link: str) -> list[int]:
    """Return the same of a list of cases, without its page."""
    read = reading.read(dict(parse_qsl(urlsplit(link).query)))
    assert read.unread == [], link
    found = count(reading.session, reading.project_id, read.wanted)
    return [found.cases, *([] if found.pairs is None else [found.pairs])]


@pytest.fixture
def small(session, project, take, manager, tmp_path):
    """Three people who differ in all ways; gold, a check document, decisions on suggestions; an import of its own."""
    people, texts = reviewed(session, project)
    layla, sami, _ = people
    gild(session, texts[0], [gold_span(TEXT, "قصفت", "EVENT", "g1"), gold_span(TEXT, "حلب", "LOCATION", "g2")])
    places = [{"start": TEXT.index(one), "end": TEXT.index(one) + len(one)} for one in ("قصفت", "طائرات", "حلب")]
    labels = ("EVENT", "WEAPON", "LOCATION")
    spans = [place | {"label": label} for place, label in zip(places, labels, strict=True)]
    (suggested,) = take("s.jsonl", json.dumps({"text": TEXT + " ؟", "spans": spans})).added
    ids = session.scalars(select(SuggestionRow.id).filter_by(document_id=suggested).order_by(SuggestionRow.start)).all()
    begin, end = places[2]["start"] - 1, places[2]["end"]
    for person in (layla, sami):
        made = Accept(id="a", suggestion=ids[0], span="n1"), Reject(id="r", suggestion=ids[1])
        mended = Fix(id="f", suggestion=ids[2], span="n3", start=begin, end=end, label="LOCATION")
        finish(session, project, suggested, person, *made, mended)
    (known,) = take("k.txt", TEXT + " !").added
    gild(session, known, [gold_span(TEXT, "طائرات", "WEAPON", "g1"), gold_span(TEXT, "حلب", "LOCATION", "g2")])
    use_for(session, Selection(project.id, ids=(known,)), CHECK, manager)
    finish(session, project, known, layla, span("s1", "طائرات", "ACTOR"), span("s2", "بحلب", "LOCATION"))
    finish(session, project, known, sami, span("s3", "حلب", "LOCATION"), span("s4", "قصفت", "EVENT"))
    work.run(session, start_review(session, project), tmp_path)
    return project.id


@pytest.fixture
def demo(session, manager, tmp_path):
    project = load_demo(session)
    work.run(session, start_review(session, project), tmp_path)
    return project.id


@pytest.mark.parametrize("which", ["small", "demo"])
def test_every_number_opens_the_cases_behind_it(request, monkeypatch, session, sign_in, which):
    monkeypatch.setattr(disagreements, "PAGE", 1)  # what is counted here are cases, however many are shown
    project = request.getfixturevalue(which)
    client = sign_in(first_manager(session))
    client.post("/language", data={"language": "en"})
    where = f"/projects/{project}"

    def page(address):
        answer = client.get(address)
        assert answer.status_code == 200, address
        return answer.text

    quality = page(f"{where}/quality")
    pages = [page(f"{where}/review"), quality, page(f"{where}/quality?of=practice")]
    pages += [page(link) for link in sorted(set(re.findall(rf'href="({where}/quality/\d+\?[^"]*)"', quality)))[:1]]
    cells = [cell for html in pages for cell in cells_of(html)]
    assert len({cell.section for cell in cells}) > 8
    unlinked = [cell for cell in cells if not cell.links and not cell.text.startswith(UNDEFINED)]
    assert [cell for cell in unlinked if (cell.section, cell.column) not in NO_WAY] == []
    known: dict[str, list[int]] = {}
    opened, wrong = set(), []
    row = session.get(ProjectRow, project)
    reading = Reading(session, project, row.label_set.value(), annotators(session, compared_ones(session, project)))
    for cell in cells:
        for link in cell.links:
            if link.startswith("#") or "/text#" in link:
                continue
            if link not in known:
                # Of each column one list is opened; of the others, what the page would ask for is counted.
                first = (cell.section, cell.column) not in opened or "/disagreements?" not in link
                known[link] = numbers_behind(page(link)) if first else numbers_of(reading, link)
                opened.add((cell.section, cell.column))
            if not fits(cell, link, known[link]):
                wrong.append((cell, known[link]))
    assert wrong == [], "\n".join(map(str, wrong))


def fits(cell: Cell, link: str, numbers: list[int]) -> bool:
    """Whether the list is that of the number: as many, or some where the figure is not full."""
    if (cell.section, cell.column) in OF_OTHER_THINGS or (cell.section, cell.row) in OF_OTHER_THINGS:
        return bool(numbers)
    text = cell.text.split()[0]
    if re.fullmatch(r"[\d,]+", text):
        return int(text.replace(",", "")) in numbers
    return (numbers[0] == 0) == (text in ("1.00", "100%"))
