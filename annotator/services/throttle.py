"""How often somebody may try: failed sign-ins, requests for a new password, links that nobody has made.

It counts in memory, by name and by network address. A name that does not exist counts like one that does.
"""

from __future__ import annotations

import threading
import time
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MovingWindowSupport, Storage
from limits.strategies import MovingWindowRateLimiter

from annotator.core.phrases import N_, Problem
from annotator.services.sign_ins import digest

SIGN_IN, CURRENT, RESET, LINK = "sign-in", "current", "reset", "link"
"""What is tried: signing in by password; the current password, to change one's account; asking for a new password (each
request counts); a link or an invitation that does not exist."""

PAIR, ADDRESS, NAME = "pair", "address", "name"
"""Whose tries are counted together: those for a name from an address, from an address, for a name."""

RULES: Mapping[str, Sequence[tuple[str, RateLimitItem]]] = {
    SIGN_IN: (
        (PAIR, RateLimitItemPerMinute(5, 5)),
        (ADDRESS, RateLimitItemPerMinute(30, 5)),
        (NAME, RateLimitItemPerHour(50)),
    ),
    CURRENT: ((NAME, RateLimitItemPerMinute(10, 15)),),
    RESET: ((ADDRESS, RateLimitItemPerMinute(10, 15)), (NAME, RateLimitItemPerHour(3))),
    LINK: ((ADDRESS, RateLimitItemPerMinute(30, 5)),),
}


class Throttled(Problem):
    """Too many tries: the next one is taken in ``seconds``. Code ``throttled``."""

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__("throttled", N_("Too many tries. Minutes to wait: %(minutes)s."), minutes=minutes)
        self.seconds = seconds


class Throttle:
    """Counts tries. Ask with :meth:`check` before, tell with :meth:`failed` after; ``clock`` gives seconds.

    Tries at the same moment may all be let through before the first of them has failed: as many as there are threads.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._limiter = MovingWindowRateLimiter(_Memory(clock))

    def check(self, kind: str, name: str = "", address: str | None = None) -> None:
        """Raise :class:`Throttled` where no further try is taken now."""
        waits = [0.0]
        for rule, key in self._keys(kind, name, address):
            stats = self._limiter.get_window_stats(rule, *key)
            if stats.remaining < 1:
                waits.append(stats.reset_time - self._clock())
        if max(waits) > 0:
            raise Throttled(int(max(waits)) + 1)

    def failed(self, kind: str, name: str = "", address: str | None = None) -> None:
        """Count a try that failed."""
        for rule, key in self._keys(kind, name, address):
            self._limiter.hit(rule, *key)

    def _keys(self, kind: str, name: str, address: str | None) -> Iterator[tuple[RateLimitItem, tuple[str, ...]]]:
        who, where = _one_name(name), _network(address)
        parts: Mapping[str, tuple[str, ...]] = {NAME: (who,), ADDRESS: (where,), PAIR: (who, where)}
        for counted, rule in RULES[kind]:
            yield rule, (kind, counted, *parts[counted])


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


class _Memory(Storage, MovingWindowSupport):
    """The tries of each key, oldest first, on a clock that can be given; the library's own knows only the system's."""

    STORAGE_SCHEME = None

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: dict[str, list[float]] = {}
        self._ends: dict[str, float] = {}
        self._swept = clock()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        with self._lock:
            now = self._clock()
            self._sweep(now)
            tries = self._recent(key, expiry, now)
            if len(tries) + amount > limit:
                return False
            self._tries[key] = [*tries, *[now] * amount]
            self._ends[key] = now + expiry
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        with self._lock:
            now = self._clock()
            tries = self._recent(key, expiry, now)
            return (tries[0] if tries else now), len(tries)

    def _recent(self, key: str, expiry: int, now: float) -> list[float]:
        tries = self._tries.get(key, [])
        return tries[bisect_right(tries, now - expiry) :]

    def _sweep(self, now: float) -> None:
        """Forget, once a minute, the keys that no longer count: invented names must not fill the memory."""
        if now - self._swept < 60:
            return
        self._swept = now
        for key in [key for key, end in self._ends.items() if end <= now]:
            del self._tries[key], self._ends[key]

    # What the library asks of every storage.
    base_exceptions = ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        raise NotImplementedError

    def get(self, key: str) -> int:
        return len(self._tries.get(key, ()))

    def get_expiry(self, key: str) -> float:
        return self._ends.get(key, self._clock())

    def check(self) -> bool:
        return True

    def clear(self, key: str) -> None:
        with self._lock:
            self._tries.pop(key, None)
            self._ends.pop(key, None)

    def reset(self) -> int | None:
        with self._lock:
            self._tries.clear()
            self._ends.clear()
        return None
