"""Annotate Arabic conflict news with spans and events: suggestions, decisions, gold labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(**settings: Any) -> Flask:
    """Return the web application; see ``annotator.config.Settings`` for the settings."""
    # Late: importing a part of the pure core must not bring Flask in.
    from annotator.app import create_app as create

    return create(**settings)
