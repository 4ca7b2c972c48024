"""Texts in, suggestions, annotations out: `annotator import`, `suggest` and `export`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.base import database, label_set_text, main, tell
from annotator.core.phrases import N_, Problem

if TYPE_CHECKING:
    from annotator.services.export import Counts, GoldCounts


@main.command("import")
@click.argument("project_name", metavar="PROJECT")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help="Title, where the file is one document.")
@click.option("--source", default="", help="Where the texts come from.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Date of the texts.")
@click.option("--assign", "names", multiple=True, metavar="NAME", help="Who annotates them; may be repeated.")
@click.option(
    "--coders", metavar="PREFIX", help="Take “annotations” as finished layers; PREFIX comes before each name."
)
def import_(
    project_name: str,
    files: Sequence[Path],
    title: str,
    source: str,
    day: datetime | None,
    names: Sequence[str],
    coders: str | None,
) -> None:
    """Bring .txt and .jsonl files into PROJECT, each whole or not at all."""
    from annotator.services.accounts import find_user
    from annotator.services.intake import Particulars, take_file
    from annotator.services.intake_coded import take_coded
    from annotator.services.projects import add_members, find_project

    if coders is not None and (title or source or day or names):
        raise click.UsageError(tell(N_("--coders takes no title, source, date or --assign: the lines say it all.")))
    given = Particulars(title, source, day.date() if day else None)
    failed = 0
    with database() as (_, session):
        row = find_project(session, project_name)
        annotators = [find_user(session, name) for name in names]
        add_members(session, row, [one for one in annotators if not one.manager])
        for path in files:
            try:
                with path.open("rb") as stream:
                    if coders is None:
                        report = take_file(session, row, path.name, stream, particulars=given, annotators=annotators)
                    else:
                        report = take_coded(session, row, path.name, stream, coders)
            except Problem as problem:
                failed += 1
                click.echo(tell(problem.phrase.message, **problem.phrase.values), err=True)
                continue
            _tell_report(report)
    if failed:
        raise click.exceptions.Exit(1)


def _tell_report(report: Any) -> None:
    click.echo(
        tell(
            N_("%(file)s: documents added: %(added)s, there already: %(doubles)s"),
            file=report.name,
            added=len(report.added),
            doubles=len(report.doubles),
        )
    )
    if report.gold:
        click.echo(tell(N_("  of them gold: %(count)s"), count=report.gold))
    for double in report.doubles:
        message = N_("  line %(line)s: the same text as document %(document)s, “%(title)s”")
        if double.gold:
            message = N_("  line %(line)s: the same text as document %(document)s, “%(title)s”; its gold was left out")
        click.echo(tell(message, line=double.line or 1, document=double.document, title=double.title))


@main.command()
@click.argument("project_name", metavar="PROJECT", required=False)
@click.option("--text", "file", type=click.File("rb"), help="Suggest for this text and print JSON; needs no project.")
@click.option("--label-set", default="conflict", show_default=True, help="With --text: the label set.")
def suggest(project_name: str | None, file: Any, label_set: str) -> None:
    """Let the suggesters propose spans and events for every document of PROJECT."""
    if (project_name is None) == (file is None):
        raise click.UsageError(tell(N_("Give either a PROJECT or --text FILE.")))
    if file is not None:
        _suggest_text(file, label_set)
        return
    from annotator.services.projects import find_project
    from annotator.services.suggest import suggest_documents

    with database() as (_, session):
        row = find_project(session, str(project_name))
        counts = [count for _, count in suggest_documents(session, row)]
        click.echo(
            tell(N_("%(spans)s suggestions for %(documents)s documents."), spans=sum(counts), documents=len(counts))
        )


def _suggest_text(file: Any, label_set: str) -> None:
    from annotator.core.labelfile import read_label_set
    from annotator.formats.text import format as plain_text
    from annotator.services.suggest import proposal_to_json, propose_for

    labels = read_label_set(*label_set_text(label_set))
    (record,) = plain_text.read(file, getattr(file, "name", "-"))
    # What a library prints on the way must not end up in the JSON.
    with redirect_stdout(sys.stderr):
        proposal = propose_for(record.document, labels)
    click.echo(json.dumps(proposal_to_json(record.document, labels, proposal), ensure_ascii=False))


@main.command()
@click.argument("project_name", metavar="PROJECT")
@click.option("--format", "format_id", default="jsonl", show_default=True)
@click.option(
    "--layer",
    default="gold",
    show_default=True,
    metavar="gold|all|USER",
    help="The gold, or whose annotations; “user:gold” for a user who is called so.",
)
@click.option("--finished-only", is_flag=True, help="Leave out what is not finished; gold always is.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; else under exports/.")
def export(project_name: str, format_id: str, layer: str, finished_only: bool, out: Path | None) -> None:
    """Write the gold of PROJECT, or what was annotated in it, to a file, with a manifest beside it."""
    from annotator.services.export import Choice, export_project
    from annotator.services.projects import find_project

    with database() as (app, session):
        row = find_project(session, project_name)
        folder = app.extensions["settings"].exports
        exported = export_project(session, row, Choice(layer, finished_only), format_id, folder, out)
    click.echo(str(exported.path))
    for sentence in _counted(exported.counts):
        click.echo(sentence, err=True)


def _counted(counts: Counts | GoldCounts) -> Iterator[str]:
    from annotator.services.export import Counts

    yield _of_layers(counts) if isinstance(counts, Counts) else _of_gold(counts)
    if not isinstance(counts, Counts) and not counts.documents:
        yield tell(
            N_("Nothing is gold yet: settle and approve documents under “Adjudication”, or export with --layer all.")
        )


def _of_gold(counts: GoldCounts) -> str:
    message = N_(
        "In: %(documents)s gold documents, %(outdated)s of them out of date, with %(spans)s spans and %(events)s "
        "events. Not gold yet: %(left)s documents, %(begun)s of them begun by somebody."
    )
    return tell(
        message,
        documents=counts.documents,
        outdated=counts.outdated,
        spans=counts.spans,
        events=counts.events,
        left=counts.not_gold,
        begun=counts.not_gold_begun,
    )


def _of_layers(counts: Counts) -> str:
    message = N_(
        "In: %(documents)s documents, %(spans)s spans, %(events)s events, %(rejected)s rejected suggestions. "
        "Left out: %(left)s documents that nobody has begun, %(undecided)s undecided suggestions."
    )
    return tell(
        message,
        documents=counts.documents,
        spans=counts.spans,
        events=counts.events,
        rejected=counts.rejected,
        left=counts.documents_left_out,
        undecided=counts.undecided,
    )
