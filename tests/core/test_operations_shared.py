"""The file that the JavaScript page is held to says what the core does now."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

MAKER = Path(__file__).with_name("make_operations.py")


@pytest.fixture(scope="module")
def maker() -> dict[str, object]:
    return runpy.run_path(str(MAKER), run_name="make_operations")


def test_the_shared_file_is_what_the_core_plans_now(maker):
    kept = maker["FILE"].read_text(encoding="utf-8")
    assert kept == maker["encoded_file"](), "run `python tests/core/make_operations.py`, and look at what changed"


def test_the_shared_file_has_every_kind_both_done_and_refused(maker):
    walks = json.loads(maker["FILE"].read_text(encoding="utf-8"))["walks"]
    cases = [case for walk in walks for case in walk]
    done = {case["operation"]["kind"] for case in cases if "edits" in case}
    refused = {case["problem"] for case in cases if "problem" in case}
    assert done == set(maker["KINDS"])
    assert refused >= {
        "finished", "suggestion-unknown", "suggestion-decided", "span-unknown", "span-taken", "span-double",
        "event-unknown", "event-taken", "event-missing", "trigger-label", "undo-unknown", "undo-changed",
        "span-outside", "span-empty", "span-blank", "span-cluster", "label-unknown", "label-retired",
        "event-type", "event-subtype", "role-unknown", "role-label", "attribute-unknown", "attribute-value",
        "skipped", "argument-trigger", "argument-refused", "argument-not-refused", "note-unknown", "note-taken",
        "note-double", "note-sort", "note-target", "note-blank", "note-long",
    }  # fmt: skip
