"""What people may be in a project, and what each of them may do there: one table for the whole program."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.core.phrases import N_, Phrase

MANAGER, CURATOR, ANNOTATOR, VIEWER = "manager", "curator", "annotator", "viewer"
ROLES = (MANAGER, CURATOR, ANNOTATOR, VIEWER)
TITLES: Mapping[str, Phrase] = {
    MANAGER: Phrase(N_("manager")),
    CURATOR: Phrase(N_("curator")),
    ANNOTATOR: Phrase(N_("annotator")),
    VIEWER: Phrase(N_("viewer")),
}
MEANINGS: Mapping[str, Phrase] = {
    MANAGER: Phrase(N_("Runs the project: documents, people, labels and settings; sees the log; may annotate too.")),
    CURATOR: Phrase(N_("Sees everybody’s work, settles differences, comments and exports; may annotate any document.")),
    ANNOTATOR: Phrase(N_("Annotates the documents that they are given; sees nobody else’s work.")),
    VIEWER: Phrase(N_("Reads the documents and sees the progress; changes nothing.")),
}
"""What each role is for, in one sentence; it sums up :data:`PERMISSIONS`."""

_ALL = frozenset(ROLES)
_OVERSEEING = frozenset({MANAGER, CURATOR})
_SEEING = frozenset({MANAGER, CURATOR, VIEWER})
_WORKING = frozenset({MANAGER, CURATOR, ANNOTATOR})
_MANAGING = frozenset({MANAGER})

PERMISSIONS: Mapping[str, frozenset[str]] = {
    "see-project": _ALL,
    "see-labels": _ALL,
    "annotate": _WORKING,
    "annotate-any": _OVERSEEING,
    "see-documents": _SEEING,
    "read-document": _SEEING,
    "see-progress": _SEEING,
    "comment": _OVERSEEING,
    "review": _OVERSEEING,
    "adjudicate": _OVERSEEING,
    "export": _OVERSEEING,
    "import": _MANAGING,
    "suggest": _MANAGING,
    "change-documents": _MANAGING,
    "assign": _MANAGING,
    "change-labels": _MANAGING,
    "change-people": _MANAGING,
    "change-project": _MANAGING,
    "see-audit": _MANAGING,
}
"""Who may do what in a project. Who manages the whole installation is a manager in every project."""


def may(role: str | None, permission: str) -> bool:
    """Whether somebody who is ``role`` in a project (``None``: nothing) has ``permission`` there."""
    return role in PERMISSIONS[permission]
