"""The wheel holds all that the program needs, and runs from wherever it is unpacked."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from annotator.version import __version__

ROOT = Path(__file__).parents[1]

START = """
import re, sys
from pathlib import Path
import annotator
from annotator.app import create_app, prepare_database
from annotator.db.base import session
from annotator.services.demo import load_demo

here = Path(annotator.__file__)
assert here.is_relative_to(sys.argv[1]), here
app = create_app(TESTING=True)
prepare_database(app)
page = app.test_client().get("/sign-in")
assert page.status_code == 200, page.status_code
for where in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
    with app.test_client().get(where) as answer:
        assert answer.status_code == 200, where
with app.app_context():
    load_demo(session)
arabic = app.test_client().get("/sign-in", headers={"Accept-Language": "ar"}).text
print(app.extensions["settings"].exports, "Sign in" not in arabic)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return path


def _files(*patterns: str) -> set[str]:
    """Return the files of the checkout that the program needs beside its modules."""
    return {
        path.relative_to(ROOT).as_posix()
        for pattern in patterns
        for path in ROOT.glob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_file_that_the_program_reads(wheel):
    held = set(zipfile.ZipFile(wheel).namelist())
    assert f"-{__version__}-py3-none-any.whl" in wheel.name
    inside = _files(
        "annotator/**/*.py",
        "annotator/labelsets/*",
        "annotator/suggesters/lexicons/*",
        "annotator/demo/**/*",
        "annotator/translations/**/*.mo",
    )
    beside = {f"annotator/{path}" for path in _files("templates/**/*", "static/**/*")}
    assert inside | beside <= held
    assert {"annotator/labelsets/conflict.toml", "annotator/templates/base.html"} <= held


def test_the_wheel_holds_nothing_of_a_users_and_no_tests(wheel):
    held = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in held if name.endswith((".sqlite3", ".pyc", ".part", "secret-key"))]
    assert {name.split("/")[0].split("-")[0] for name in held} == {"annotator", "arabic_conflict_annotator"}
    metadata = next(name for name in held if name.endswith("METADATA"))
    told = zipfile.ZipFile(wheel).read(metadata).decode()
    assert all(f"Requires-Dist: {name}" in told for name in ("flask", "camel-tools", "sqlalchemy", "waitress"))
    scripts = next(name for name in held if name.endswith("entry_points.txt"))
    assert "annotator = annotator.cli:main" in zipfile.ZipFile(wheel).read(scripts).decode()


def test_the_program_runs_from_the_unpacked_wheel(wheel, tmp_path):
    unpacked, home = tmp_path / "unpacked", tmp_path / "home"
    zipfile.ZipFile(wheel).extractall(unpacked)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ANNOTATOR_")},
        "PYTHONPATH": str(unpacked),
        "ANNOTATOR_HOME": str(home),
        "LANG": "en_GB.UTF-8",
    }
    done = subprocess.run(
        [sys.executable, "-c", START, str(unpacked)],
        env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    exports, arabic = done.stdout.split()
    assert exports == str(home / "exports")
    assert arabic == str(bool(_files("annotator/translations/ar/**/*.mo")))
