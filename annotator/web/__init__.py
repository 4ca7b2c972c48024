"""The web: one file = one blueprint. A view validates, calls a service, shows."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint


def blueprints() -> Sequence[Blueprint]:
    """Return the blueprints of all stages."""
    from annotator.web import accounts, annotate, export, history, intake, jobs, projects, values

    return [stage.blueprint for stage in (accounts, projects, intake, jobs, annotate, values, history, export)]
