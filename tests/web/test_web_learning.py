"""The page of the suggestions: what is there, what is missing, what may be done, and that nothing secret is shown."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from annotator import labelsets
from annotator.core.document import Document
from annotator.core.operations import Finish
from annotator.core.phrases import Problem
from annotator.db.base import writing
from annotator.db.jobs import DONE, RUNNING, JobRow
from annotator.db.models import SERVING, CalibrationRow, ModelRow
from annotator.db.projects import ProjectRow
from annotator.services import remotes
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.lessons import from_json
from annotator.services.models import put_file
from annotator.services.projects import add_members
from annotator.suggesters import registry
from annotator.suggesters.backend.circuit import MOST
from annotator.web.charts import Series, plot, round_steps
from tests.learned_project import WICKED, figures, fill
from tests.suggesters.lab_server import says, serving

EN = {"Accept-Language": "en"}
SECRET = "geheim-9"
ADDRESS = f"http://lab:{SECRET}@models.example.org:9090/ner"
LESSON = from_json({"text": "رست الباخرة نورس", "title": "", "source": "", "date": None, "events": [],
                    "spans": [[12, 16, "FACILITY"]]})  # fmt: skip
SHOWN = "http://models.example.org:9090/ner"


@pytest.fixture
def where(project) -> str:
    return f"/projects/{project.id}/learning"


@pytest.fixture
def lead(session, project, sign_in):
    """Somebody who manages the project and not the installation."""
    user = add_user(session, "a lead", None)
    add_members(session, project, [user], "manager")
    return sign_in(user)


@pytest.fixture
def filled(session, project):
    """A project with models, counts and figures; a suggester and a label are called something wicked."""
    fill(session, project.id)


def page(client, where, language="en"):
    answer = client.get(where, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def notice(client, where) -> str:
    return " ".join(re.findall(r'<p class="notice (?:success|error)">(.*?)</p>', page(client, where)))


def test_who_may_see_it(clients, where):
    told = {who: clients[who].get(where).status_code for who in clients}
    assert told == {"nobody": 302, "stranger": 404, "member": 403, "manager": 200}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_empty_project_says_what_is_missing(session, clients, where, project, language):
    said = page(clients["manager"], where, language)
    assert "<svg" not in said.replace('<svg class="icon', "")
    if language == "en":
        for part in (
            "documents finished: 0, needed at least: 10",
            "No model yet",
            "Not counted yet",
            "Scores are taken",
        ):
            assert part in said
    clients["manager"].post(f"{where}/count")
    said = page(clients["manager"], where, language)
    if language == "en":
        for part in (
            "Counted",
            "No suggestion was decided yet",
            "No document with suggestions is finished yet",
            "Nothing is remembered yet",
            "No document is finished yet whose time",
            "Name a share of them in the settings, for example 10 %.",
        ):
            assert part in said, part


def test_all_that_was_counted_is_shown(clients, where, filled):
    said = page(clients["manager"], where)
    for part in ("Names remembered: 321", "accepted or added 900, rejected 70", "±", "67%", "52%", "12.3", "87%",
                 "Imported with a file", "1 to 10", "812", "was not better than what was there"):  # fmt: skip
        assert part in said, part
    assert said.count('<svg class="chart"') >= 4
    assert "No longer shown: label" in said
    assert "2 of 60 accepted" in said


def test_wicked_names_are_words_like_others(clients, where, filled):
    for language in ("en", "ar"):
        said = page(clients["manager"], where, language)
        assert WICKED not in said
        assert "&lt;script&gt;" in said
        assert "49" not in re.findall(r"alert\(1\).{0,40}", said)[0]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_chart_is_a_picture_with_its_table_and_stays_in_its_frame(clients, where, filled, language):
    answer = clients["manager"].get(where, headers={"Accept-Language": language}).text
    pictures = re.findall(r'<svg class="chart" viewBox.*?</svg>', answer, re.DOTALL)
    assert len(pictures) >= 4
    for picture in pictures:
        root = ElementTree.fromstring(picture)
        _, _, width, height = map(float, root.get("viewBox").split())
        for one in root.iter():
            for name, most in (
                ("x", width),
                ("cx", width),
                ("x1", width),
                ("x2", width),
                ("y", height),
                ("cy", height),
            ):
                assert 0 <= float(one.get(name, 0)) <= most
    # Time goes as one reads.
    floors = [ElementTree.fromstring(one) for one in pictures if "role" in one]
    first, *_, last = [float(mark.get("cx")) for mark in floors[-1].iter("circle")]
    assert (first < last) == (language == "en")


@pytest.mark.parametrize("value", [{}, {"work": 3}, [], "x", {"outcomes": [{"suggester": 1}]}])
def test_figures_that_cannot_be_read_are_to_be_counted_anew(session, clients, where, project, value):
    with writing(session):
        session.add(CalibrationRow(project_id=project.id, counts=[], figures=value))
    assert "Count anew" in page(clients["manager"], where)


def test_counting_anew_is_a_job_and_its_page_leads_back(session, clients, where, project):
    answer = clients["manager"].post(f"{where}/count", headers=EN)
    assert (answer.status_code, answer.location) == (303, f"{where}#outcomes")
    session.rollback()
    job = session.scalars(select(JobRow)).one()
    assert (job.kind, job.state) == ("count", DONE)
    said = clients["manager"].get(f"/projects/{project.id}/jobs/{job.id}", headers=EN).text
    assert f"Counting, job {job.id}" in said
    assert where in said
    assert "Counting, job" in clients["manager"].get(f"/projects/{project.id}/jobs", headers=EN).text


def test_with_few_finished_documents_it_does_not_learn(clients, where):
    assert clients["manager"].post(f"{where}/training", headers=EN).location == f"{where}#learning"
    assert "documents finished: 0, needed at least: 10" in notice(clients["manager"], where)


def test_it_learns_when_asked_and_says_what_came_of_it(app, session, clients, where, project, manager, take):
    app.config["JOBS_AT_ONCE"] = False  # it waits, as nobody does the jobs here
    texts = [json.dumps({"text": f"رست الباخرة نورس في الميناء {number}"}) for number in range(10)]
    for document in take("a.jsonl", "\n".join(texts)).added:
        row = open_layer(session, document, manager)
        save_operations(session, row, project.label_set.value(), manager, row.revision, [Finish(id="1")])
    assert "Learn now" in page(clients["manager"], where)
    clients["manager"].post(f"{where}/training", headers=EN)
    assert "It is learning now" in page(clients["manager"], where)
    report = {"before": None, "rules": figures(0.5), "after": figures(0.625)}
    session.rollback()
    with writing(session):
        job = session.scalars(select(JobRow).filter_by(kind="train")).one()
        job.state, job.result = DONE, {"better": True, "report": report, "finished": 10}
    said = "The new model is better and suggests from now on: F1 62 % instead of 50 %."
    assert said in page(clients["manager"], where)
    path = f"/projects/{project.id}/jobs/{job.id}"
    assert said in clients["manager"].get(path, headers=EN).text
    assert said in clients["manager"].get(f"{path}/state", headers=EN).json["progress"]
    assert f"Learning, job {job.id}" in clients["manager"].get(f"/projects/{project.id}/jobs", headers=EN).text


def test_a_training_that_runs_can_be_watched_and_cancelled(session, clients, where, project):
    with writing(session):
        session.add(
            JobRow(project_id=project.id, kind="train", state=RUNNING, done=250, total=1000, result={"finished": 12})
        )
    job = session.scalars(select(JobRow)).one().id
    said = page(clients["manager"], where)
    assert f"/jobs/{job}/cancellation" in said
    assert "Learn now" not in said
    assert clients["manager"].post(f"/projects/{project.id}/jobs/{job}/cancellation").status_code == 303
    asked = clients["manager"].get(f"/projects/{project.id}/jobs/{job}/state", headers=EN).json
    assert (asked["share"], "documents a second" in asked["sentence"]) == (25, False)


def test_an_older_model_is_used_again(session, clients, where, project, filled, app):
    data = registry.all()["learned"].learn([LESSON] * 3, labelsets.read("conflict")).data
    put_file(session, project.id, "y", data)
    row = session.scalars(select(ModelRow).filter_by(version="kept-20")).one()
    assert "Use this one again" not in page(clients["manager"], where)
    again = f"{where}/models/{row.id}/serve"
    clients["manager"].post(again, headers=EN)
    assert "is not there any more" in notice(clients["manager"], where)
    with writing(session):
        session.get_one(ModelRow, row.id).file = "learned-y.model"
    assert again in page(clients["manager"], where)
    assert clients["manager"].post(again, headers=EN).location == f"{where}#models"
    assert "The model kept-20 suggests from now on." in notice(clients["manager"], where)
    session.rollback()
    assert session.get_one(ModelRow, row.id).state == SERVING
    log = clients["manager"].get(f"/projects/{project.id}/log", headers=EN).text
    assert "let the older model <bdi>kept-20</bdi> suggest again" in log


def test_a_model_that_was_set_aside_says_why_and_can_be_used(session, project, clients, where, filled):
    data = registry.all()["learned"].learn([LESSON] * 3, labelsets.read("conflict")).data
    name = put_file(session, project.id, "z", data)
    with writing(session):
        session.scalars(select(ModelRow).filter_by(version="kept-40")).one().state = "aside"
        session.scalars(select(ModelRow).filter_by(version="kept-40")).one().file = name
    row = session.scalars(select(ModelRow).filter_by(version="kept-40")).one()
    said = page(clients["manager"], where)
    assert "is better, but another was chosen while it was learning" in said
    assert "Use this one<" in said
    clients["manager"].post(f"{where}/models/{row.id}/serve", headers=EN)
    log = clients["manager"].get(f"/projects/{project.id}/log", headers=EN).text
    assert "let the model <bdi>kept-40</bdi> suggest, which was set aside" in log


@pytest.mark.parametrize("number", ["0", "999999", "9" * 40])
def test_of_what_is_no_model_there_is_no_page(clients, where, number):
    assert clients["manager"].post(f"{where}/models/{number}/serve").status_code == 404


def test_a_model_of_another_project_is_not_theirs(session, clients, foreign_project, where, filled):
    row = session.scalars(select(ModelRow)).first()
    assert clients["manager"].post(f"/projects/{foreign_project.id}/learning/models/{row.id}/serve").status_code == 404


def test_only_who_manages_the_installation_sees_and_names_the_server(session, clients, lead, where, project):
    assert "Address of the server" in page(clients["manager"], where)
    clients["manager"].post(f"{where}/server", data={"address": ADDRESS}, headers=EN)
    said = page(lead, where)
    assert ("Address of the server" in said, "models.example.org" in said) == (False, False)
    for path in ("server", "server/removal", "server/check"):
        assert lead.post(f"{where}/{path}", data={"address": "http://elsewhere.example.org"}).status_code == 403
    session.rollback()
    assert session.get_one(ProjectRow, project.id).backend_url == ADDRESS


def test_the_secrets_of_the_address_are_kept_and_never_shown(session, clients, where, project):
    client = clients["manager"]
    seen = [client.post(f"{where}/server", data={"address": ADDRESS}, headers=EN).text, page(client, where)]
    assert f'value="{SHOWN}"' in seen[-1]
    assert "A password or token is kept with this address" in seen[-1]
    assert "They travel readable" in seen[-1]
    assert "leave this machine" in seen[-1]
    client.post(f"{where}/server", data={"address": SHOWN}, headers=EN)
    seen.append(notice(client, where))
    assert "The address is as it was." in seen[-1]
    for given in ("https://models.example.org", f"ftp://{SECRET}@x", WICKED, "", "h" * 600):
        client.post(f"{where}/server", data={"address": given}, headers=EN)
        seen += [page(client, where), page(client, f"/projects/{project.id}/log")]
    session.rollback()
    assert session.get_one(ProjectRow, project.id).backend_url == "https://models.example.org"
    assert "They travel readable" not in seen[-1]
    client.post(f"{where}/server/removal", headers=EN)
    assert "The server is removed" in notice(client, where)
    session.rollback()
    assert session.get_one(ProjectRow, project.id).backend_url is None
    assert not [text for text in seen if SECRET in text or WICKED in text]


def test_a_server_that_answers_is_told_the_labels(clients, where):
    with serving() as lab:
        clients["manager"].post(f"{where}/server", data={"address": lab.address}, headers=EN)
        clients["manager"].post(f"{where}/server/check", headers=EN)
        assert "The server answers" in notice(clients["manager"], where)
        assert "LOCATION" in lab.called("/setup")[0]["schema"]


def test_a_server_that_is_not_there_is_trouble(clients, where):
    with serving() as lab:
        address = lab.address
    clients["manager"].post(f"{where}/server", data={"address": address}, headers=EN)
    clients["manager"].post(f"{where}/server/check", headers=EN)
    assert "127.0.0.1" in notice(clients["manager"], where)
    assert "The last call failed" in page(clients["manager"], where)


def test_what_is_wrong_with_a_server_is_seen_from_every_process(clients, where, session, project, monkeypatch):
    here, there = {}, {}

    def process(held) -> None:
        monkeypatch.setattr(remotes, "_held", held)
        session.rollback()  # what was written elsewhere is seen from here on

    with serving() as lab:
        process(here)
        clients["manager"].post(f"{where}/server", data={"address": lab.address}, headers=EN)
        lab.paths["/health"] = [says({}, 422)]
        for _ in range(MOST):
            with pytest.raises(Problem):
                remotes.remote_of(session, project.id).fetch([Document("حلب")], project.label_set.value())
        remotes.note_trouble(session, project.id, remotes.remote_of(session, project.id))
        assert remotes.remote_of(session, project.id).ready() is not None
        process(there)
        assert "The last call failed" in page(clients["manager"], where)
        lab.paths["/health"] = [says({})]
        clients["manager"].post(f"{where}/server/check", headers=EN)
        process(here)
        assert remotes.remote_of(session, project.id).ready() is None
        assert "The last call failed" not in page(clients["manager"], where)


def test_steps_of_an_axis_are_round_and_reach_beyond_what_is_shown():
    assert round_steps(51) == [0, 10, 20, 30, 40, 50, 60]
    assert round_steps(0) == [0, 1]
    assert round_steps(0.35, 4) == [0, 0.1, 0.2, 0.3, 0.4]
    for number in range(1, 3000, 7):
        steps = round_steps(number / 10)
        assert steps[-1] >= number / 10 > steps[-2] - 1e-9
        assert len(steps) <= 7


def test_a_plot_is_mirrored_where_one_reads_from_right_to_left():
    ends = [(0.0, "0"), (10.0, "10")]
    both = [
        plot([Series("first", "", [(0, 0), (10, 10), (99, -5)])], ends, ends, mirrored=one) for one in (False, True)
    ]
    there, back = (one.series[0].points for one in both)
    assert there[0] == (both[0].left, both[0].floor)
    assert there[1] == (*there[2][:1], both[0].top)
    assert back[0] == (both[1].right, both[1].floor)
    assert there[2][1] == both[0].floor


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_training_that_came_to_nothing_is_tried_again_from_its_page(session, clients, where, project, state):
    with writing(session):
        row = JobRow(project_id=project.id, kind="train", state=state)
        session.add(row)
        session.flush()
        address = f"/projects/{project.id}/jobs/{row.id}"
    assert f'action="{where}/training"' in clients["manager"].get(address, headers=EN).get_data(as_text=True)
