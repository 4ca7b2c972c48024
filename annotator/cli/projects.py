"""`annotator project …`: projects and their label sets."""

from __future__ import annotations

from collections.abc import Sequence

import click

from annotator.cli.base import database, label_set_text, main, tell
from annotator.core.phrases import N_


@main.group()
def project() -> None:
    """Projects."""


@project.command("create")
@click.argument("name")
@click.option("--label-set", default="conflict", show_default=True, help="A shipped label set, or a TOML file.")
@click.option("--member", "members", multiple=True, metavar="NAME", help="A user who annotates here; may be repeated.")
@click.option(
    "--blind-percent",
    default=10,
    show_default=True,
    type=click.IntRange(0, 50),
    help="So many documents in a hundred, drawn by lot, are shown without suggestions.",
)
def project_create(name: str, label_set: str, members: Sequence[str], blind_percent: int) -> None:
    """Make the project NAME with its own copy of a label set."""
    from annotator.services.accounts import find_user
    from annotator.services.projects import add_members, create_project

    toml, toml_name = label_set_text(label_set)
    with database() as (_, session):
        users = [find_user(session, member) for member in members]
        row = create_project(session, name, toml, toml_name, blind_percent=blind_percent)
        add_members(session, row, users)
        click.echo(tell(N_("The project “%(name)s” is made."), name=row.name))


@project.command("labels")
@click.argument("name")
@click.argument("label_set")
def project_labels(name: str, label_set: str) -> None:
    """Give the project NAME another label set (a shipped one or a TOML file); labels in use are retired, not lost."""
    from annotator.services.projects import find_project
    from annotator.services.relabel import change_label_set

    toml, toml_name = label_set_text(label_set)
    with database() as (_, session):
        new = change_label_set(session, find_project(session, name), toml, toml_name)
    retired = ", ".join(label.id for label in new.by_id.values() if label.retired)
    click.echo(
        tell(N_("The project “%(name)s” has a new label set. Retired: %(retired)s."), name=name, retired=retired or "–")
    )
