"""Counting what suggestions come to, in the database: what people made of them, time, actions, anchoring.

With a hundred thousand documents it takes seconds: it is counted beside other work and kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import mean, median
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from annotator.core.calibration import Calibration
from annotator.core.layer import ACCEPTED, FIXED, MANUAL, REJECTED
from annotator.services.learning_figures import Error, Figures, Found, Kind, Memory, Outcome, Portion, Scores

MOST_GROUPS = 20
"""The work over time is shown in so many portions at most, of equally many documents each."""
_ROUND = (1, 2, 5)
IMPORTED = "import"
"""The suggester id of spans that came with a file."""

# Suggestions bend and save something only where there are any, shown or not: documents without any do not count.
_SPANS = text(
    """
    SELECT d.blind, p.label, p.origin, count(*)
    FROM document d JOIN layer l ON l.document_id = d.id JOIN span p ON p.layer_id = l.id
    WHERE d.project_id = :project AND d.binned_at IS NULL AND d.purpose <> 'practice' AND l.state = 'finished'
        AND EXISTS (SELECT 1 FROM suggestion s WHERE s.document_id = d.id)
    GROUP BY d.blind, p.label, p.origin
    """
)
_LAYERS = text(
    """
    SELECT blind, count(DISTINCT document), count(*), sum(spans), sum(spans * spans), sum(seconds > 0), sum(seconds)
    FROM (SELECT d.blind AS blind, d.id AS document, l.seconds AS seconds,
            (SELECT count(*) FROM span p WHERE p.layer_id = l.id) AS spans
        FROM document d JOIN layer l ON l.document_id = d.id
        WHERE d.project_id = :project AND d.binned_at IS NULL AND d.purpose <> 'practice' AND l.state = 'finished'
            AND EXISTS (SELECT 1 FROM suggestion s WHERE s.document_id = d.id))
    GROUP BY blind
    """
)
# What belongs to one undo step was one deed, however many operations it takes: accepting a whole list, for example.
# A layer without seconds came from a file, or was saved at once: nothing was measured there.
_WORK = text(
    """
    SELECT l.seconds, d.characters, substr(l.changed_at, 1, 10),
        (SELECT count(DISTINCT coalesce(nullif(json_extract(o.fields, '$.step'), ''), o.operation_id))
            FROM operation o WHERE o.layer_id = l.id)
    FROM document d JOIN layer l ON l.document_id = d.id
    WHERE d.project_id = :project AND d.binned_at IS NULL AND l.state = 'finished' AND NOT d.blind AND l.seconds > 0
    ORDER BY l.changed_at, l.id
    """
)
_MEMORY = text(
    """
    SELECT count(DISTINCT name), coalesce(sum(accepted), 0), coalesce(sum(rejected), 0)
    FROM remembered WHERE project_id = :project AND context = ''
    """
)


def count_figures(session: Session, project_id: int, verdicts: Iterable[Row[Any]], calibration: Calibration) -> Figures:
    """Count; ``verdicts`` are rows that begin with suggester, label, verdict and how many."""
    here = {"project": project_id}
    spans = session.execute(_SPANS, here).all()
    kinds = {bool(row[0]): row[1:] for row in session.execute(_LAYERS, here)}
    labels: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for blind, label, _origin, count in spans:
        labels[bool(blind)][label] += count
    shown, blind = (_kind(kinds.get(one), labels[one]) for one in (False, True))
    return Figures(
        _outcomes(verdicts),
        _found(row[1:] for row in spans if not row[0]),
        portions([tuple(row) for row in session.execute(_WORK, here)]),
        shown,
        blind,
        Memory(*session.execute(_MEMORY, here).one()),
        scores_of(calibration),
    )


def scores_of(calibration: Calibration) -> Scores:
    """Return what a page shows of a calibration: with many scores it takes half a second."""
    judged: Counter[str] = Counter()
    for one in calibration.counts:
        judged[one.suggester] += one.accepted + one.rejected
    return Scores(
        list(calibration.reliability(calibrated=False)),
        list(calibration.reliability()),
        Error("", judged.total(), calibration.error(calibrated=False), calibration.error()),
        [
            Error(name, count, calibration.error(name, calibrated=False), calibration.error(name))
            for name, count in sorted(judged.items())
        ],
        # Spans of a file are no suggester's, and always shown.
        [one for one in calibration.silenced.values() if one.suggester != IMPORTED],
    )


def _kind(counts: Iterable[int] | None, labels: Mapping[str, int]) -> Kind:
    documents, works, spans, squares, timed, seconds = counts or (0,) * 6
    return Kind(documents, works, spans, squares, timed, seconds, dict(sorted(labels.items())))


def _outcomes(rows: Iterable[Any]) -> list[Outcome]:
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for suggester, label, verdict, count, *_ in rows:
        counts[suggester, label][verdict] += count
    return [Outcome(*key, one[ACCEPTED], one[FIXED], one[REJECTED]) for key, one in sorted(counts.items())]


def _found(rows: Iterable[Any]) -> list[Found]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for label, origin, count in rows:
        counts[label][origin] += count
    return [Found(label, one[ACCEPTED], one[FIXED], one[MANUAL]) for label, one in sorted(counts.items())]


def portions(work: Sequence[tuple[Any, ...]]) -> list[Portion]:
    """Return finished works (seconds, characters, day, actions), in their order, in portions of a round number.

    There are ten or more in each; what is left at the end is a portion if it is half of one, else part of the last.
    """
    return [_portion(start, work[start:end]) for start, end in pairwise(cuts(len(work)))]


def cuts(number: int) -> list[int]:
    """Return where so many things are cut into portions, from 0 to ``number``; nothing where there are none."""
    if not number:
        return []
    size = _size(number)
    return [size * place for place in range(max(1, (number + size // 2) // size))] + [number]


def _size(number: int) -> int:
    """Return the least of 10, 20, 50, 100 … of which there are not too many portions."""
    unit = 10
    while True:
        for one in _ROUND:
            if number <= one * unit * MOST_GROUPS:
                return one * unit
        unit *= 10


def _portion(start: int, work: Sequence[tuple[Any, ...]]) -> Portion:
    seconds, characters, days, actions = zip(*work, strict=True)
    return Portion(
        start + 1, start + len(work), days[0], days[-1],
        float(median(seconds)), float(median(actions)), round(mean(characters), 1),
    )  # fmt: skip
