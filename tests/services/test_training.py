"""Training: in a process of its own, on what is finished; a model serves only if it is better, and can be read."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from annotator import labelsets
from annotator.core.operations import AddSpan, Finish, Resume
from annotator.core.phrases import Problem
from annotator.db.base import data_folder, writing
from annotator.db.documents import CHECK, DocumentRow, SuggestionRow
from annotator.db.jobs import CANCELLED, DONE, FAILED, JobRow
from annotator.db.models import ASIDE, BROKEN, KEPT, SERVING, ModelRow
from annotator.db.projects import ProjectRow
from annotator.services import job_train, lessons, loading, models, work
from annotator.services.annotate import open_layer, save_operations
from annotator.services.bulk import Selection, put_in_bin
from annotator.services.erasing import erase
from annotator.services.filtering import Filter
from annotator.services.jobs import Running, cancel, start_job
from annotator.services.knowledge import knowledge_of
from annotator.services.lessons import from_json
from annotator.services.models import choice_of, folder_of, models_of, put_file, put_seen, serve_again, serving_model
from annotator.services.projects import create_project
from annotator.services.suggest import suggest_documents
from annotator.services.training_taken import model_row, sentence, take
from annotator.services.unlearning import unlearn
from annotator.services.upkeep import look_after
from annotator.suggesters import registry

SHIPS = ["نورس", "بحيرة", "سنبلة", "زيتونة", "ريحانة", "غزالة", "سنونو", "هدهد", "لؤلؤة", "مرجانة"]
TEMPLATES = [
    "رست الباخرة {} في الميناء أمس",
    "غادرت الباخرة {} محملة بالقمح",
    "وقالت الشركة إن الباخرة {} عادت سالمة",
]


def _finish(session, project, user, document: int, *words: str, label: str = "FACILITY") -> None:
    text = session.get_one(DocumentRow, document).text
    places = [(text.index(word), word) for word in words]
    operations = [
        AddSpan(id=f"o{number}", span=f"s{number}", start=start, end=start + len(word), label=label)
        for number, (start, word) in enumerate(places)
    ]
    row = open_layer(session, document, user)
    save_operations(session, row, project.label_set.value(), user, row.revision, [*operations, Finish(id="f")])


@pytest.fixture
def fleet(session, project, manager, take, reach):
    """Thirty finished documents in which ships are facilities, which no rule knows."""
    return reach("fleet", lambda: _fleet(session, project, manager, take))


def _fleet(session, project, manager, take) -> list[int]:
    texts = [TEMPLATES[number % 3].format(SHIPS[number % 10]) + f". الخبر رقم {number}" for number in range(30)]
    documents = take("a.jsonl", "\n".join(json.dumps({"text": one}) for one in texts)).added
    for number, document in enumerate(documents):
        _finish(session, project, manager, document, SHIPS[number % 10])
    return list(documents)


@pytest.fixture(scope="module")
def model() -> bytes:
    """A model that was trained on a few lessons."""
    lesson = from_json({"text": TEMPLATES[0].format(SHIPS[0]), "title": "", "source": "", "date": None, "events": [],
                        "spans": [[12, 16, "FACILITY"]]})  # fmt: skip
    return registry.all()["learned"].learn([lesson] * 3, labelsets.read("conflict")).data


@pytest.fixture
def keep(session, project, model):
    """Keep a model of the project in a state: ``keep(SERVING)``."""

    def kept(state: str, data: bytes = model) -> ModelRow:
        version = f"{state}-{len(data)}"
        row = ModelRow(
            project_id=project.id, suggester="learned", version=version, state=state, documents=9, held_out=1,
            file=put_file(session, project.id, version, data), lessons_sha256="", report={},
        )  # fmt: skip
        with writing(session):
            session.add(row)
        return row

    return kept


@pytest.fixture
def train(session, project, tmp_path):
    """Train, and return the job's row."""

    def trained(stopping=lambda: False) -> JobRow:
        job = job_train.start_training(session, session.get_one(ProjectRow, project.id))
        work.run(session, job, tmp_path / "uploads", stopping)
        session.rollback()
        return session.get_one(JobRow, job)

    return trained


