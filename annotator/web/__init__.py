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
        audit,
        export,
        history,
        intake,
        invitations,
        passwords,
        people,
        projects,
        users,
        values,
    )

    own = (accounts, account, passwords, users)
    of_projects = (projects, people, invitations, intake, annotate, values, history, export, audit)
    return [stage.blueprint for stage in (*own, *of_projects)]
