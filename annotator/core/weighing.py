"""How far each annotator can be relied on, estimated from where they agree with the others; nobody knows the truth.

The model is MACE (``mace``), on the answers at cases: a label, or nothing. On simulated spans (missed, superfluous and
mislabelled ones; 3 to 5 annotators, 60 to 600 cases, all or two of them at each) its accuracies were nearer the true
ones than those of the model of Dawid and Skene (Applied Statistics 28, 1979), which has more to learn: off by 0.05 in
the mean, against 0.08, or 0.07 with its rows drawn to those of all annotators; counting votes is off by 0.09.

A weight is the log odds of being right, by which a vote of independent annotators is best (Nitzan and Paroush, Int.
Econ. Rev. 23, 1982), so scaled that 1 is the mean.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from annotator.core.cases import Case
from annotator.core.mace import Pattern, estimate
from annotator.core.phrases import N_, Phrase

NOTHING = ""
"""The answer of those who marked nothing."""
_GROUND = 0.5
"""Added to all log odds, so that where nobody is much better than a coin, all weigh nearly the same."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """What the data say of one annotator.

    ``accuracy`` is the share of ``cases`` (those that others had to judge, too) at which they are right, smoothed;
    ``weight`` what their word counts, 1 being the mean. ``confusion[true][answer]`` is the expected number of cases;
    :data:`NOTHING` stands for “nothing here”. Where the data cannot tell, ``undefined`` says why, ``accuracy`` is
    ``None``, and the weight is 1.
    """

    weight: float
    cases: int
    accuracy: float | None = None
    confusion: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    undefined: Phrase | None = None


def weigh(cases: Iterable[Case]) -> Mapping[str, Reliability]:
    """Return by annotator how far they can be relied on, from the cases of all documents of a project.

    Where nothing was marked, there is no case: an annotator is judged by what at least one of them marked. Nothing can
    be told of somebody who shares no case with others; nor where annotators were compared only in such a way that two
    sides face one another (the simplest: two annotators), as either may be the one who is right.
    """
    return weigh_answers(Counter(answers(case) for case in cases))


def weigh_answers(patterns: Mapping[Pattern, int]) -> Mapping[str, Reliability]:
    """Do as :func:`weigh`, from how often there were which :func:`answers`: a count takes less room than cases."""
    shared = {pattern: count for pattern, count in patterns.items() if len(pattern) > 1}
    names = sorted({name for pattern in patterns for name, _answer in pattern})
    unclear = _unclear(names, shared)
    known = {pattern: count for pattern, count in shared.items() if not unclear.keys() & {name for name, _ in pattern}}
    found = _estimates(known) if known else {}
    return {name: unclear.get(name) or found[name] for name in names}


def weights_of(found: Mapping[str, Reliability]) -> dict[str, float]:
    """Return the weights alone, as :func:`annotator.core.settling.settle` takes them."""
    return {name: one.weight for name, one in found.items()}


def answers(case: Case) -> Pattern:
    """Return what each annotator says at a case: a label, or :data:`NOTHING`."""
    marks = case.marks
    return tuple((name, marks[name].span.label if name in marks else NOTHING) for name in sorted(case.annotators))


def _unclear(names: Sequence[str], shared: Mapping[Pattern, int]) -> dict[str, Reliability]:
    """Return what cannot be told, by annotator: who is alone, and who belongs to two sides."""
    beside: dict[str, set[str]] = defaultdict(set)
    cases: Counter[str] = Counter()
    for pattern, count in shared.items():
        everybody = {name for name, _answer in pattern}
        for name in everybody:
            beside[name] |= everybody - {name}
            cases[name] += count
    unclear = {name: Reliability(1.0, 0, undefined=Phrase(_ALONE)) for name in names if name not in beside}
    for name in _two_sided(beside):
        unclear[name] = Reliability(1.0, cases[name], undefined=Phrase(_TWO_SIDES))
    return unclear


_ALONE = N_("No document was finished by this annotator and another one, so there is nothing to compare.")
_TWO_SIDES = N_("The annotators were only compared two by two: a third one has to finish some of the same documents.")


def _two_sided(beside: Mapping[str, set[str]]) -> set[str]:
    """Return all whose part of the graph has no odd cycle: it falls into two sides that never meet their own."""
    sides: dict[str, bool] = {}
    found: set[str] = set()
    for start in beside:
        if start in sides:
            continue
        sides[start], part = True, [start]
        for name in part:
            for other in beside[name] - sides.keys():
                sides[other] = not sides[name]
                part.append(other)
        if all(sides[name] != sides[other] for name in part for other in beside[name]):
            found.update(part)
    return found


def _estimates(patterns: Mapping[Pattern, int]) -> dict[str, Reliability]:
    names = sorted({name for pattern in patterns for name, _answer in pattern})
    labels = sorted({answer for pattern in patterns for _name, answer in pattern} | {NOTHING})
    accuracy, confusion = estimate(patterns, names, labels)
    told = [_told(rows, labels) for rows in confusion.tolist()]
    cases = [round(sum(map(sum, rows))) for rows in confusion.tolist()]
    every = zip(names, _weights(accuracy), cases, accuracy, told, strict=True)
    return {name: Reliability(weight, count, right, rows) for name, weight, count, right, rows in every}


def _weights(accuracy: Sequence[float]) -> list[float]:
    """Return the log odds, none below 0, with the mean 1."""
    odds = [max(0.0, log(one / (1 - one))) + _GROUND if one > 0 else _GROUND for one in accuracy]
    mean = sum(odds) / len(odds)
    return [one / mean for one in odds]


def _told(confusion: Sequence[Sequence[float]], labels: Sequence[str]) -> dict[str, dict[str, float]]:
    rows = {
        true: {answer: round(number, 2) for answer, number in zip(labels, row, strict=True) if number >= 0.005}
        for true, row in zip(labels, confusion, strict=True)
    }
    return {true: row for true, row in rows.items() if row}
