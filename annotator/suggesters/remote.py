"""A lab's own model, on any server that speaks the protocol of Label Studio's ML backends.

The texts of a project go to that server: who manages the installation says where, and nobody else. A server that is
slow, silent or talks nonsense costs its own suggestions only, and soon no time either (``backend/circuit.py``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from threading import Lock
from typing import Any, TypeVar

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.suggesters.backend import asking
from annotator.suggesters.backend.address import parse
from annotator.suggesters.backend.answers import Answer, Nonsense, answers
from annotator.suggesters.backend.calls import Calls
from annotator.suggesters.backend.circuit import Circuit
from annotator.suggesters.backend.fetched import ID, TITLE, Fetched

AT_ONCE = 8
"""How many texts go in one request; its time grows with them."""
HEALTH, TAUGHT = 5.0, 10.0
"""The seconds for ``/health``, and for ``/webhook``: a server may train before it answers, nobody waits for that."""

_T = TypeVar("_T")
_OPTIONAL = frozenset(("backend-unknown",))
"""What ``/health``, ``/setup`` and ``/webhook`` may answer: small servers have ``/predict`` only."""


class Remote:
    """The suggester of one project's server. Without an address it proposes nothing and says so.

    ``events``: whether the model knows types of events and roles, too; most know names only. ``seconds`` is the time
    that a server has for one text; ``clock`` and ``sleep`` are the test's, where it has any.
    """

    id = ID
    title = TITLE
    reads = "text"
    loads_late = True
    """Nobody's server is called only because this one starts."""

    def __init__(
        self,
        address: str = "",
        project: int = 1,
        *,
        events: bool = False,
        seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Keep the address (:func:`~annotator.suggesters.backend.address.parse` raises ``backend-address``)."""
        self.version = "1"
        self._project, self._events = project, events
        self._calls = Calls(parse(address), seconds=seconds, sleep=sleep) if address else None
        self._circuit = Circuit(clock)
        self._lock = Lock()
        self._begun = ""

    def __repr__(self) -> str:
        """Name the server without what is secret in its address."""
        return f"Remote({str(self._calls.address) if self._calls else ''!r}, {self._project})"

    @property
    def trouble(self) -> Phrase | None:
        """What the last call failed with, for the people who manage the project; ``None`` after one that succeeded."""
        return self._circuit.trouble

    @property
    def has_address(self) -> bool:
        """Whether there is a server to ask."""
        return self._calls is not None

    def ready(self) -> Phrase | None:
        """Return that no server is set up, or why the server is left alone for now. Calls nobody."""
        if self._calls is None:
            return Phrase(N_("No server is set up for this project: a manager of the installation can name one."))
        return self._circuit.refusing

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[Suggestion | ArgumentSuggestion]:
        """Propose what the server proposes; nothing where it cannot be had (``trouble`` says why)."""
        if self.ready() is not None:
            return []
        try:
            return self.fetch([document], labels).suggest(document, labels)
        except Problem:
            return []

    def fetch(self, documents: Sequence[Document], labels: LabelSet) -> Fetched:
        """Ask for several texts, and return a suggester that has the answers and calls nobody.

        Raises the :class:`Problem` of the call that failed (see :meth:`Calls.post`), ``backend-misplaced`` where no
        region fits its text, ``backend-none`` without an address. So a caller can tell “nothing found” from “not
        answered”, and leave what the server proposed before as it is.
        """
        found: dict[str, Answer] = {}
        for start in range(0, len(documents), AT_ONCE):
            some = documents[start : start + AT_ONCE]
            answered = self._guarded(partial(self._predict, some, labels))
            found.update((document.sha256, answer) for document, answer in zip(some, answered, strict=True))
        return Fetched(self.version, found)

    def check(self, labels: LabelSet) -> None:
        """Call ``/health`` and ``/setup`` now, whatever failed before; raises the :class:`Problem` that they have."""
        self._circuit.worked()
        with self._lock:
            self._begun = ""
        self._guarded(lambda calls: self._begin(calls, self._config(labels)))

    def learned_from(
        self,
        document: Document,
        spans: Sequence[Span],
        labels: LabelSet,
        events: Sequence[asking.Event] = (),
        *,
        again: bool = False,
    ) -> None:
        """Tell the server of a finished document, or (``again``) of one that was changed since, so that it may train.

        All spans are in ``spans``, triggers too. Raises like :meth:`fetch`; a server that takes the call and is then
        busy training for longer than we wait is none that failed.
        """
        config, told = self._config(labels), events if self._events else ()
        body = asking.webhook_request(self._project, config, document, spans, told, again=again)
        self._guarded(lambda calls: _tell(calls, body))

    def _guarded(self, work: Callable[[Calls], _T]) -> _T:
        if self._calls is None:
            raise Problem("backend-none", N_("No server is set up for this project."))
        self._circuit.enter()
        try:
            done = work(self._calls)
        except Problem as problem:
            with self._lock:
                self._begun = ""  # it may be another server, or another start of it, that answers next
            self._circuit.failed(problem)
            raise
        self._circuit.worked()
        return done

    def _begin(self, calls: Calls, config: str) -> None:
        """See that the server is there, and say what the labels are: before the first text, and after each failure."""
        mark = sha256(config.encode()).hexdigest()
        if self._begun == mark:
            return
        _optional(lambda: calls.get("health", seconds=min(HEALTH, calls.seconds)))
        _optional(lambda: calls.post("setup", asking.setup_request(self._project, config)))
        with self._lock:
            self._begun = mark

    def _config(self, labels: LabelSet) -> str:
        return asking.label_config(labels, events=self._events)

    def _predict(self, documents: Sequence[Document], labels: LabelSet, calls: Calls) -> list[Answer]:
        config = self._config(labels)
        self._begin(calls, config)
        body = asking.prediction_request(self._project, config, documents)
        value = calls.post("predict", body, seconds=calls.seconds * len(documents))
        address = str(calls.address)
        try:
            found = answers(value, documents, labels)
        except Nonsense:
            message = N_("The server %(address)s answers, but not as the protocol of ML backends has it. See its log.")
            raise Problem("backend-nonsense", message, address=address) from None
        regions, misplaced = sum(one.regions for one in found), sum(one.misplaced for one in found)
        if regions and regions == misplaced:
            message = N_(
                "The server %(address)s names %(count)s spans, none of which is where it says. See its offsets."
            )
            raise Problem("backend-misplaced", message, address=address, count=regions)
        self.version = next((one.version for one in found if one.version), "") or "1"
        return found


def _optional(call: Callable[[], Any]) -> None:
    try:
        call()
    except Problem as problem:
        if problem.code not in _OPTIONAL:
            raise


def _tell(calls: Calls, body: Mapping[str, Any]) -> None:
    try:
        calls.post("webhook", body, seconds=min(TAUGHT, calls.seconds))
    except Problem as problem:
        if problem.code != "backend-late" and problem.code not in _OPTIONAL:
            raise


suggester = Remote()
