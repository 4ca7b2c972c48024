"""What suggestions are worth, measured on gold files: `annotator evaluate` and `annotator simulate`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.base import main, tell
from annotator.core.phrases import N_, Phrase

if TYPE_CHECKING:
    from annotator.services.evaluate import Figures
    from annotator.services.simulate import Step

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_GOLD = click.option("--gold", "gold_file", required=True, type=_FILE, help="The gold: JSON Lines.")
_MAP = click.option("--map", "renamed", metavar="A=B,…", default="", callback=lambda *given: _pairs(given[2]),
                    help="Rename labels of the files first.")  # fmt: skip
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def _pairs(given: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in _listed(given)]
    if not all(old.strip() and new.strip() for old, _, new in pairs):
        raise click.BadParameter(tell(N_("Write it as OLD=NEW,OLD=NEW.")), param_hint="--map")
    return {old.strip(): new.strip() for old, _, new in pairs}


def _listed(given: str) -> list[str]:
    return [part.strip() for part in given.split(",") if part.strip()]


def _sizes(given: str) -> list[int]:
    if not all(part.isdecimal() and int(part) > 0 for part in _listed(given)):
        raise click.BadParameter(tell(N_("Write it as numbers of documents: 50,100,200.")), param_hint="--curve")
    return [int(part) for part in _listed(given)]


@main.command()
@_GOLD
@click.option("--train", "train_file", type=_FILE, help="Gold to learn from first; else the rules alone are scored.")
@click.option("--suggester", "wanted", multiple=True, metavar="ID", help="Only this one counts; may be repeated.")
@_MAP
@click.option("--only", metavar="LABEL,…", default="", help="Score only these labels.")
@click.option("--curve", "sizes", metavar="50,100,…", default="", callback=lambda *given: _sizes(given[2]),
              help="Also learn from the first 50, 100 … documents of --train.")  # fmt: skip
@click.option("--unlabelled", "others", multiple=True, type=_FILE,
              help="Texts that learning may read too, not what is marked in them; may be repeated.")  # fmt: skip
@_JSON
def evaluate(
    gold_file: Path, train_file: Path | None, wanted: Sequence[str], renamed: Mapping[str, str], only: str,
    sizes: Sequence[int], others: Sequence[Path], as_json: bool,
) -> None:  # fmt: skip
    """Score the suggestions against gold: precision, recall and F1, of each label and of all."""
    if sizes and train_file is None:
        raise click.UsageError(tell(N_("--curve needs --train.")))
    # What a library prints on the way must not end up in the JSON.
    with redirect_stdout(sys.stderr):
        found = _evaluated(gold_file, train_file, wanted, renamed, _listed(only), sizes, others)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
        return
    for line in found.lines():
        click.echo(line)


def _evaluated(
    gold_file: Path, train_file: Path | None, wanted: Sequence[str], renamed: Mapping[str, str], only: Sequence[str],
    sizes: Sequence[int], others: Sequence[Path],
) -> _Found:  # fmt: skip
    from annotator.services.evaluate import curve, measured, trained
    from annotator.services.gold import lessons_of, read_gold
    from annotator.services.gold_labels import implied_labels

    gold = lessons_of(read_gold(gold_file, renamed))
    lessons = lessons_of(read_gold(train_file, renamed)) if train_file else []
    labels = implied_labels([*gold, *lessons])
    texts = [line.lesson.document.text for path in others for line in read_gold(path)]
    steps = curve(gold, lessons, labels, sizes, wanted, only, texts)
    taught = trained(lessons, labels, wanted, texts)
    figures = measured(gold, labels, taught.suggesters, only)
    points = [(size, one.seconds, at) for size, one, at in steps]
    return _Found(figures, taught.seconds, list(taught.suggesters), taught.left_out, points)


class _Found:
    """What was measured, to be printed."""

    def __init__(
        self, figures: Figures, seconds: float, suggesters: Sequence[str], left_out: Mapping[str, Phrase],
        points: Sequence[tuple[int, float, Figures]],
    ) -> None:  # fmt: skip
        self._figures, self._seconds, self._suggesters = figures, seconds, suggesters
        self._left_out, self._points = left_out, points

    def as_json(self) -> dict[str, Any]:
        """Return the one object of ``--json``."""
        found = {
            **self._figures.as_json(),
            "training_seconds": round(self._seconds, 3),
            "documents": self._figures.documents,
            "suggesters": list(self._suggesters),
            "left_out": {name: tell(reason.message, **reason.values) for name, reason in self._left_out.items()},
        }
        if self._points:
            found["curve"] = [
                {"documents": size, "training_seconds": round(seconds, 3), "micro": figures.as_json()["micro"]}
                for size, seconds, figures in self._points
            ]
        return found

    def lines(self) -> Iterator[str]:
        """Yield what people read."""
        yield from _table(self._figures)
        yield tell(
            N_("Training: %(seconds)s s. Suggesting: %(speed)s tokens a second."),
            seconds=f"{self._seconds:.1f}", speed=f"{self._figures.tokens_per_second:,.0f}",
        )  # fmt: skip
        yield tell(N_("Suggesters: %(names)s."), names=", ".join(self._suggesters) or "–")
        for name, reason in self._left_out.items():
            yield tell(N_("Left out: %(name)s. %(reason)s"), name=name, reason=reason)
        if self._points:
            yield tell(N_("Learning curve (exact, all labels):"))
        for size, _, figures in self._points:
            micro = figures.scores.micro()
            yield f"{size:8} {micro.precision:6.3f} {micro.recall:6.3f} {micro.f1:6.3f} {_bar(micro.f1)}"


def _table(figures: Figures) -> Iterator[str]:
    from annotator.core.scoring import WAYS

    yield f"{'':22}" + "".join(f"{way:>21}" for way in WAYS) + f"{'gold':>7}{'shown':>7}"
    scores = figures.scores
    for label in scores.labels:
        yield _row(label, {way: scores.of(label, way) for way in WAYS})
    yield _row("micro", {way: scores.micro(way) for way in WAYS})
    for name, events in figures.events.items():
        if events.micro().gold:
            yield _row(f"events: {name}", {way: events.micro(way) for way in WAYS})


def _row(name: str, counts: Mapping[str, Any]) -> str:
    cells = "".join(f"{one.precision:9.3f}{one.recall:6.3f}{one.f1:6.3f}" for one in counts.values())
    return f"{name[:21]:22}{cells}{counts['exact'].gold:7}{counts['exact'].proposed:7}"


def _bar(share: float, width: int = 40) -> str:
    """Return a bar of eighths of a character: ``share`` of ``width`` characters long."""
    eighths = round(share * width * 8)
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


@main.command()
@_GOLD
@_MAP
@_JSON
def simulate(gold_file: Path, renamed: Mapping[str, str], as_json: bool) -> None:
    """Let a perfect annotator work through a gold file: keys and clicks, without help, with rules, with learning."""
    with redirect_stdout(sys.stderr):
        steps = _simulated(gold_file, renamed)
    if as_json:
        click.echo(json.dumps(_effort(steps), ensure_ascii=False))
        return
    for line in _effort_lines(steps):
        click.echo(line)


def _simulated(gold_file: Path, renamed: Mapping[str, str]) -> list[Step]:
    from annotator.services.gold import lessons_of, read_gold
    from annotator.services.gold_labels import implied_labels
    from annotator.services.simulate import simulated

    lessons = lessons_of(read_gold(gold_file, renamed))
    return list(simulated(lessons, implied_labels(lessons)))


_EARLY = 50
"""After so many documents what was learned should have paid."""


def _effort(steps: Sequence[Step]) -> dict[str, Any]:
    from annotator.services.effort import COSTS
    from annotator.services.simulate import WAYS, all_acts, mean

    return {
        "documents": len(steps),
        "costs": dict(COSTS),
        "actions": {way: [step.cost(way) for step in steps] for way in WAYS},
        "mean": {way: round(mean(steps, way), 3) for way in WAYS},
        f"mean_after_{_EARLY}": {way: round(mean(steps[_EARLY:], way), 3) for way in WAYS},
        "acts": {way: dict(all_acts(steps, way)) for way in WAYS},
    }


def _effort_lines(steps: Sequence[Step]) -> Iterator[str]:
    from annotator.services.simulate import WAYS, mean

    names = {
        "scratch": tell(N_("from scratch")), "rules": tell(N_("rules only")), "learning": tell(N_("with learning")),
    }  # fmt: skip
    yield tell(N_("Keys and clicks a document:"))
    yield f"{'':>12}" + "".join(f"{names[way]:>16}" for way in WAYS)
    for low, high in _stretches(len(steps)):
        some = steps[low:high]
        yield f"{low + 1:5} –{high:5}" + "".join(f"{mean(some, way):16.1f}" for way in WAYS)
    yield tell(N_("A share of the work from scratch (a full bar is all of it):"))
    for way in WAYS[1:]:
        yield names[way]
        for low, high in _stretches(len(steps)):
            share = mean(steps[low:high], way) / max(mean(steps[low:high], "scratch"), 1e-9)
            yield f"{low + 1:5} –{high:5} {share:6.2f} {_bar(min(share, 1.5))}"
    rest = steps[_EARLY:]
    if rest:
        share = mean(rest, "learning") / max(mean(rest, "scratch"), 1e-9)
        yield tell(
            N_("After %(count)s documents, learning leaves %(share)s %% of the work from scratch."),
            count=_EARLY, share=round(100 * share),
        )  # fmt: skip


def _stretches(size: int) -> list[tuple[int, int]]:
    """Return about ten stretches of documents, in which costs are averaged."""
    length = max(5, -(-size // 10))
    return [(low, min(low + length, size)) for low in range(0, size, length)]
