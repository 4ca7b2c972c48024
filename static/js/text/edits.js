// A layer and the edits that change it: the mirror of core/layer.py. An edit is {on, id, before, after}; `on` says of
// what (span, event, decision, state); null stands for nothing. A layer is never changed: apply makes another one.

import { same } from "../lib/same.js";

export const [ACCEPTED, FIXED, REJECTED, MANUAL] = ["accepted", "fixed", "rejected", "manual"];
export const [OPEN, FINISHED] = ["open", "finished"];

const PLACES = { span: "spans", event: "events", decision: "decisions" };

/** The layer of the payload, its parts by id. */
export function layerFrom(json) {
  return {
    spans: new Map(json.spans.map((span) => [span.id, span])),
    events: new Map(json.events.map((event) => [event.id, event])),
    decisions: new Map(json.decisions.map((decision) => [decision.suggestion, decision])),
    state: json.state,
  };
}

/** What the layer holds now at the place that `edit` is about. */
export function current(layer, edit) {
  return edit.on === "state" ? layer.state : (layer[PLACES[edit.on]].get(edit.id) ?? null);
}

/** The edit that takes `edit` back. */
export const reversedEdit = (edit) => ({ ...edit, before: edit.after, after: edit.before });

/** Whether `edit` finds in `layer` what it expects there. */
export const fits = (layer, edit) => same(current(layer, edit), edit.before);

/** The layer after `edits`, in their order; the caller has planned them on this very layer. */
export function apply(layer, edits) {
  const now = { ...layer };
  for (const on of new Set(edits.map((edit) => edit.on))) {
    if (on !== "state") now[PLACES[on]] = new Map(layer[PLACES[on]]);
  }
  for (const edit of edits) {
    if (!fits(now, edit)) throw new Error(`an edit of ${edit.on} ${edit.id} does not fit the layer`);
    if (edit.on === "state") now.state = edit.after;
    else if (edit.after === null) now[PLACES[edit.on]].delete(edit.id);
    else now[PLACES[edit.on]].set(edit.id, edit.after);
  }
  return now;
}

/** The server's layer, with this page's times wherever nothing else differs: what was done here can then be undone. */
export function adopted(theirs, ours) {
  const result = { ...theirs };
  for (const place of Object.values(PLACES)) {
    result[place] = new Map(theirs[place]);
    for (const [id, value] of theirs[place]) {
      const own = ours[place].get(id);
      // Events have no time of their own.
      const timed = own && "decided_at" in value ? { ...own, decided_at: value.decided_at } : own;
      if (own && same(timed, value)) result[place].set(id, own);
    }
  }
  return result;
}
