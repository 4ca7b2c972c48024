"""The web: one file = one blueprint. A view validates, calls a service, shows."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint


def blueprints() -> Sequence[Blueprint]:
    """Return the blueprints of all stages."""
    from annotator.web import accounts, annotate, export, guideline, history, intake, labels, projects, values

    stages = (accounts, projects, intake, annotate, values, history, export, labels, guideline)
    return [stage.blueprint for stage in stages]
