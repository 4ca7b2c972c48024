"""A hundred thousand documents in a database, made at once: narrow rows, many with somebody who has them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from annotator.services.intake import found_by

PLACES = ("حلب", "حمص", "إدلب", "دمشق", "الرقة", "درعا", "اللاذقية", "القامشلي", "دير الزور", "حماة")
WHAT = ("قصف", "اشتباكات", "غارة على", "تفجير في", "مظاهرة في", "هدنة في", "نزوح من", "أسرى من")
TEXT = "قالت مصادر محلية إن طائرات قصفت بلدة قرب المدينة مساء الثلاثاء وسقط جرحى بين المدنيين. "


def fill(session: Session, project: int, users: list[int], number: int = 100_000, layers: int = 20_000) -> None:
    """Put ``number`` documents into ``project``; ``layers`` of them have a layer with spans and some notes."""
    chance = random.Random(4)  # the same rows each time
    run = session.connection().exec_driver_sql
    run("INSERT INTO job (id, project_id, kind, state, done, total, cancelled, fields, result, created_at) "
        f"VALUES (1, {project}, 'import', 'done', 0, 0, 0, '{{}}', '{{}}', '2026-11-27 08:00:00')")  # fmt: skip
    run(
        "INSERT INTO document (id, project_id, key, title, source, date, meta, sha256, created_at, characters,"
        " found_by, wanted, rank, job_id, binned_at) VALUES (?, ?, ?, ?, ?, ?, '{}', ?, ?, ?, ?, ?, ?, ?, ?)",
        [_document(one, project, chance) for one in range(1, number + 1)],
    )
    run(
        "INSERT INTO document_text VALUES (?, ?)",
        [(one, TEXT * chance.randrange(10, 30)) for one in range(1, number + 1)],
    )
    given = [
        (one, users[one % len(users)], project, one, "open", "2026-11-27 09:00:00") for one in range(1, layers * 2)
    ]
    run("INSERT INTO assignment (document_id, user_id, project_id, place, state, created_at, handed) "
        "VALUES (?, ?, ?, ?, ?, ?, 1)", given)  # fmt: skip
    held = [(one, one, users[one % len(users)], 1 + one % 2, _state(one)) for one in range(1, layers + 1)]
    run("INSERT INTO layer (id, document_id, user_id, revision, state, created_at, changed_at) "
        "VALUES (?, ?, ?, ?, ?, '2026-11-27 09:00:00', '2026-11-27 09:30:00')", held)  # fmt: skip
    labels = ("EVENT", "LOCATION", "WEAPON", "ACTOR", "DATE", "CASUALTIES", "PERSON")
    run(
        'INSERT INTO span (layer_id, id, start, "end", label, attributes, origin, decided_at) '
        "VALUES (?, ?, 0, 4, ?, '{}', 'manual', '')",
        [(layer, f"s{n}", labels[(layer + n) % 7]) for layer in range(1, layers + 1) for n in range(20)],
    )
    run(
        "INSERT INTO note (layer_id, id, sort, text, noted_at) VALUES (?, 'n', ?, 'ملاحظة', '')",
        [(layer, ("flag", "comment")[layer % 2]) for layer in range(1, layers + 1, 7)],
    )
    session.commit()


def _state(one: int) -> str:
    return ("open", "finished", "finished", "skipped")[one % 4]


def _document(one: int, project: int, chance: random.Random) -> tuple[object, ...]:
    title, source = f"{chance.choice(WHAT)} {chance.choice(PLACES)} {one}", f"وكالة {chance.randrange(40)}"
    day = date(2016, 1, 1) + timedelta(days=chance.randrange(3000))
    everybody, binned = one % 1000 == 0, one % 500 == 1
    return (
        one, project, f"d-{one:06}", title, source, day.isoformat(), f"{one:064}", "2026-11-27 08:00:00",
        chance.randrange(500, 4000), found_by(title, source, f"d-{one:06}"),
        1_000_000 if everybody else 1 + one % 2, -10 if everybody else (one % 50 == 0) - (one % 70 == 0),
        1 if one % 10 == 0 else None,
        datetime(2026, 11, 27, 10, tzinfo=UTC).replace(tzinfo=None).isoformat(" ") if binned else None,
    )  # fmt: skip
