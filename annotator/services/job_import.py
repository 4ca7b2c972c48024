"""The job that brings uploads in: line by line, what cannot be taken is noted, the rest becomes documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.core.records import FileProblem
from annotator.db.accounts import UserRow
from annotator.db.adjudication import GoldRow
from annotator.db.base import insert_all, writing
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.jobs import DOUBLE, REFUSED, JobLineRow, JobRow, UploadRow
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow
from annotator.services.intake import Double, Particulars, Report, take_batches
from annotator.services.jobs import Cancelled, Running, add_job, kept
from annotator.services.learning_counting import IMPORTED
from annotator.services.uploads import keep_refused, path_of

BATCH = 100
"""So many documents come in by one write transaction: others wait for it."""
NOTHING = Particulars()
COUNTED = ("added", "doubles", "refused", "suggestions", "layers", "gold", "gold_doubles")
"""What is counted of each file; of what was there already, ``gold_doubles`` would have brought gold."""
LATEST = 20
"""Among so many of a project's jobs a form that is sent twice is looked for."""


def start_import(
    session: Session,
    project: ProjectRow,
    by: UserRow,
    keys: Sequence[str],
    *,
    form: str = "",
    particulars: Particulars = NOTHING,
    annotators: Iterable[UserRow] = (),
    suggest: bool = False,
) -> int:
    """Start the job that brings the uploads of ``keys`` in, and return its id; they are its own from then on.

    ``form`` names the form that was sent: sent again, it starts nothing, and the job that it started is returned.
    Raises :class:`Problem` ``uploads-gone`` where one of the uploads is not there.
    """
    project_id, user_id = project.id, by.id
    takers = [person.id for person in annotators]
    with writing(session):
        if form and (started := _started(session, project_id, user_id, form)):
            mine = UploadRow.key.in_(keys), UploadRow.project_id == project_id, UploadRow.user_id == user_id
            session.execute(delete(UploadRow).where(*mine))
            return started
        files = _claimed(session, project_id, user_id, keys)
        # A title belongs to one document; with several files it would belong to none.
        title = particulars.title if len(files) == 1 else ""
        day = particulars.date.isoformat() if particulars.date else None
        fields = {
            "form": form,
            "files": files,
            "particulars": {"title": title, "source": particulars.source, "date": day},
            "annotators": takers,
            "suggest": suggest,
        }
        return add_job(session, project_id, "import", fields, user_id).id


def _started(session: Session, project_id: int, user_id: int, form: str) -> int | None:
    latest = select(JobRow.id, JobRow.fields).filter_by(project_id=project_id, user_id=user_id, kind="import")
    found = session.execute(latest.order_by(JobRow.id.desc()).limit(LATEST))
    return next((job for job, fields in found if fields.get("form") == form), None)


