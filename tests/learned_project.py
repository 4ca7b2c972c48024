"""A project in which much was learned and counted, put into its tables: what its page shows is looked at with it."""

from __future__ import annotations

import msgspec
from sqlalchemy.orm import Session

from annotator.core.calibration import Calibration, Count
from annotator.db.base import writing
from annotator.db.models import CalibrationRow, ModelRow
from annotator.db.projects import ProjectRow
from annotator.services.learning_counting import scores_of

WICKED = "<script>alert(1)</script>\"'{{ 7*7 }}"
COUNTS = [
    [WICKED, "LOCATION", 0.9, 50, 3],
    ["patterns", WICKED, 0.5, 2, 58],
    ["import", "LOCATION", 0.4, 9, 9],
    ["gazetteer", "LOCATION", 0.93, 400, 60],
    ["gazetteer", "LOCATION", 0.72, 90, 80],
    ["gazetteer", "ACTOR", 0.95, 200, 21],
    ["triggers", "EVENT", 0.8, 120, 60],
    ["triggers", "EVENT", 0.3, 11, 40],
]


def figures(f1: float) -> dict[str, object]:
    """Return what a report says of a model with this F1."""
    return {"micro": {"clitic_free": {"f1": f1}}}


def _kind(documents: int, works: int, spans: int, seconds: int) -> dict[str, object]:
    labels = {"LOCATION": spans * 3 // 5, "ACTOR": spans // 5, WICKED: spans // 5}
    return {"documents": documents, "works": works, "spans": spans, "squares": spans * spans * 3 // (2 * works),
            "timed": works, "seconds": seconds, "labels": labels}  # fmt: skip


def _portion(number: int) -> dict[str, object]:
    return {"first": 10 * number + 1, "last": 10 * number + 10, "since": f"2026-11-{number + 1:02}",
            "until": f"2026-11-{number + 2:02}", "seconds": 120 + 600 / (number + 1), "characters": 812.5,
            "actions": 12.5 + 80 / (number + 1)}  # fmt: skip


def counted() -> dict[str, object]:
    """Return figures, as the table keeps them."""
    outcomes = [
        {"suggester": name, "label": label, "accepted": accepted, "fixed": 1, "rejected": rejected}
        for name, label, _score, accepted, rejected in COUNTS
    ]
    return {
        "outcomes": outcomes,
        "found": [
            {"label": "ACTOR", "accepted": 40, "fixed": 9, "missed": 11},
            {"label": "LOCATION", "accepted": 25, "fixed": 3, "missed": 2},
        ],
        "work": [_portion(number) for number in range(12)],
        "shown": _kind(100, 120, 3600, 21_600),
        "blind": _kind(9, 10, 250, 3_900),
        "memory": {"names": 321, "accepted": 900, "rejected": 70},
        "scores": msgspec.to_builtins(scores_of(Calibration(Count(*one) for one in COUNTS))),
    }


def fill(session: Session, project_id: int) -> None:
    """Put models, counts and figures into a project."""
    broken = {"problem": {"message": WICKED, "values": {}}}
    judged = [(20, 0.58), (40, 0.67), (60, 0.7), (80, 0.69), (120, 0.76)]
    states = ("kept", "kept", "kept", "beaten", "kept")
    with writing(session):
        session.get_one(ProjectRow, project_id).blind_percent = 10
        session.add(CalibrationRow(project_id=project_id, counts=COUNTS, figures=counted()))
        for (documents, f1), state in zip(judged, states, strict=True):
            report = {"rules": figures(0.51 + documents / 4000), "after": figures(f1), "training_seconds": 12.34}
            session.add(_model(project_id, state, documents, report | {"before": None}))
        session.add(_model(project_id, "broken", 140, broken))


def _model(project_id: int, state: str, documents: int, report: dict[str, object]) -> ModelRow:
    return ModelRow(
        project_id=project_id, suggester="learned", version=f"{state}-{documents}", state=state, file="x.model",
        documents=documents, held_out=documents // 5, lessons_sha256="", report=report,
    )  # fmt: skip
