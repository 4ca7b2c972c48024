"""The web: one file = one blueprint. A view validates, calls a service, shows."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from flask import Blueprint

STAGES = (
    "accounts",
    "account",
    "passwords",
    "users",
    "projects",
    "people",
    "invitations",
    "labels",
    "label_guideline",
    "guideline",
    "learning",
    "documents",
    "bulk",
    "progress",
    "review",
    "decisions",
    "disagreements",
    "settings",
    "intake",
    "jobs",
    "annotate",
    "adjudicate",
    "values",
    "history",
    "export",
    "outcomes",
    "quality",
    "audit",
)


def blueprints() -> Sequence[Blueprint]:
    """Return the blueprints of all stages."""
    return [import_module(f"annotator.web.{stage}").blueprint for stage in STAGES]