def _claimed(session: Session, project_id: int, user_id: int, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Take the uploads out of those that wait, and return what the job is to know of them."""
    mine = UploadRow.project_id == project_id, UploadRow.user_id == user_id
    rows = {row.key: row for row in session.scalars(select(UploadRow).where(*mine))}
    keys = list(dict.fromkeys(keys))
    if not keys or not rows.keys() >= set(keys):
        raise Problem("uploads-gone", N_("Some of these files are no longer here. Send them again."))
    files = [{"key": key, "name": rows[key].name, "size": rows[key].size} for key in keys]
    for key in keys:
        session.delete(rows[key])
    return files


def work(running: Running) -> None:
    """Bring one file after the other in."""
    files = running.result.setdefault("files", [_beginning(file) for file in running.fields["files"]])
    running.total = sum(file["size"] for file in files)
    before = 0
    for place, file in enumerate(files):
        if file["state"] in ("waiting", "running"):
            _bring(running, place, before)
        before += file["size"]
    running.done = running.total
    if running.fields["suggest"] and any(file["added"] for file in files):
        running.next = ("suggest", {"imported_by": running.id})


def _beginning(file: Mapping[str, Any]) -> dict[str, Any]:
    counts = dict.fromkeys(COUNTED, 0)
    return {"name": file["name"], "size": file["size"], "state": "waiting", **counts}


def _bring(running: Running, place: int, before: int) -> None:
    session, file = running.session, running.result["files"][place]
    given = running.fields["files"][place]
    path = path_of(running.folder, given["key"])
    count = _Count(running, place)
    project = session.get_one(ProjectRow, running.project_id)
    try:
        with path.open("rb") as stream:
            batches = take_batches(
                session,
                project,
                given["name"],
                stream,
                particulars=_particulars(running.fields["particulars"]),
                annotators=_persons(session, running.fields["annotators"]),
                refused=count.refuse,
                batch=BATCH,
                job_id=running.id,
                by=session.get(UserRow, running.user_id) if running.user_id else None,
            )
            for report in batches:
                count.take(report)
                running.step(before + min(stream.tell(), file["size"]))
    except Cancelled:
        file["state"] = "cancelled"
        _settle(running, given["key"], count)
        raise
    except FileNotFoundError:
        count.refuse(FileProblem("upload-gone", given["name"], 0, N_("the file is no longer here. Send it again.")))
    file["state"] = "done" if file["added"] or file["doubles"] else "refused"
    _settle(running, given["key"], count)


def _settle(running: Running, key: str, count: _Count) -> None:
    """Write down what came of a file; of the file itself only the lines stay that somebody may want to mend."""
    count.write()
    if count.numbers:
        keep_refused(running.folder, key, count.numbers)
    running.write()
    path_of(running.folder, key).unlink(missing_ok=True)


def _particulars(given: Mapping[str, Any]) -> Particulars:
    day = given["date"]
    return Particulars(given["title"], given["source"], date.fromisoformat(day) if day else None)


def _persons(session: Session, ids: Sequence[int]) -> Sequence[UserRow]:
    found = {person.id: person for person in session.scalars(select(UserRow).where(UserRow.id.in_(ids)))}
    return [found[one] for one in ids if one in found]


class _Count:
    """What comes of one file: counts into the job's result, and the lines that were not taken into their table.

    A file that is begun again after a restart finds its own documents as doubles; they are counted as what came in.
    """

    def __init__(self, running: Running, place: int) -> None:
        self._running, self._place = running, place
        self._file = running.result["files"][place]
        self._lines: list[dict[str, Any]] = []
        self.numbers: set[int] = set()
        session = running.session
        if "since" not in self._file:
            self._file["since"] = session.scalar(select(func.max(DocumentRow.id))) or 0
        self._file.update(state="running", refused=0, gold_doubles=0)
        with writing(session):
            session.execute(delete(JobLineRow).where(*self._mine()))
            running.put()
        self._own = self._earlier(select(DocumentRow.id))
        self._again = 0
        self._suggestions, self._layers, self._gold = self._kept() if self._own else (0, 0, 0)

    def _mine(self) -> Sequence[Any]:
        kinds = JobLineRow.kind.in_((REFUSED, DOUBLE))  # said, so that the index serves
        return JobLineRow.job_id == self._running.id, kinds, JobLineRow.file == self._place

    def _earlier(self, query: Any) -> set[int]:
        mine = DocumentRow.job_id == self._running.id, DocumentRow.id > self._file["since"]
        return set(self._running.session.scalars(query.where(*mine)))

    def _kept(self) -> tuple[int, int, int]:
        """Return how many suggestions, layers and documents with gold came in before the restart."""
        mine = DocumentRow.job_id == self._running.id, DocumentRow.id > self._file["since"]
        suggestions = select(func.count(SuggestionRow.id)).join(
            DocumentRow, DocumentRow.id == SuggestionRow.document_id
        )
        layers = select(func.count(LayerRow.id)).join(DocumentRow, DocumentRow.id == LayerRow.document_id)
        gold = select(func.count(GoldRow.id)).join(DocumentRow, DocumentRow.id == GoldRow.document_id)
        session = self._running.session
        return (
            session.scalar(suggestions.where(*mine, SuggestionRow.suggester == IMPORTED)) or 0,
            session.scalar(layers.where(*mine)) or 0,
            session.scalar(gold.where(*mine)) or 0,
        )

    def refuse(self, problem: FileProblem) -> None:
        """Note a line that cannot be taken, or what is wrong with the file."""
        self._file["refused"] += 1
        if problem.raw or problem.code == "line-long":
            self.numbers.add(problem.line)
        reason = problem.phrase.values["reason"]
        self._note(REFUSED, problem.line, reason=kept(reason))
        if len(self._lines) >= BATCH:
            self.write()
            self._running.step(self._running.done)

    def take(self, report: Report) -> None:
        """Note what has come in by now, and which texts were there already."""
        for double in report.doubles:
            self._double(double)
        # It keeps only the first ones of a large file; taken out, it has room for the next.
        report.doubles.clear()
        report.added.clear()
        self._file["added"] = report.documents + self._again
        self._file["doubles"] = report.doubled - self._again
        self._file["suggestions"] = report.suggestions + self._suggestions
        self._file["layers"] = report.layers + self._layers
        self._file["gold"] = report.gold + self._gold
        self.write()

    def _double(self, double: Double) -> None:
        if double.document in self._own:
            self._own.discard(double.document)
            self._again += 1
        else:
            self._file["gold_doubles"] += double.gold
            self._note(DOUBLE, double.line, document_id=double.document, title=double.title)

    def _note(self, kind: str, line: int, **more: Any) -> None:
        values = {"document_id": None, "title": "", "reason": None, **more}
        self._lines.append({"job_id": self._running.id, "file": self._place, "kind": kind, "line": line, **values})

    def write(self) -> None:
        """Write the lines that were noted."""
        if self._lines:
            with writing(self._running.session) as session:
                insert_all(session, JobLineRow, self._lines)
            self._lines = []