@pytest.fixture
def trained(session, fleet, train, reach) -> JobRow:
    """The job that has trained on them, which takes some seconds."""
    return session.get_one(JobRow, reach("trained", lambda: train().id))


def _shown(session, document: int) -> set[tuple[str, str]]:
    session.rollback()
    text = session.get_one(DocumentRow, document).text
    rows = session.scalars(select(SuggestionRow).filter_by(document_id=document, current=True))
    return {(text[row.start : row.end], row.label) for row in rows}


def test_what_is_learned_is_suggested_in_other_documents(session, project, trained, take):
    job = trained
    assert (job.state, job.result["better"], job.done) == (DONE, True, job.total), job.result
    assert str(sentence(job.result)).startswith("The new model is better")
    (row,) = models_of(session, project.id)
    assert (row.state, row.documents, row.job_id) == (SERVING, 30, job.id)
    assert 0 < row.held_out < 30
    assert (folder_of(session, project.id) / row.file).exists()
    (document,) = take("b.txt", "رست الباخرة شمعة في الميناء ليلا").added
    list(suggest_documents(session, project, [document]))
    assert ("شمعة", "FACILITY") in _shown(session, document)
    assert not list((data_folder(session) / "training").iterdir())  # no text stays there


def test_what_was_learned_from_a_text_that_is_deleted_for_good_goes_with_it(session, project, fleet, trained, manager):
    (row,) = models_of(session, project.id)
    seen = json.loads((folder_of(session, project.id) / f"learned-{row.version}.json").read_text())
    assert len(seen["texts"]) == 30
    assert set(seen["held_out"]) < set(seen["texts"])
    put_in_bin(session, Selection(project.id, ids=(fleet[0],)), manager)
    assert erase(session, Selection(project.id, Filter(binned=True)), 1, manager) == 1
    session.rollback()
    assert [one.state for one in models_of(session, project.id)] == [BROKEN]
    assert list(folder_of(session, project.id).iterdir()) == []
    assert job_train.is_due(session, session.get_one(ProjectRow, project.id))


def test_a_model_that_is_not_better_does_not_serve(session, project, trained, train):
    again = train()
    assert (trained.result["better"], again.state, again.result["better"]) == (True, DONE, False)
    assert str(sentence(again.result)).startswith("The new model is not better")
    newer, older = models_of(session, project.id)
    assert (newer.state, older.state) == ("beaten", SERVING)
    assert newer.lessons_sha256 == older.lessons_sha256


def test_a_damaged_model_is_put_aside_and_the_one_before_it_serves(session, project, keep, model):
    older, damaged = keep(KEPT), keep(SERVING, model[:200])
    assert serving_model(session, project.id) is not None
    assert [one.state for one in models_of(session, project.id)] == [BROKEN, SERVING]
    assert session.get_one(ModelRow, damaged.id).report["problem"]["message"]
    (folder_of(session, project.id) / older.file).unlink()
    assert serving_model(session, project.id) is None
    assert knowledge_of(session, project.id).suggesters["learned"].ready() is not None
    with pytest.raises(Problem):
        serve_again(session, damaged)


def test_a_model_whose_file_cannot_be_read_for_a_while_stays_and_another_stands_in(session, project, keep):
    older, newer = keep(KEPT), keep(SERVING)
    path = folder_of(session, project.id) / newer.file
    data = path.read_bytes()
    path.unlink()
    path.mkdir()  # reading it is an error of the system, not of the file
    assert serving_model(session, project.id) is not None
    (folder_of(session, project.id) / older.file).unlink()
    assert serving_model(session, project.id) is None
    session.rollback()
    assert [(one.state, one.report) for one in (older, newer)] == [(KEPT, {}), (SERVING, {})]
    path.rmdir()
    path.write_bytes(data)
    assert serving_model(session, project.id) is not None


