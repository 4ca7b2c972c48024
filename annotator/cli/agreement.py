"""How far annotators agree: `annotator agreement`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.base import database, main, tell
from annotator.core.phrases import N_, Phrase

if TYPE_CHECKING:
    from annotator.core.agreement import Measured, Report

SHOWN = (
    "span_f1_exact",
    "span_f1_clitic_free",
    "span_f1_overlap",
    "kappa_cohen",
    "kappa_fleiss",
    "alpha_tokens",
    "alpha_unitised",
    "gamma",
)
"""The measures of ``--json``; the review page has more."""
_HEADS = ("F1", "clitic", "overlap", "kappa", "Fleiss", "alpha", "alpha_U", "gamma")
_MEANINGS = (
    N_("F1: twice the spans that two annotators share, over all spans of both; 1 is full agreement, 0 none."),
    N_("clitic: the same when clitics such as و and ب do not count; overlap: when any shared letter is enough."),
    N_("kappa, Fleiss, alpha: agreement on words beyond chance; 1 is full, 0 no better than chance, below 0 worse."),
    N_("alpha_U, gamma: agreement beyond chance on where the spans lie and what they are, gamma by the best pairing."),
    N_("Many take 0.8 as reliable and 0.67 as the least to build on. Brackets: where 95 of 100 resampled sets lie."),
)


@main.command()
@click.argument("project_name", metavar="[PROJECT]", required=False)
@click.option("--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="JSON Lines with everybody's annotations; needs no project.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def agreement(project_name: str | None, file: Path | None, as_json: bool) -> None:
    """Measure how far the annotators of PROJECT, or of a file, agree."""
    if (project_name is None) == (file is None):
        raise click.UsageError(tell(N_("Give either a PROJECT or --file FILE.")))
    with redirect_stdout(sys.stderr):
        found = _of_project(str(project_name)) if file is None else _of_file(file)
    if as_json:
        click.echo(json.dumps(as_values(found), ensure_ascii=False))
        return
    for line in _lines(found):
        click.echo(line)


def _of_file(file: Path) -> Report:
    from annotator.services.agreement import file_agreement

    return file_agreement(file)


def _of_project(name: str) -> Report:
    from annotator.services.agreement import project_agreement
    from annotator.services.projects import find_project

    with database() as (_, session):
        return project_agreement(session, find_project(session, name))


def as_values(found: Report) -> dict[str, Any]:
    """Return the object of ``--json``."""
    return {
        "documents": found.documents,
        "annotators": list(found.annotators),
        "measures": _values(found.measures),
        "labels": {label: _values(measures) for label, measures in found.labels.items()},
        "pairs": {"|".join(pair): _values(measures) for pair, measures in found.pairs.items()},
    }


def _values(measures: Mapping[str, Measured]) -> dict[str, Any]:
    return {name: _value(measures[name]) for name in SHOWN}


def _value(one: Measured) -> dict[str, Any]:
    return {
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "n": one.n,
        "undefined": None if one.undefined is None else _said(one.undefined),
    }


def _said(phrase: Phrase) -> str:
    return tell(phrase.message, **phrase.values)


def _lines(found: Report) -> Iterator[str]:
    names = ", ".join(found.annotators) or "–"
    yield tell(N_("Documents: %(count)s. Annotators: %(names)s."), count=found.documents, names=names)
    yield ""
    rows = {tell(N_("all")): found.measures, **found.labels, **{"|".join(two): one for two, one in found.pairs.items()}}
    yield from _table(rows)
    yield ""
    yield from (tell(meaning) for meaning in _MEANINGS)
    reasons = {_said(reason) for measures in rows.values() for one in SHOWN if (reason := measures[one].undefined)}
    yield from (f"–  {reason}" for reason in sorted(reasons))


def _table(rows: Mapping[str, Mapping[str, Measured]]) -> Iterator[str]:
    """Yield the lines of a table, each column as wide as it has to be."""
    cells = [("", *_HEADS), *((name, *(_cell(measures[one]) for one in SHOWN)) for name, measures in rows.items())]
    widths = [max(len(one) for one in column) for column in zip(*cells, strict=True)]
    for name, *figures in cells:
        right = (f"{one:>{width}}" for one, width in zip(figures, widths[1:], strict=True))
        yield "  ".join((f"{name:{widths[0]}}", *right))


def _cell(one: Measured) -> str:
    if one.value is None:
        return "–"
    ends = "" if one.low is None or one.high is None else f" [{one.low:.2f}, {one.high:.2f}]"
    return f"{one.value:.3f}{ends}"
