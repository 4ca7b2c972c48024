"""The real article worked through, by keys alone, until the layer is the gold: spans, events, arguments."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from annotator.db.documents import DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.log import read_layer
from annotator.services.annotate import open_layer, replayed
from annotator.services.suggest import suggest_documents
from tests.browser.desks import saved
from tests.browser.gold_work import Gold, Worker
from tests.conftest import SHARED

GOLD = Path(__file__).parents[1] / "data" / "aleppo-gold.json"


def gold_of(labels) -> Gold:
    values = json.loads(GOLD.read_text("utf-8"))
    types = {(start, end): (kind, subtype) for start, end, kind, subtype in values["triggers"]}
    triggers = {start: (start, end) for start, end in types}
    arguments: dict[tuple[int, int], list] = {}
    for trigger, role, start, end in values["arguments"]:
        arguments.setdefault(triggers[trigger], []).append((role, start, end))
    spans = {tuple(span) for span in values["spans"]} | {(*place, "EVENT") for place in types}
    keys = {label.id: label.key for label in labels.by_id.values()}
    return Gold(spans, types, arguments, keys)


@pytest.fixture
def work_through(take, session, project, manager, open_page, capsys):
    """Work through the article: ``work_through(mouse=False)``; return how many keys and clicks it cost."""

    def worked(*, mouse: bool) -> int:
        document = take_article(take, session, manager)
        list(suggest_documents(session, project, [document]))
        page = open_page(manager, f"/projects/{project.id}/documents/{document}", locale="en")
        gold = gold_of(project.label_set.value())
        worker = Worker(page, gold, mouse)
        worker.work()
        saved(page)
        session.rollback()
        assert_gold(session, open_layer(session, document, manager), gold)
        worker.press("Control+Enter", "finish")
        with capsys.disabled():
            print(f"\n{worker.presses} keys and clicks: {dict(sorted(worker.spent.items()))}")
        return worker.presses

    return worked


def take_article(take, session, manager) -> int:
    article = SHARED / "article-aleppo.txt"
    if not article.exists():
        pytest.skip("the article is not here (../shared/data): it cannot be worked through")
    (document,) = take(article.name, article.read_bytes(), annotators=[manager]).added
    row = session.get_one(DocumentRow, document)
    assert hashlib.sha256(row.text.encode()).hexdigest() == json.loads(GOLD.read_text("utf-8"))["sha256"]
    return document


def assert_gold(session, layer_row: LayerRow, gold: Gold) -> None:
    layer = read_layer(session, layer_row)
    assert layer == replayed(session, layer_row)
    assert {(one.start, one.end, one.label) for one in layer.spans.values()} == gold.spans
    places = {one.id: (one.start, one.end) for one in layer.spans.values()}
    types = {places[one.trigger]: (one.type, one.subtype) for one in layer.events.values()}
    assert types == gold.types
    arguments = {
        (places[one.trigger], argument.role, *places[argument.span])
        for one in layer.events.values()
        for argument in one.arguments
    }
    assert arguments == {(trigger, *one) for trigger, several in gold.arguments.items() for one in several}


def test_the_whole_real_article_with_events(work_through):
    """At most a little more than what ARCHITECTURE.md says that it costs; with clicks: tests/bench/test_effort.py."""
    assert work_through(mouse=False) <= 540