def test_deleting_for_good_leaves_models_alone_whose_files_were_tidied_up(session, project, keep):
    tidied, kept, serving = keep(KEPT), keep("beaten"), keep(SERVING)
    folder = folder_of(session, project.id)
    (folder / tidied.file).unlink()
    for one in (kept, serving):
        put_seen(session, project.id, one.version, {"texts": ["a" if one is serving else "b"]})
    with writing(session):
        assert unlearn(session, project.id, {"a"})
    session.rollback()
    assert [one.state for one in (tidied, kept, serving)] == [KEPT, "beaten", BROKEN]
    assert tidied.report == {}
    assert serving_model(session, project.id) is None


def test_looking_after_many_projects_reads_no_model_again_and_again(session, project, keep, model, monkeypatch):
    keep(SERVING)
    other = create_project(session, "آخر", labelsets.text("conflict"), "conflict.toml")
    with writing(session):
        session.add(
            ModelRow(
                project_id=other.id, suggester="learned", version="o", state=SERVING, documents=9, held_out=1,
                file=put_file(session, other.id, "o", model), lessons_sha256="", report={},
            )
        )  # fmt: skip
    first, second = project.id, other.id
    monkeypatch.setattr(loading, "MOST_LOADED", 1)
    monkeypatch.setattr(loading, "_held", {})
    read = []
    monkeypatch.setattr(loading.Path, "read_bytes", lambda path: read.append(path.parent.name) or model)
    for _ in range(3):
        look_after(session, lambda: False)
    assert read == [str(first)]
    serving_model(session, second)  # somebody opens a document
    for _ in range(3):
        look_after(session, lambda: False)
    serving_model(session, second)
    assert read == [str(first), str(second)]


def test_a_manager_can_go_back_to_an_older_model(session, project, keep):
    older, newer = keep(KEPT), keep(SERVING)
    serve_again(session, older)
    session.rollback()
    assert [one.state for one in models_of(session, project.id)] == [KEPT, SERVING]
    assert newer.state == KEPT


@pytest.mark.parametrize("is_meanwhile", [True, False])
def test_what_a_manager_chooses_while_it_is_trained_stands(session, project, keep, model, tmp_path, is_meanwhile):
    older, _newer = keep(KEPT), keep(SERVING)
    if not is_meanwhile:  # then it has to stand the comparison
        serve_again(session, older)
    chosen = choice_of(session, project.id)
    running = Running(session, start_job(session, project, "train", {}), tmp_path, lambda: False)
    if is_meanwhile:
        serve_again(session, older)
    for name in ("final.model", "probe.model"):
        (tmp_path / name).write_bytes(model)
    figures = {name: {"micro": {"clitic_free": {"f1": f1}}} for name, f1 in (("rules", 0.5), ("after", 0.7))}
    report = {"version": "made", "before": None} | figures
    (tmp_path / "report.json").write_text(json.dumps(report))
    take(model_row(running, [], 0, tmp_path), running, tmp_path, {"texts": []}, chosen)
    session.rollback()
    made, _newer, before = models_of(session, project.id)
    assert (made.state, before.state) == ((ASIDE, SERVING) if is_meanwhile else (SERVING, KEPT))
    assert (folder_of(session, project.id) / made.file).exists()
    assert ("does not suggest" in str(sentence(running.result))) is is_meanwhile


def test_a_cancelled_training_leaves_nothing(session, project, fleet, train, monkeypatch):
    def cancelled_at_once(folder):
        cancel(session, session.scalar(select(JobRow.id).order_by(JobRow.id.desc()).limit(1)))
        yield from running(folder)

    running = job_train._running
    monkeypatch.setattr(job_train, "_running", cancelled_at_once)
    assert train().state == CANCELLED
    assert models_of(session, project.id) == []
    assert not list((data_folder(session) / "training").iterdir())


def test_a_training_that_breaks_down_leaves_the_old_suggestions(session, project, fleet, train, keep, monkeypatch):
    keep(SERVING)
    monkeypatch.setattr(job_train.sys, "executable", "/bin/false")
    job = train()
    assert (job.state, job.result["problem"]["message"][:25]) == (FAILED, "The training has failed; ")
    assert [one.state for one in models_of(session, project.id)] == [SERVING]


