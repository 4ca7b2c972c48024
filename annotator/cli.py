"""The command line: one command = one service call."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.core.phrases import N_, Phrase, Problem
from annotator.translations import catalogue, said
from annotator.version import __version__

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

# Flask, SQLAlchemy and the suggesters are imported inside the commands: `annotator --help` and
# `annotator suggest --text` need no database, and wait for none.


def tell(message: str, /, **values: Any) -> str:
    """Return a sentence in the language of the environment."""
    language = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en")[:2]
    return said(Phrase(message, values), catalogue(language).gettext)


def _sentences(problem: Problem) -> Iterator[str]:
    """Yield what a problem says: a label set's file has a sentence for each of its lines that is wrong."""
    yield tell(problem.phrase.message, **problem.phrase.values)
    for error in getattr(problem, "errors", ()):
        reason = tell(error.phrase.message, **error.phrase.values)
        yield tell(N_("  line %(line)s: %(reason)s"), line=error.line, reason=reason)


class Commands(click.Group):
    """The group that turns a :class:`Problem` into a message on standard error and the exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: D102  # what click asks for
        from sqlalchemy.exc import OperationalError

        try:
            return super().invoke(ctx)
        except Problem as problem:
            raise click.ClickException("\n".join(_sentences(problem))) from problem
        except OperationalError as error:
            message = N_("The database cannot be used (%(detail)s). Is %(variable)s a folder that can be written?")
            raise click.ClickException(tell(message, detail=error.orig, variable="ANNOTATOR_HOME")) from error
        except OSError as error:
            # A folder that cannot be written, a full disk: the system says it best.
            if error.filename is None:
                raise
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="annotator")
def main() -> None:
    """Annotate Arabic conflict news with spans and events."""


@contextmanager
def database() -> Iterator[tuple[Flask, Session]]:
    """Open the database of ANNOTATOR_HOME, made or brought up to date where needed."""
    from sqlalchemy.exc import DatabaseError

    from annotator.app import create_app, prepare_database
    from annotator.db.base import session

    app = create_app()
    try:
        prepare_database(app)
    except DatabaseError as error:
        file = app.extensions["settings"].database
        message = tell(N_("The database %(file)s cannot be read (%(detail)s)."), file=file, detail=error.orig)
        raise click.ClickException(message) from error
    with app.app_context():
        yield app, session


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, envvar="PORT", type=click.IntRange(0, 65535))
@click.option("--workers", default=8, show_default=True, type=click.IntRange(1, 64), help="Requests handled at once.")
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo project first if there is no project yet.")
def serve(host: str, port: int, workers: int, with_demo: bool) -> None:
    """Start the server and print a link that signs the manager in once."""
    from annotator.services.accounts import first_manager, make_link
    from annotator.services.demo import load_demo
    from annotator.services.projects import any_project

    with database() as (app, session):
        if with_demo and not any_project(session):
            click.echo(tell(N_("Loading the demo project …")))
            load_demo(session)
        server = _listening(app, host, port, workers)
        # Only now: a start that fails must not end the link that a running server has printed.
        secret = make_link(session, first_manager(session))
    _run(server, app, f"http://{_shown(host)}:{_port(server)}/sign-in/{secret}")


def _listening(app: Flask, host: str, port: int, workers: int) -> Any:
    """Return the server, bound to its address but not running yet."""
    from waitress import create_server

    try:
        return create_server(
            app, host=host, port=port, threads=workers, ident=None, clear_untrusted_proxy_headers=True, **_proxy(app)
        )
    except (OSError, ValueError) as error:
        message = tell(
            N_("Cannot listen on %(host)s:%(port)s (%(detail)s). Choose another port with --port or PORT."),
            host=host,
            port=port,
            detail=getattr(error, "strerror", None) or error,
        )
        raise click.ClickException(message) from error


def _proxy(app: Flask) -> dict[str, Any]:
    """Return whose word is taken for who asks and whether over HTTPS: of the proxy in the settings, if any."""
    proxy = app.extensions["settings"].proxy
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": proxy, "trusted_proxy_headers": headers} if proxy else {}


def _port(server: Any) -> int:
    """Return the port that the server listens on; a name such as localhost may stand for several sockets."""
    several = getattr(server, "effective_listen", None)
    return int(several[0][1] if several else server.effective_port)


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::", ""):  # noqa: S104  # compared, not listened on
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _run(server: Any, app: Flask, link: str) -> None:
    # It reports every moment in which all threads are busy; that is not the reader's business.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    background = Background(app)
    # Waitress ends on the interrupt by itself; this is for one that comes before it runs.
    with suppress(KeyboardInterrupt):
        click.echo(tell(N_("Open this link to sign in (it works once):")))
        click.echo(f"\n    {link}\n")
        click.echo(tell(N_("Data: %(home)s. Stop with Ctrl-C."), home=app.extensions["settings"].home))
        sys.stdout.flush()
        background.start()
        server.run()
    server.close()
    background.stop()
    click.echo(tell(N_("Stopped. Everything is saved.")))


class Background:
    """What begins once the link is printed: the thread of the jobs, and the loading of word lists."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._workers: Any = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def _run(self) -> None:
        from annotator.services.suggest import warm
        from annotator.web.language import collect_messages

        collect_messages()
        # The lists first: they are put out of the collector's sight, which the rows of a running job must not be.
        warm()
        from annotator import jobs

        self._workers = jobs.start(self._app)

    def stop(self) -> None:
        """Let a running job end its present step."""
        if self._workers is not None:
            self._workers.stop()


