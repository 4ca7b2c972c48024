"""Training in a process of its own: the server stays quick, and what goes wrong there ends nothing here.

``python -m annotator.services.training_apart FOLDER`` reads ``task.json`` (a :class:`Task`) and, where there is one,
``before.model`` in the folder; it writes ``probe.model`` (which has not seen the documents held out), ``final.model``
(which has seen all) and ``report.json``, or ``problem.json``. Each line that it prints is the share done so far.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from annotator.core.labelfile import read_label_set
from annotator.core.labels import LabelSet
from annotator.core.lessons import Lesson
from annotator.core.phrases import Problem
from annotator.core.suggestions import Learner, Model, Suggester
from annotator.services.evaluate import Figures, measured
from annotator.services.lessons import Task, from_json, is_held_out
from annotator.services.phrasing import phrase_to_json
from annotator.suggesters import registry


def main(folder: Path) -> None:
    """Do the task of a folder."""
    try:
        _learn(folder, msgspec.json.decode((folder / "task.json").read_bytes(), type=Task))
    except Problem as problem:
        told = {"code": problem.code, **phrase_to_json(problem.phrase)}
        (folder / "problem.json").write_bytes(msgspec.json.encode(told))
    except Exception as error:
        # What an error says may quote a user's text; where it happened never does.
        print("".join(traceback.format_tb(error.__traceback__)), type(error).__name__, file=sys.stderr)
        sys.exit(1)


def _learn(folder: Path, task: Task) -> None:
    labels = read_label_set(task.labels, "label set")
    lessons = [from_json(one) for one in task.lessons]
    held_out = [one for one in lessons if is_held_out(one)]
    seen = [one for one in lessons if not is_held_out(one)]
    learner: Learner = registry.all()[task.suggester]
    begun = time.perf_counter()
    probe = learner.learn(seen, labels, unlabelled=task.unlabelled, report=_telling(0.0, 0.4))
    final = learner.learn(lessons, labels, unlabelled=task.unlabelled, report=_telling(0.4, 0.8))
    seconds = time.perf_counter() - begun
    before, why_not = _before(folder / "before.model", learner)
    figures = {
        "rules": _measured(held_out, labels, {}),
        "before": _measured(held_out, labels, {before.id: before}) if before else None,
        "after": _measured(held_out, labels, {probe.id: probe}),
    }
    _telling(0.0, 1.0)(1.0)
    report = {**figures, "training_seconds": round(seconds / 2, 2), "version": final.version, "before_problem": why_not}
    (folder / "probe.model").write_bytes(probe.data)
    (folder / "final.model").write_bytes(final.data)
    (folder / "report.json").write_bytes(msgspec.json.encode(report))


def _before(path: Path, learner: Learner) -> tuple[Model | None, Any]:
    """Return the model to be beaten; one that cannot be read is no model."""
    if not path.exists():
        return None, None
    try:
        return learner.load(path.read_bytes()), None
    except Problem as problem:
        return None, phrase_to_json(problem.phrase)


def _measured(gold: Sequence[Lesson], labels: LabelSet, models: Mapping[str, Suggester]) -> dict[str, Any]:
    """Return how well the suggesters that come with the program do, with ``models`` in the place of theirs."""
    named = {**registry.all(), **models}
    quick = {name: one for name, one in named.items() if one.ready() is None and not getattr(one, "loads_late", False)}
    figures: Figures = measured(gold, labels, quick)
    return figures.as_json()


def _telling(low: float, high: float) -> Any:
    def tell(share: float) -> None:
        print(f"{low + share * (high - low):.3f}", flush=True)

    return tell


if __name__ == "__main__":
    main(Path(sys.argv[1]))
