"""What the page of the agreement shows, in the reader's language: the headline, tables as heat maps, charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_decimal, format_percent, gettext

from annotator.services.review_figures import Figure, Figures, Review, Stretch
from annotator.web.charts import Plot, Range, Series, plot, ranged, round_steps
from annotator.web.language import direction, say
from annotator.web.review_words import ALPHA, EXACT, LEAST, MEASURES, OF_TIME, RELIABLE

STEPS = 10
"""So many shades has a heat map."""
NOTHING = ""
"""What stands for “nothing marked” among labels."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: ``text``, its interval, why there is none, its shade (0 to 9, ``None`` without), what it rests on."""

    text: str
    ends: str
    why: str
    heat: int | None
    documents: int
    n: int


def cell(one: Figure | None) -> Cell:
    """Return a figure in words."""
    if one is None or one.value is None:
        why = one.why if one else None
        return Cell("–", "", say(why) if why else "", None, one.documents if one else 0, one.n if one else 0)
    ends = "" if one.low is None or one.high is None else _from_to(one.low, one.high)
    return Cell(number(one.value), ends, "", shade(one.value), one.documents, one.n)


def _from_to(low: float, high: float) -> str:
    # Not with a dash: between digits it turns round where one reads from right to left.
    return gettext("%(first)s to %(last)s", first=number(low), last=number(high))


def number(value: float) -> str:
    """Return a figure with two places."""
    return str(format_decimal(round(value, 2), "0.00"))


def shade(share: float) -> int:
    """Return the shade of a share."""
    return min(STEPS - 1, max(0, int(share * STEPS)))


def reasons(cells: Iterable[Cell]) -> list[str]:
    """Return why figures are missing, each reason once."""
    return sorted({one.why for one in cells if one.why})


@dataclass(frozen=True, slots=True)
class Headline:
    """How far, whether it is enough, and what to do; ``tone`` is ``good``, ``fair``, ``poor`` or empty."""

    sentence: str
    advice: str
    tone: str = ""


def headline(review: Review, label: Any) -> Headline:
    """Return it; ``label`` gives what a label is called."""
    alpha, exact = review.figures.get(ALPHA, Figure()), review.figures.get(EXACT, Figure())
    if alpha.value is None or exact.value is None:
        why = exact.why or alpha.why
        return Headline(say(why) if why else gettext("Nothing can be said yet."), _first_step(review))
    weakest = _weakest(review)
    advice, share = _about(f"\u2068{label(weakest)}\u2069" if weakest else ""), format_percent(exact.value)
    if (alpha.value if alpha.low is None else alpha.low) >= RELIABLE:
        text = gettext(
            "The annotators agree well: of their spans, %(share)s are the same. That can be relied on.", share=share
        )
        return Headline(text, gettext("Settle what is left, and look in again from time to time."), "good")
    if alpha.value >= LEAST:
        text = gettext(
            "The annotators agree fairly: of their spans, %(share)s are the same. That is enough for a first use.",
            share=share,
        )
        return Headline(text, advice, "fair")
    text = gettext("The annotators agree too little to build on: of their spans, %(share)s are the same.", share=share)
    return Headline(text, advice, "poor")


def _about(label: str) -> str:
    if not label:
        return gettext("Discuss some of the disagreements together, and write into the guideline what you decide.")
    return gettext(
        "Begin with the label %(label)s, where they agree least: discuss cases, and write into the guideline what you"
        " decide.",
        label=label,
    )


def _first_step(review: Review) -> str:
    if len(review.annotators) < 2:
        return gettext("Let a second person annotate some of the same documents.")
    if not review.shared:
        return gettext("Let two people finish the same documents: put some into the calibration set.")
    return gettext("Let more documents be finished by two people or more.")


def _weakest(review: Review) -> str | None:
    """Return the label with the lowest figure, of those with some spans."""
    known = [(one[EXACT].value, name) for name, one in review.labels.items() if one.get(EXACT, Figure()).n >= 10]
    found = sorted((value, name) for value, name in known if value is not None)
    return found[0][1] if found and len(review.labels) > 1 else None


def matrix(review: Review, names: Mapping[str, str], measure: str) -> list[tuple[str, list[tuple[str, Cell | None]]]]:
    """Return the rows of the table of pairs: who, and for each other one their id and the figure."""
    known = {(one.one, one.other): one.figures.get(measure) for one in review.pairs}
    both = {**known, **{(other, one): figure for (one, other), figure in known.items()}}
    return [
        (one, [(other, None if one == other else cell(both.get((one, other)))) for other in names]) for one in names
    ]


@dataclass(frozen=True, slots=True)
class Confusions:
    """Which answers there are (labels, and nothing last), and how often one was given beside another, with a shade."""

    answers: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[str, int, int | None]]]]


def confusions(review: Review, order: Sequence[str]) -> Confusions:
    """Return the table; ``order`` is that of the labels in the label set."""
    counts = {(one.one, one.other): one.count for one in review.confusion}
    both = {**counts, **{(other, one): count for (one, other), count in counts.items()}}
    there = {answer for pair in both for answer in pair} - {NOTHING}
    answers = [name for name in order if name in there] + sorted(there - set(order)) + [NOTHING]
    rows = [(one, [(other, both.get((one, other), 0)) for other in answers]) for one in answers]
    return Confusions(answers, [(one, _shaded(one, row)) for one, row in rows])


def _shaded(one: str, row: Sequence[tuple[str, int]]) -> list[tuple[str, int, int | None]]:
    """Return the row with shades: the share that an answer has of all that was said beside this one."""
    total = sum(count for _, count in row) or 1
    return [(other, count, shade(count / total) if count else None) for other, count in row]


def label_rows(figures: Mapping[str, Figures], order: Sequence[str], measures: Sequence[str]) -> list[dict[str, Any]]:
    """Return a row for each label: its figures, and where the interval of the first lies."""
    known = [name for name in order if name in figures] + sorted(set(figures) - set(order))
    return [
        {
            "label": name,
            "cells": [cell(figures[name].get(one)) for one in measures],
            "range": range_of(figures[name].get(measures[0])),
        }
        for name in known
    ]


def range_of(one: Figure | None) -> Range | None:
    """Return where a figure and its interval lie between 0 and 1."""
    if one is None or one.value is None:
        return None
    low, high = (one.value if end is None else end for end in (one.low, one.high))
    return ranged(low, one.value, high, mirrored=direction() == "rtl")


def over_time(stretches: Sequence[Stretch]) -> Plot | None:
    """Return the chart of agreement over finished documents; ``None`` where there is no line to draw."""
    if len(stretches) < 2:
        return None
    kinds = ("first", "third", "second")
    series = [
        Series(kind, str(MEASURES[name].title), points)
        for kind, name in zip(kinds, OF_TIME, strict=True)
        if (points := [(float(one.last), value) for one in stretches if (value := one.figures[name].value) is not None])
    ]
    across = [(one, format_decimal(one)) for one in round_steps(stretches[-1].last)]
    return plot(series, across, [(one / 4, number(one / 4)) for one in range(5)], mirrored=direction() == "rtl")


def time_rows(stretches: Sequence[Stretch]) -> list[dict[str, Any]]:
    """Return the same as a table."""
    return [
        {
            "stretch": one,
            "since": date.fromisoformat(one.since),
            "until": date.fromisoformat(one.until),
            "cells": [cell(one.figures.get(name)) for name in OF_TIME],
        }
        for one in stretches
    ]
