"""What this project accepted and rejected before: its names found again, at once after the decision.

The registered suggester knows nothing. A project's own is a :class:`Memory` made from its rows, which takes the place
of the registered one: ``{**registry.all(), "memory": Memory(rows)}``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from hashlib import blake2b

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion
from annotator.suggesters.remembering.evidence import NONE, Tally, pooled
from annotator.suggesters.remembering.finding import Found, Names
from annotator.suggesters.remembering.names import NamedText
from annotator.suggesters.remembering.offers import Kind, Offer, is_offered
from annotator.suggesters.remembering.verdicts import Row, Verdict, contexts, rows_of, verdict_on

__all__ = ["Memory", "Row", "Verdict", "rows_of", "suggester", "verdict_on"]

LEAST = 0.5
"""What is more likely rejected than accepted is not proposed."""


class Memory:
    """The verdicts of one project, counted. Equal verdicts in any order make equal memories.

    ``add`` and ``remove`` change it and take microseconds; whoever shares one between threads sees to it that nobody
    reads meanwhile. It keeps no text: names of a few words, and the words beside them.
    """

    id = "memory"
    title = N_("Decisions of this project")
    reads = "text"

    def __init__(self, rows: Iterable[Row] = (), known: Container[str] | None = None) -> None:
        """Start with ``rows``, as :meth:`rows` gave them.

        ``known`` are the matching forms of words that are not to be cut into a clitic and a name (وزارة, where زارة is
        a remembered village); the words of the lists if ``None``.
        """
        self._tallies: dict[str, dict[Kind, Tally]] = {}
        self._names = Names(known)
        self._digest = 0
        self.count(rows)

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that depend on the rows alone."""
        return f"{self._digest:012x}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Memory) and self._tallies == other._tallies

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self._tallies)

    def add(self, verdict: Verdict) -> None:
        """Count a verdict."""
        self.count(rows_of(verdict))

    def remove(self, verdict: Verdict) -> None:
        """Take a verdict back that was added: afterwards everything is as before it.

        ``ValueError`` where it never was added; then nothing is changed.
        """
        taken = [row._replace(accepted=-row.accepted, rejected=-row.rejected) for row in rows_of(verdict)]
        for row in taken:
            self._tally(row).check(row.context, row.accepted, row.rejected)
        self.count(taken)

    def count(self, rows: Iterable[Row]) -> None:
        """Add the counts of ``rows``, which may be negative, to those that are there."""
        for row in rows:
            self._count(row)

    def _count(self, row: Row) -> None:
        kind, kinds = _kind(row), self._tallies.get(row.name)
        tally = (kinds and kinds.get(kind)) or Tally()
        tally.add(row.context, row.accepted, row.rejected)
        self._digest = (self._digest + (row.accepted + (row.rejected << 24)) * _hash(row)) % (1 << 48)
        if kinds is None:
            kinds = self._tallies[row.name] = {}
            self._names.add(row.name)
        kinds[kind] = tally
        if tally.is_empty:
            self._forget(row.name, kind)

    def _forget(self, name: str, kind: Kind) -> None:
        kinds = self._tallies[name]
        del kinds[kind]
        if not kinds:
            del self._tallies[name]
            self._names.remove(name)

    def _tally(self, row: Row) -> Tally:
        return self._tallies.get(row.name, {}).get(_kind(row)) or Tally()

    def rows(self) -> Iterator[Row]:
        """Yield all that is known, in no particular order; a memory made from it is equal to this one."""
        for name, kinds in self._tallies.items():
            for kind, tally in kinds.items():
                for context, seen in (("", tally.total), *tally.contexts.items()):
                    if seen != NONE:
                        yield Row(name, *kind, context, *seen)

    def ready(self) -> Phrase | None:
        """Return ``None`` as soon as anything was decided."""
        return None if self._tallies else Phrase(N_("Nothing was accepted or rejected in this project yet."))

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[Suggestion]:
        """Propose the remembered names; the same as :meth:`propose`."""
        return self.propose(document, labels)

    def propose(self, document: Document, labels: LabelSet) -> list[Suggestion]:
        """Return every place of a remembered name in the text, the longest first where several begin.

        A name inside a longer one is proposed too. Labels and types that ``labels`` does not offer are left out.
        """
        named = NamedText.of(document.text)
        return [one for found in self._names.find(named).all for one in self._suggestions(named, found, labels)]

    def opinion(self, text: str, span: Span, label: str, type: str | None = None) -> float | None:
        """Return how likely this project accepts ``label`` on ``span``; ``None`` where it never decided on such a one.

        It is about the words and what stands around them, whoever proposes the span. With the ``type`` of an event only
        decisions on that type count. Cheap for the text that was last proposed for.
        """
        named = NamedText.of(text)
        kinds = self._tallies.get(named.name(span.start, span.end), {})
        some = [tally for kind, tally in kinds.items() if kind[0] == label and type in (None, kind[1])]
        if not some:
            return None
        around = self._names.find(named).around(span.start, span.end)
        return pooled(some).chance(contexts(*named.beside(span.start, span.end), around))

    def _suggestions(self, named: NamedText, found: Found, labels: LabelSet) -> Iterator[Suggestion]:
        around = contexts(*named.beside(found.start, found.end), found.around)
        best: dict[str, Offer] = {}
        for kind, tally in self._tallies[found.name].items():
            accepted, rejected = tally.total
            offer = Offer(tally.chance(around), accepted, rejected, kind)
            is_likely = accepted >= rejected and offer.chance >= LEAST and is_offered(kind, labels)
            if is_likely and (kind[0] not in best or offer.rank() > best[kind[0]].rank()):
                best[kind[0]] = offer
        for label in sorted(best):
            yield best[label].at(found.start, found.end)


def _kind(row: Row) -> Kind:
    return row.label, row.type, row.subtype


def _hash(row: Row) -> int:
    key = f"{row.name}\0{row.label}\0{row.type or ''}\0{row.subtype or ''}\0{row.context}"
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=6).digest(), "big")


suggester = Memory()
