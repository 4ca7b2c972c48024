"""`annotator serve` as a process of its own that can be killed, and is there again at once.

Python itself and the program with its word lists take the processor for seconds to start: here each server is forked
from one process that has them and does nothing. What a start from nothing is like, tests/cli shows.
"""

from __future__ import annotations

import multiprocessing
import os
import re
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import TextIO

from flask import Flask

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.browser.loaded"])


def serve(environment: Mapping[str, str], port: str, out: Connection) -> None:
    """Be the program: what it prints goes to ``out``."""
    from annotator.cli import main

    os.environ.clear()
    os.environ.update(environment)
    for number in (1, 2):
        os.dup2(out.fileno(), number)
    main(["serve", "--port", port], prog_name="annotator")


class Program:
    """`annotator serve` on the database of an application."""

    def __init__(self, app: Flask) -> None:
        settings = app.extensions["settings"]
        own = {"ANNOTATOR_HOME": str(settings.home), "ANNOTATOR_EXPORTS": str(settings.exports)}
        self.environment = {**os.environ, **own, "LANG": "en_GB.UTF-8"}
        self.port = "0"
        self.process: multiprocessing.context.ForkServerProcess | None = None
        self.told: TextIO | None = None

    def start(self) -> str:
        """Start it, where it was before if it was; return the link that signs the manager in."""
        reads, writes = FORKS.Pipe(duplex=False)
        self.process = FORKS.Process(target=serve, args=(self.environment, self.port, writes), daemon=True)
        self.process.start()
        writes.close()
        self.told = os.fdopen(os.dup(reads.fileno()), encoding="utf-8")
        reads.close()
        told = []
        for line in self.told:
            told.append(line)
            if found := re.search(r"http://\S+:(\d+)/sign-in/\S+", line):
                self.port = found[1]
                return found[0]
        raise AssertionError("".join(told))

    def kill(self) -> None:
        """End it without a word."""
        if self.process:
            self.process.kill()
            self.process.join()
            self.process.close()
            self.told.close()
            self.process = self.told = None
