"""Days as people count them: from midnight to midnight where the server stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta


def today() -> date:
    """Return the day that it is."""
    return datetime.now(UTC).astimezone().date()


def midnight(ago: int = 0) -> datetime:
    """Return when the day began that was ``ago`` days before this one."""
    return datetime.combine(today() - timedelta(days=ago), time.min).astimezone()


def last_days(count: int) -> Sequence[date]:
    """Return the last ``count`` days, the oldest first and today last."""
    return [today() - timedelta(days=ago) for ago in reversed(range(count))]
