"""How often somebody may try: failed sign-ins, requests for a new password, links that nobody has made.

Tries are counted by name and by network address, in windows that move. A name that does not exist counts like one that
does. They are kept in the database, which all processes of the server share, and are swept away as new ones come.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.db.accounts import AttemptRow
from annotator.db.base import table_of, writing
from annotator.services.sign_ins import digest

SIGN_IN, CURRENT, RESET, LINK = "sign-in", "current", "reset", "link"
"""What is tried: signing in by password; the current password, to change one's account; asking for a new password (each
request counts); a link or an invitation that does not exist."""

PAIR, ADDRESS, NAME = "pair", "address", "name"
"""Whose tries are counted together: those for a name from an address, from an address, for a name."""


@dataclass(frozen=True, slots=True)
class Rule:
    """At most ``most`` tries of those ``counted`` together, in any ``minutes``."""

    counted: str
    most: int
    minutes: int

    @property
    def seconds(self) -> int:
        """The length of the window."""
        return 60 * self.minutes


RULES: Mapping[str, Sequence[Rule]] = {
    SIGN_IN: (Rule(PAIR, 5, 5), Rule(ADDRESS, 30, 5), Rule(NAME, 50, 60)),
    CURRENT: (Rule(NAME, 10, 15),),
    RESET: (Rule(ADDRESS, 10, 15), Rule(NAME, 3, 60)),
    LINK: (Rule(ADDRESS, 30, 5),),
}


class Throttled(Problem):
    """Too many tries: the next one is taken in ``seconds``. Code ``throttled``."""

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__("throttled", N_("Too many tries. Minutes to wait: %(minutes)s."), minutes=minutes)
        self.seconds = seconds


class Throttle:
    """Counts tries. Ask with :meth:`check` before, tell with :meth:`failed` after; ``clock`` gives seconds.

    Tries at the same moment may all be let through before the first of them has failed: as many as there are threads
    in all processes.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock

    def check(self, session: Session, kind: str, name: str = "", address: str | None = None) -> None:
        """Raise :class:`Throttled` where no further try is taken now."""
        now, waits = self._clock(), [0.0]
        for rule, key in _keys(kind, name, address):
            count, first = _recent(session, key, rule, now)
            if count >= rule.most:
                waits.append(first + rule.seconds - now)
        if max(waits) > 0:
            raise Throttled(int(max(waits)) + 1)

    def failed(self, session: Session, kind: str, name: str = "", address: str | None = None) -> None:
        """Count a try that failed, in a transaction of its own; a key that has its most is left as it is."""
        # Nobody waits for the disk: what is lost with the power are tries.
        with writing(session, synced=False):
            now = self._clock()
            session.execute(_OVER, {"now": now})
            for rule, key in _keys(kind, name, address):
                if _recent(session, key, rule, now)[0] < rule.most:
                    session.execute(_NEW, {"key": key, "at": now, "ends": now + rule.seconds})


_attempt = table_of(AttemptRow)
_NEW = insert(_attempt)
_RECENT = select(func.count(), func.min(_attempt.c.at)).where(
    # What lies ahead was written before the clock was set back: it must not keep anybody out for as long.
    _attempt.c.key == bindparam("key"), _attempt.c.at > bindparam("since"), _attempt.c.at <= bindparam("now")
)  # fmt: skip
_OVER = delete(_attempt).where(_attempt.c.ends <= bindparam("now"))


def _recent(session: Session, key: str, rule: Rule, now: float) -> tuple[int, float]:
    """Return how many tries a key has in the window that ends now, and when the first of them was."""
    asked = {"key": key, "since": now - rule.seconds, "now": now}
    count, first = session.execute(_RECENT, asked).one()
    return count, first if count else now


def _keys(kind: str, name: str, address: str | None) -> Iterator[tuple[Rule, str]]:
    who, where = _one_name(name), _network(address)
    parts: Mapping[str, Sequence[str]] = {NAME: (who,), ADDRESS: (where,), PAIR: (who, where)}
    for rule in RULES[kind]:
        yield rule, " ".join((kind, rule.counted, *parts[rule.counted]))


def _one_name(name: str) -> str:
    """Return what stands for a name however it is written, short however long it is."""
    return digest(unicodedata.normalize("NFC", name).strip().casefold())


def _network(address: str | None) -> str:
    """Return what one customer of a network has: an IPv4 address, or 64 bits of an IPv6 address."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return digest(address or "")
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or (int(parsed) >> 64))
