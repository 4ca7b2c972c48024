"""The program as a process of its own, and annotators who work through documents over HTTP as the page does."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

PROCESSES = [f"--processes={number}"] if (number := os.environ.get("ANNOTATOR_BENCH_PROCESSES")) else []
"""By how many processes `annotator serve` is to serve; where nothing is said, by as many as usual."""


class Program:
    """`annotator` on a data folder of its own."""

    def __init__(self, home: Path) -> None:
        self.environment = os.environ | {
            "ANNOTATOR_HOME": str(home),
            "ANNOTATOR_EXPORTS": str(home / "exports"),
            "LANG": "en_GB.UTF-8",
        }
        # Where nothing is kept compiled, each start compiles all that it imports: seconds that no user has.
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.process: subprocess.Popen[str] | None = None
        self.port = 0

    def run(self, *arguments: str) -> str:
        """Run a command to its end; return what it printed."""
        command = [sys.executable, "-m", "annotator", *arguments]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout

    def serve(self) -> float:
        """Start the server; return the seconds until it answers its first request."""
        begun = time.perf_counter()
        command = [sys.executable, "-m", "annotator", "serve", "--port", "0", *PROCESSES]
        self.process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        for line in self.process.stdout:
            if found := re.search(r"http://\S+:(\d+)/sign-in/(\S+)", line):
                self.port = int(found[1])
                break
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", "/sign-in")
        assert connection.getresponse().status == 200
        connection.close()
        return time.perf_counter() - begun

    def memory(self) -> float:
        """Return the megabytes that the server holds in memory now, with all its processes (where the system tells).

        What they share is counted once.
        """
        assert self.process
        if not Path("/proc/self/smaps_rollup").exists():
            return float("nan")
        return sum(map(_proportional_kilobytes, processes_of(self.process.pid))) / 1000

    def stop(self) -> None:
        """End the server."""
        if self.process:
            self.process.terminate()
            self.process.communicate()
            self.process = None


def processes_of(first: int) -> list[int]:
    """Return the ids of a process and of all that it, and these, have started, where the system tells."""
    found = [first]
    for one in found:
        for file in Path(f"/proc/{one}/task").glob("*/children"):
            with suppress(FileNotFoundError, ProcessLookupError):  # one that has ended meanwhile
                found += map(int, file.read_text().split())
    return found


def _proportional_kilobytes(process: int) -> int:
    with suppress(FileNotFoundError, ProcessLookupError):
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
        if found := re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE):
            return int(found[1])
    return 0


class Client:
    """One annotator: a connection that stays open, a signed-in session, and what each request took."""

    def __init__(self, port: int, link: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookies: dict[str, str] = {}
        self.next_times: list[float] = []
        self.save_times: list[float] = []
        self.failed = 0
        self.request("GET", urlsplit(link).path)

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, bytes]:
        """Return the status, the address that it leads to, and the body of an answer."""
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return answer.status, answer.headers.get("Location", ""), answer.read()

    def next(self, project: int) -> dict[str, Any] | None:
        """Ask for the next document and read its page; ``None`` where there is none."""
        begun = time.perf_counter()
        status, place, body = self.request("GET", f"/projects/{project}/next")
        if status == 302 and "/documents/" not in place:
            return None
        if status == 302:
            status, _, body = self.request("GET", urlsplit(place).path)
        self.next_times.append(time.perf_counter() - begun)
        self.failed += status != 200
        start = body.index(b">", body.index(b'id="payload"')) + 1
        payload: dict[str, Any] = json.loads(body[start : body.index(b"</script>", start)])
        return payload

    def save(self, payload: dict[str, Any]) -> None:
        """Accept all that is suggested and finish, in one request."""
        operations = [
            {"kind": "accept", "id": str(uuid4()), "suggestion": one["id"], "span": str(uuid4()), "event": event}
            for one in payload["suggestions"]
            for event in [str(uuid4()) if one["type"] else None]
        ]
        operations.append({"kind": "finish", "id": str(uuid4())})
        body = json.dumps({"revision": payload["layer"]["revision"], "operations": operations}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": payload["csrf"]}
        begun = time.perf_counter()
        status, _, _ = self.request("POST", payload["urls"]["operations"], body, **headers)
        self.save_times.append(time.perf_counter() - begun)
        self.failed += status != 200
