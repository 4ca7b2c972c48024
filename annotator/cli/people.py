"""`annotator user …`: people who may sign in."""

from __future__ import annotations

import sys

import click

from annotator.cli.base import database, main, tell
from annotator.core.phrases import N_


@main.group()
def user() -> None:
    """People who may sign in."""


@user.command("add")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--manager", is_flag=True, help="May make projects, import and export.")
def user_add(name: str, password_stdin: bool, manager: bool) -> None:
    """Add the user NAME. Without a password, `annotator user link NAME` lets them in."""
    from annotator.services.accounts import add_user

    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with database() as (_, session):
        add_user(session, name, password, manager=manager)
        click.echo(tell(N_("The user “%(name)s” is added."), name=name))


_address = click.option("--address", help="Where the server is reached; else ANNOTATOR_URL, or this machine.")


@user.command("link")
@click.argument("name")
@_address
def user_link(name: str, address: str | None) -> None:
    """Print a link that signs NAME in once."""
    _give_link("sign-in", "sign-in", name, address)


@user.command("reset")
@click.argument("name")
@_address
def user_reset(name: str, address: str | None) -> None:
    """Print a link with which NAME chooses a new password, once."""
    _give_link("password", "reset", name, address)


def _give_link(kind: str, path: str, name: str, address: str | None) -> None:
    from annotator.services.accounts import find_user
    from annotator.services.users import give_link

    with database() as (app, session):
        base = address or app.extensions["settings"].url or "http://127.0.0.1:5000"
        click.echo(f"{base.rstrip('/')}/{path}/{give_link(session, find_user(session, name), kind)}")


@user.command("list")
def user_list() -> None:
    """Print everybody: name, what they may, projects, last seen (UTC), e-mail address; a tab between."""
    from annotator.services.users import everybody

    with database() as (_, session):
        for person in everybody(session):
            one = person.user
            state = N_("deactivated") if not one.active else N_("manager") if one.manager else N_("user")
            seen = f"{one.seen_at:%Y-%m-%d %H:%M}" if one.seen_at else "–"
            click.echo("\t".join((one.name, tell(state), str(person.projects), seen, one.email or "–")))


@user.command("deactivate")
@click.argument("name")
@click.option("--undo", is_flag=True, help="Let NAME sign in again.")
def user_deactivate(name: str, undo: bool) -> None:
    """Sign NAME out everywhere, for good; their work stays."""
    from annotator.services.accounts import find_user
    from annotator.services.users import set_active

    with database() as (_, session):
        found = find_user(session, name)
        set_active(session, found, undo)
        done = N_("The user “%(name)s” may sign in again.") if undo else N_("The user “%(name)s” is deactivated.")
        click.echo(tell(done, name=found.name))