def test_with_few_finished_documents_nothing_is_learned(session, project, take, manager):
    (document,) = take("a.txt", "رست الباخرة نورس").added
    _finish(session, project, manager, document, "نورس")
    with pytest.raises(Problem, match="1"):
        job_train.start_training(session, project)


def _trainings(session) -> list[int]:
    """Look after the projects, and return the trainings that this starts; other jobs may start with them."""
    started = look_after(session, lambda: False)
    return [one for one in started if session.get_one(JobRow, one).kind == "train"]


def test_it_is_time_to_train_after_so_many_finished_documents(session, project, fleet):
    assert job_train.is_due(session, project)
    (started,) = _trainings(session)
    assert _trainings(session) == []  # it waits
    with writing(session):
        session.get_one(JobRow, started).result = {"finished": 30}
    assert not job_train.is_due(session, session.get_one(ProjectRow, project.id))
    with writing(session):
        session.get_one(JobRow, started).result = {"finished": 10}
    assert job_train.is_due(session, session.get_one(ProjectRow, project.id))
    with writing(session):
        session.get_one(ProjectRow, project.id).learn_every = 0
    assert not job_train.is_due(session, session.get_one(ProjectRow, project.id))


def test_lessons_hold_what_half_of_the_people_marked(session, project, manager, annotator, take):
    (document,) = take("a.txt", "رست الباخرة نورس قرب السفينة هدهد").added
    _finish(session, project, manager, document, "نورس", "هدهد")
    _finish(session, project, annotator, document, "نورس", label="LOCATION")
    (lesson,) = lessons.lessons_of(session, project.id)
    assert sorted(span.label for span in lesson.spans) == ["FACILITY", "FACILITY", "LOCATION"]
    row = open_layer(session, document, annotator)
    save_operations(session, row, project.label_set.value(), annotator, row.revision, [Resume(id="r")])
    (lesson,) = lessons.lessons_of(session, project.id)
    assert sorted(span.label for span in lesson.spans) == ["FACILITY", "FACILITY"]
    assert lessons.from_json(json.loads(json.dumps(lessons.to_json(lesson)))) == lesson


def test_answers_by_which_people_are_judged_are_no_lessons(session, project, manager, take):
    (document,) = take("a.txt", "رست الباخرة نورس قرب السفينة هدهد").added
    _finish(session, project, manager, document, "نورس")
    assert lessons.finished_documents(session, project.id) == 1
    session.get_one(DocumentRow, document).purpose = CHECK
    session.commit()
    assert lessons.finished_documents(session, project.id) == 0
    assert list(lessons.lessons_of(session, project.id)) == []


def test_a_training_whose_texts_are_deleted_for_good_meanwhile_is_left(
    session, project, fleet, train, manager, monkeypatch
):
    def erased_meanwhile(folder):
        yield from running(folder)
        put_in_bin(session, Selection(project.id, ids=(fleet[0],)), manager)
        assert erase(session, Selection(project.id, Filter(binned=True)), 1, manager) == 1

    running = job_train._running
    monkeypatch.setattr(job_train, "_running", erased_meanwhile)
    job = train()
    assert (job.state, job.result["problem"]["message"][:22]) == (FAILED, "Documents were deleted")
    assert models_of(session, project.id) == []
    folder = folder_of(session, project.id)
    assert not folder.exists() or not list(folder.iterdir())
    assert job_train.is_due(session, session.get_one(ProjectRow, project.id))


def test_a_training_that_was_cancelled_before_it_ran_is_not_started_again(session, project, fleet):
    (started,) = _trainings(session)
    cancel(session, started)
    assert _trainings(session) == []


def test_a_model_that_two_threads_find_damaged_is_put_aside_once(session, project, keep, model):
    oldest, older, damaged = keep(KEPT), keep(KEPT, model + b"x"), keep(SERVING, model[:200])
    models._put_aside(session, damaged, Problem("model-damaged", "It is damaged."))
    models._put_aside(session, damaged, Problem("model-damaged", "It is damaged."))
    session.rollback()
    assert [one.state for one in (oldest, older, damaged)] == [KEPT, SERVING, BROKEN]
