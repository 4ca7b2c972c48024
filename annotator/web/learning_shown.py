"""What the page of the suggestions shows, in the reader's language: names, tables, charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_decimal, format_percent, gettext

from annotator.core.hushing import Hushed
from annotator.core.phrases import Phrase
from annotator.db.base import session
from annotator.db.projects import ProjectRow
from annotator.services import learning
from annotator.services.learning_counting import IMPORTED
from annotator.services.learning_figures import Figures, Portion, Scores
from annotator.suggesters import registry
from annotator.web.charts import Plot, Series, plot, round_steps
from annotator.web.language import direction, language, say


@dataclass(frozen=True, slots=True)
class Names:
    """What labels and suggesters are called; who is not known goes by the id."""

    labels: Mapping[str, str]
    suggesters: Mapping[str, str]

    @classmethod
    def of(cls, project: ProjectRow) -> Names:
        """Return the names that are in force in a project."""
        labels = {one.id: one.title[language()] for one in project.label_set.value().by_id.values()}
        suggesters = {name: say(Phrase(one.title)) for name, one in registry.all().items()}
        return cls(labels, {**suggesters, IMPORTED: gettext("Imported with a file")})

    def label(self, name: str) -> str:
        """Return a label's title."""
        return self.labels.get(name, name)

    def suggester(self, name: str) -> str:
        """Return a suggester's title."""
        return self.suggesters.get(name, name)


def offers_shown(offers: Sequence[learning.Offer]) -> list[dict[str, str]]:
    """Return each suggester in words; ``why_not`` is empty where it is ready."""
    return [
        {
            "title": say(Phrase(one.title)),
            "purpose": say(Phrase(one.purpose)) if one.purpose else "",
            "why_not": say(one.why_not) if one.why_not else "",
        }
        for one in offers
    ]


def training_shown(project: ProjectRow) -> dict[str, Any]:
    """Return what was learned when, the models and their curve."""
    lately, models = learning.lately(session, project.id), learning.trained(session, project.id)
    return {
        "lately": lately,
        "outcome": say(lately.outcome) if lately.outcome else "",
        "models": [(one, say(one.problem) if one.problem else "") for one in models],
        "curve": curve([one for one in models if one.after is not None]),
    }


def curve(models: Sequence[learning.Trained]) -> Plot | None:
    """Return F1 over documents, of the models and of the rules alone; ``None`` without a model that was judged."""
    if not models:
        return None
    ordered = sorted(models, key=lambda one: (one.documents, one.id))
    learned = [(float(one.documents), one.after or 0.0) for one in ordered]
    rules = [(float(one.documents), one.rules) for one in ordered if one.rules is not None]
    across = round_steps(max(one.documents for one in ordered))
    return plot(
        [Series("first", gettext("Models"), learned), Series("second", gettext("Rules alone"), rules)],
        [(one, format_decimal(one)) for one in across],
        _shares(),
        mirrored=direction() == "rtl",
    )


def _shares() -> list[tuple[float, str]]:
    return [(share / 4, format_percent(share / 4)) for share in range(5)]


def scores_shown(figures: Figures | None, names: Names, again: Set[tuple[str, str]] = frozenset()) -> dict[str, Any]:
    """Return what the scores were worth, and what is no longer shown, without what a manager has shown ``again``."""
    scores = figures.scores if figures else Scores()
    rows = [("raw", one) for one in scores.raw] + [("calibrated", one) for one in scores.calibrated]
    return {
        "scores": scores,
        "bins": rows,
        "reliability": reliability(scores) if rows else None,
        "hushed": [
            (one.suggester, one.label, hushed_shown(one, names))
            for one in scores.hushed
            if (one.suggester, one.label) not in again
        ],
    }


def hushed_shown(one: Hushed, names: Names) -> str:
    """Return why something is no longer shown."""
    return gettext(
        "No longer shown: label “%(label)s” of the suggester “%(suggester)s”: %(accepted)s of %(all)s accepted.",
        # Isolated: a name may run in the other direction.
        label=f"\u2068{names.label(one.label)}\u2069",
        suggester=f"\u2068{names.suggester(one.suggester)}\u2069",
        accepted=format_decimal(one.accepted),
        all=format_decimal(one.accepted + one.rejected),
    )


def reliability(scores: Scores) -> Plot:
    """Return the plot of scores against the shares accepted."""
    series = [
        Series("even", gettext("As it should be"), [(0.0, 0.0), (1.0, 1.0)]),
        Series("second", gettext("As the suggesters score"), [(one.mean, one.rate) for one in scores.raw]),
        Series("first", gettext("After calibration"), [(one.mean, one.rate) for one in scores.calibrated]),
    ]
    return plot(series, _shares(), _shares(), mirrored=direction() == "rtl")


def figures_shown(figures: Figures | None) -> dict[str, Any]:
    """Return what was counted, with its charts."""
    if figures is None:
        return {"figures": None}
    return {
        "figures": figures,
        "work": [(one, date.fromisoformat(one.since), date.fromisoformat(one.until)) for one in figures.work],
        "minutes": over_time(figures.work, [one.seconds / 60 for one in figures.work], gettext("Minutes")),
        "actions": over_time(figures.work, [one.actions for one in figures.work], gettext("Actions")),
        "kinds": sorted({*figures.shown.labels, *figures.blind.labels}),
    }


def over_time(work: Sequence[Portion], values: Sequence[float], name: str) -> Plot | None:
    """Return ``values`` over the number of finished documents; ``None`` where there is no line to draw."""
    if len(work) < 2:
        return None
    points = [(float(one.last), value) for one, value in zip(work, values, strict=True)]
    return plot(
        [Series("first", name, points)],
        [(one, format_decimal(one)) for one in round_steps(work[-1].last)],
        [(one, format_decimal(one)) for one in round_steps(max(values), 4)],
        mirrored=direction() == "rtl",
    )
