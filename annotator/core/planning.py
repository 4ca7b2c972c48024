"""Planning: which edits an operation makes, or why it cannot be done.

:func:`plan` checks an operation against the layer and its ground and answers with edits; nothing is changed here. The
page plans the same in ``static/js/text/layer.js``; both are held to ``tests/data/operations.json``.
"""

from __future__ import annotations

from collections.abc import Mapping

from annotator.core import deciding, marking, noting, relating
from annotator.core.consequences import holds_together
from annotator.core.edits import Edit, NoteEdit, StateEdit, apply, reversed_edit
from annotator.core.ground import Ground, Plan
from annotator.core.layer import FINISHED, OPEN, SKIP, SKIPPED, Layer
from annotator.core.operations import Finish, Operation, Resume, Undo
from annotator.core.phrases import N_, Problem


def plan(operation: Operation, layer: Layer, ground: Ground) -> tuple[Edit, ...]:
    """Return the edits that ``operation`` makes; raise :class:`Problem` where it cannot be done.

    Codes beside those of the span and label checks: ``finished``, ``skipped``, ``suggestion-unknown``,
    ``suggestion-decided``, ``span-unknown``, ``span-taken``, ``span-double``, ``event-unknown``, ``event-taken``,
    ``event-missing``, ``trigger-label``, ``argument-trigger``, ``argument-refused``, ``argument-not-refused``,
    ``note-unknown``, ``note-taken``, ``note-double``, ``note-sort``, ``note-target``, ``note-blank``, ``note-long``,
    ``undo-unknown``, ``undo-changed``.
    """
    if layer.state != OPEN and not isinstance(operation, Resume | Undo):
        raise _closed(layer)
    return tuple(_PLANS[type(operation)](operation, layer, ground))


def _closed(layer: Layer) -> Problem:
    if layer.state == SKIPPED:
        return Problem("skipped", N_("This document was skipped. Open it again to change it."))
    return Problem("finished", N_("This document is finished. Open it again to change it."))


def _finish(operation: Finish, layer: Layer, ground: Ground) -> list[Edit]:
    return [StateEdit(layer.state, FINISHED)]


def _resume(operation: Resume, layer: Layer, ground: Ground) -> list[Edit]:
    reasons = [NoteEdit(note.id, note, None) for note in layer.notes.values() if note.sort == SKIP]
    return [*reasons, StateEdit(layer.state, OPEN)]


def _undo(operation: Undo, layer: Layer, ground: Ground) -> list[Edit]:
    edits: list[Edit] = []
    for earlier in reversed(operation.operations):
        logged = ground.edits_of(earlier)
        if logged is None:
            raise Problem("undo-unknown", N_("What should be undone is not in this document's log."))
        edits += [reversed_edit(edit) for edit in reversed(logged)]
    if layer.state != OPEN and not any(isinstance(edit, StateEdit) for edit in edits):
        raise _closed(layer)
    try:
        now = apply(layer, edits)
    except ValueError as misfit:
        raise _changed_again() from misfit
    if not holds_together(now, edits, ground):
        raise _changed_again()
    return edits


def _changed_again() -> Problem:
    return Problem("undo-changed", N_("This was changed again later, so it cannot be undone on its own."))


_PLANS: Mapping[type[Operation], Plan] = {
    **deciding.PLANS,
    **marking.PLANS,
    **relating.PLANS,
    **noting.PLANS,
    Finish: _finish,
    Resume: _resume,
    Undo: _undo,
}
