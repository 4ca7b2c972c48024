"""Planning what is marked in the text: spans added, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from annotator.core.consequences import settled, without_misfits, without_notes, without_span
from annotator.core.edits import Edit, SpanEdit, apply
from annotator.core.finding import decided, span_of
from annotator.core.ground import Ground, Plan
from annotator.core.layer import MANUAL, REJECTED, Layer, MarkedSpan
from annotator.core.operations import AddSpan, ChangeSpan, Operation, RemoveSpan
from annotator.core.phrases import N_, Problem
from annotator.core.spans import check_boundaries


def _add_span(operation: AddSpan, layer: Layer, ground: Ground) -> list[Edit]:
    marked = MarkedSpan(
        operation.span,
        operation.start,
        operation.end,
        operation.label,
        dict(operation.attributes),
        MANUAL,
        None,
        operation.at,
    )
    return new_span(marked, layer, ground)


def _change_span(operation: ChangeSpan, layer: Layer, ground: Ground) -> list[Edit]:
    old = span_of(operation.span, layer)
    label = old.label if operation.label is None else operation.label
    kept = old.attributes if label == old.label else {}
    new = replace(
        old,
        start=old.start if operation.start is None else operation.start,
        end=old.end if operation.end is None else operation.end,
        label=label,
        attributes=dict(kept if operation.attributes is None else operation.attributes),
        decided_at=operation.at,
    )
    _check_span(new, layer, ground, relabelled=label != old.label)
    edits = without_misfits(new, layer, ground)
    return [*edits, *settled(old, new, apply(layer, edits), ground)]


def _remove_span(operation: RemoveSpan, layer: Layer, ground: Ground) -> list[Edit]:
    old = span_of(operation.span, layer)
    edits: list[Edit] = [*without_span(old.id, layer), *without_notes(old.id, layer), SpanEdit(old.id, old, None)]
    if old.suggestion is not None:
        edits.append(decided(operation, old.suggestion, REJECTED, layer))
    return edits


def new_span(marked: MarkedSpan, layer: Layer, ground: Ground) -> list[Edit]:
    """Return the edits that put a new span into the layer."""
    if marked.id in layer.spans:
        raise Problem("span-taken", N_("There is a span with this id already."))
    _check_span(marked, layer, ground, relabelled=True)
    return [SpanEdit(marked.id, None, marked)]


def _check_span(marked: MarkedSpan, layer: Layer, ground: Ground, *, relabelled: bool) -> None:
    check_boundaries(ground.text, marked.start, marked.end)
    # A span may keep a label that was retired under it; only a new one must be on offer.
    label = ground.labels.check_label(marked.label) if relabelled else ground.labels.by_id.get(marked.label)
    ground.labels.check_attributes(marked.attributes, label.attributes if label else ())
    start, end, name = marked.start, marked.end, marked.label
    for other in layer.spans.values():
        if other.start == start and other.end == end and other.label == name and other.id != marked.id:
            raise Problem("span-double", N_("This place is marked with this label already."))


PLANS: Mapping[type[Operation], Plan] = {
    AddSpan: _add_span,
    ChangeSpan: _change_span,
    RemoveSpan: _remove_span,
}