def _stop(number: int, frame: object) -> None:
    """Stop once: a Ctrl-C reaches the server from the terminal and from make, and the second would break the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


@main.command()
def demo() -> None:
    """Load the demo project: Arabic articles with suggestions, and three annotators."""
    from annotator.services.demo import load_demo

    with database() as (_, session):
        project = load_demo(session)
        click.echo(tell(N_("The project “%(name)s” is loaded."), name=project.name))


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


@main.group()
def project() -> None:
    """Projects."""


@project.command("create")
@click.argument("name")
@click.option("--label-set", default="conflict", show_default=True, help="A shipped label set, or a TOML file.")
@click.option("--member", "members", multiple=True, metavar="NAME", help="A user who annotates here; may be repeated.")
def project_create(name: str, label_set: str, members: Sequence[str]) -> None:
    """Make the project NAME with its own copy of a label set."""
    from annotator.services.accounts import find_user
    from annotator.services.projects import add_members, create_project

    toml, toml_name = _label_set(label_set)
    with database() as (_, session):
        users = [find_user(session, member) for member in members]
        row = create_project(session, name, toml, toml_name)
        add_members(session, row, users)
        click.echo(tell(N_("The project “%(name)s” is made."), name=row.name))


@project.command("labels")
@click.argument("name")
@click.argument("label_set")
def project_labels(name: str, label_set: str) -> None:
    """Give the project NAME another label set (a shipped one or a TOML file); labels in use are retired, not lost."""
    from annotator.services.projects import find_project
    from annotator.services.relabel import change_label_set

    toml, toml_name = _label_set(label_set)
    with database() as (_, session):
        new = change_label_set(session, find_project(session, name), toml, toml_name)
    retired = ", ".join(label.id for label in new.by_id.values() if label.retired)
    click.echo(
        tell(N_("The project “%(name)s” has a new label set. Retired: %(retired)s."), name=name, retired=retired or "–")
    )


def _label_set(given: str) -> tuple[str, str]:
    """Return the TOML text of a shipped label set or a file, and what it is called in errors."""
    from annotator import labelsets

    if given in labelsets.names():
        return labelsets.text(given), f"{given}.toml"
    path = Path(given)
    if not path.is_file():
        known = ", ".join(labelsets.names())
        raise Problem(
            "label-set",
            N_("There is no label set “%(name)s” and no such file. Shipped: %(known)s."), name=given, known=known,
        )  # fmt: skip
    try:
        return path.read_text("utf-8-sig"), path.name
    except UnicodeDecodeError as error:
        raise Problem("label-set", N_("%(file)s is not UTF-8."), file=path.name) from error


@main.command("import")
@click.argument("project_name", metavar="PROJECT")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help="Title, where the file is one document.")
@click.option("--source", default="", help="Where the texts come from.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Date of the texts.")
@click.option("--assign", "names", multiple=True, metavar="NAME", help="Who annotates them; may be repeated.")
def import_(
    project_name: str, files: Sequence[Path], title: str, source: str, day: datetime | None, names: Sequence[str]
) -> None:
    """Bring .txt and .jsonl files into PROJECT, each whole or not at all."""
    from annotator.services.accounts import find_user
    from annotator.services.intake import Particulars, take_file
    from annotator.services.projects import add_members, find_project

    given = Particulars(title, source, day.date() if day else None)
    failed = 0
    with database() as (_, session):
        row = find_project(session, project_name)
        annotators = [find_user(session, name) for name in names]
        add_members(session, row, [one for one in annotators if not one.manager])
        for path in files:
            try:
                with path.open("rb") as stream:
                    report = take_file(session, row, path.name, stream, particulars=given, annotators=annotators)
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
    for double in report.doubles:
        message = N_("  line %(line)s: the same text as document %(document)s, “%(title)s”")
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

    labels = read_label_set(*_label_set(label_set))
    (record,) = plain_text.read(file, getattr(file, "name", "-"))
    # What a library prints on the way must not end up in the JSON.
    with redirect_stdout(sys.stderr):
        proposal = propose_for(record.document, labels)
    click.echo(json.dumps(proposal_to_json(record.document, labels, proposal), ensure_ascii=False))


@main.command()
@click.argument("project_name", metavar="PROJECT")
@click.option("--format", "format_id", default="jsonl", show_default=True)
@click.option("--layer", default="all", show_default=True, metavar="USER|all", help="Whose annotations.")
@click.option("--finished-only", is_flag=True, help="Leave out what is not finished.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; else under exports/.")
def export(project_name: str, format_id: str, layer: str, finished_only: bool, out: Path | None) -> None:
    """Write the annotations of PROJECT to a file, with a manifest beside it."""
    from annotator.services.export import Choice, export_project
    from annotator.services.projects import find_project

    with database() as (app, session):
        row = find_project(session, project_name)
        folder = app.extensions["settings"].exports
        exported = export_project(session, row, Choice(layer, finished_only), format_id, folder, out)
    counts = exported.counts
    click.echo(str(exported.path))
    message = N_(
        "In: %(documents)s documents, %(spans)s spans, %(events)s events, %(rejected)s rejected suggestions. "
        "Left out: %(left)s documents that nobody has begun, %(undecided)s undecided suggestions."
    )
    click.echo(
        tell(
            message,
            documents=counts.documents,
            spans=counts.spans,
            events=counts.events,
            rejected=counts.rejected,
            left=counts.documents_left_out,
            undecided=counts.undecided,
        ),
        err=True,
    )


if __name__ == "__main__":
    main()
