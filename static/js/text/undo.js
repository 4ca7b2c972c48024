// Whether what an undo brings about still fits the rest of the layer: a part of core/consequences.py's mirror.

/** Whether what `edits` touched fits what was done since: a trigger or argument may be gone, a place be taken. */
export function holdsTogether(layer, edits, { labels }) {
  const touched = (on) => new Set(edits.filter((edit) => edit.on === on).map((edit) => edit.id));
  const [spans, events] = [touched("span"), touched("event")];
  const concerns = (event) =>
    events.has(event.id) || spans.has(event.trigger) || event.arguments.some(({ span }) => spans.has(span));
  const standing = [...layer.events.values()].every((event) => !concerns(event) || stands(event, layer, labels));
  return standing && [...spans].every((id) => isAlone(layer.spans.get(id), layer));
}

function stands(event, layer, labels) {
  const trigger = layer.spans.get(event.trigger);
  if (!trigger || labels.trigger === null || trigger.label !== labels.trigger) return false;
  return event.arguments.every(({ role, span }) => {
    const filler = layer.spans.get(span);
    return filler && labels.roles.get(role)?.labels.includes(filler.label);
  });
}

/** Whether no other span has the same place and label. */
function isAlone(span, layer) {
  if (!span) return true;
  const same = (other) => other.start === span.start && other.end === span.end && other.label === span.label;
  return [...layer.spans.values()].filter(same).length === 1;
}
