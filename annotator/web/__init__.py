"""The web: one file = one blueprint. A view validates, calls a service, shows."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint


def blueprints() -> Sequence[Blueprint]:
    """Return the blueprints of all stages."""
    from annotator.web import (
        accounts,
        annotate,
        bulk,
        documents,
        export,
        history,
        intake,
        progress,
        projects,
        settings,
        values,
    )

    stages = (
        accounts,
        projects,
        progress,
        settings,
        documents,
        bulk,
        intake,
        annotate,
        values,
        history,
        export,
    )
    return [stage.blueprint for stage in stages]
