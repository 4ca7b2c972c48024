"""The core imports the standard library alone, also at run time; the suggesters need no web and no database."""

from __future__ import annotations

import subprocess
import sys

import pytest

BLOCKED = """
import importlib, pkgutil, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked!r}:
            raise ImportError(f"{{name}} is not to be imported here")

sys.meta_path.insert(0, Blocked())

def modules(package):
    yield package
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        yield found.name

for name in {packages!r}:
    for module in modules(name):
        importlib.import_module(module)
"""
WEB = ["flask", "flask_sqlalchemy", "flask_login", "flask_babel", "flask_wtf", "sqlalchemy", "wtforms", "werkzeug"]
HEAVY = ["camel_tools", "torch", "transformers"]


def _import(packages: list[str], blocked: list[str], then: str = "") -> subprocess.CompletedProcess[str]:
    program = BLOCKED.format(packages=packages, blocked=blocked) + then
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)


def test_the_core_needs_nothing_but_the_standard_library():
    done = _import(["annotator.core"], [*WEB, *HEAVY, "babel", "msgspec", "click", "alembic", "platformdirs", "argon2"])
    assert done.returncode == 0, done.stderr


def test_what_is_blocked_is_blocked():
    done = _import(["annotator.web"], ["flask"])
    assert done.returncode == 1
    assert "flask is not to be imported here" in done.stderr


@pytest.mark.parametrize("package", ["annotator.formats", "annotator.labelsets"])
def test_formats_and_label_sets_need_no_web_and_no_database(package):
    done = _import([package], [*WEB, *HEAVY])
    assert done.returncode == 0, done.stderr


def test_suggesters_are_found_without_web_database_and_camel_tools():
    then = "\nfrom annotator.suggesters import registry\nprint(*registry.all())"
    done = _import(["annotator.suggesters"], [*WEB, *HEAVY], then)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) >= {"gazetteer"}


def test_a_suggester_that_cannot_load_says_so_instead_of_breaking():
    then = "\nfrom annotator.suggesters import registry\nfor one in registry.all().values(): one.ready()"
    done = _import([], [*WEB, *HEAVY], then)
    assert done.returncode == 0, done.stderr


def test_the_help_of_the_command_line_waits_for_no_database():
    done = _import([], WEB, "\nimport annotator.cli")
    assert done.returncode == 0, done.stderr
