"""A browser of the server that `annotator serve` has started."""

from __future__ import annotations

import json
import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener


class Client:
    """A signed-in browser of the server that says its link on ``program``'s output."""

    def __init__(self, program) -> None:
        link = next(found[0] for line in program.stdout if (found := re.search(r"http://\S+/sign-in/\S+", line)))
        self.address = link.split("/sign-in")[0]
        self.cookies = CookieJar()
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.cookies))
        self._opener.open(link).close()
        page = self.get("/projects/1/import")
        self.token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]

    def get(self, path: str) -> str:
        with self._opener.open(self.address + path) as answer:
            return answer.read().decode()

    def post(self, path: str, body: bytes, kind: str) -> tuple[str, str]:
        headers = {"Content-Type": kind, "X-CSRFToken": self.token, "Referer": self.address}
        with self._opener.open(Request(self.address + path, body, headers)) as answer:
            return answer.url.removeprefix(self.address), answer.read().decode()

    def begin_import(self, name: str, raw: bytes) -> str:
        """Send a file, start its import, and return the path of the job."""
        _, sent = self.post(f"/projects/1/uploads?name={name}", raw, "application/octet-stream")
        fields = {"uploads": json.loads(sent)["key"], "who": "queue", "csrf_token": self.token}
        path, _ = self.post("/projects/1/import", urlencode(fields).encode(), "application/x-www-form-urlencoded")
        return path

    def cancel(self, path: str) -> str:
        """Cancel a job, and return the path that it leads to."""
        fields = urlencode({"csrf_token": self.token}).encode()
        return self.post(f"{path}/cancellation", fields, "application/x-www-form-urlencoded")[0]

    def until(self, path: str, condition) -> dict:
        """Ask how far a job is until ``condition`` holds of the answer."""
        while not condition(found := json.loads(self.get(f"{path}/state"))):
            pass
        return found
