"""The web: one file = one blueprint. A view validates, calls a service, shows."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint


def blueprints() -> Sequence[Blueprint]:
    """Return the blueprints of all stages."""
    from annotator.web import (
        account,
        accounts,
        annotate,
        export,
        history,
        intake,
        passwords,
        projects,
        users,
        values,
    )

    people = (accounts, account, passwords, users)
    return [stage.blueprint for stage in (*people, projects, intake, annotate, values, history, export)]
