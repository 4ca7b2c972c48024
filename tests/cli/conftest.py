"""The command line in a data folder of its own, in this process and as a program of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotator.cli import main


@pytest.fixture
def environment(blank_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A data folder with an empty database, and English."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "annotator.sqlite3").write_bytes(blank_database.read_bytes())
    values = {"ANNOTATOR_HOME": str(home), "ANNOTATOR_EXPORTS": str(tmp_path / "exports"), "LANG": "en_GB.UTF-8"}
    settings = ("MAX_UPLOAD_MB", "URL", "SMTP", "MAIL_FROM", "PROXY")
    for name in ("PORT", "LC_ALL", "LC_MESSAGES", *(f"ANNOTATOR_{one}" for one in settings)):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


@pytest.fixture
def run(environment):
    """Run a command in this process: ``run("user", "add", "layla")``."""

    def ran(*arguments: str | Path, stdin: str | bytes | None = None, **changed: str) -> Result:
        return CliRunner(env=changed).invoke(main, [str(one) for one in arguments], input=stdin)

    return ran


@pytest.fixture
def start(environment) -> Iterator:
    """Start `annotator …` as a program of its own; it is ended with the test."""
    started: list[subprocess.Popen[str]] = []

    def begun(*arguments: str, **changed: str) -> subprocess.Popen[str]:
        program = subprocess.Popen(
            [sys.executable, "-m", "annotator", *arguments],
            env={**os.environ, **changed},
            start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        started.append(program)
        return program

    yield begun
    for program in started:
        # All that it has started, too, also what a test has halted: their ends of the pipes are waited for.
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        print(*program.communicate())  # shown where the test fails
