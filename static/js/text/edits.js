// A layer and the edits that change it: the mirror of core/layer.py and core/edits.py. An edit is {on, id, before,
// after}; `on` says of what (span, event, decision, note, refusal, state); null stands for nothing. A layer is never
// changed: apply makes another one.

import { same } from "../lib/same.js";

export const [ACCEPTED, FIXED, REJECTED, MANUAL] = ["accepted", "fixed", "rejected", "manual"];
export const [OPEN, FINISHED, SKIPPED] = ["open", "finished", "skipped"];
export const [COMMENT, UNSURE, FLAG, SKIP] = ["comment", "unsure", "flag", "skip"];

const PLACES = { span: "spans", event: "events", decision: "decisions", note: "notes", refusal: "refusals" };

/** What tells a refused argument (or an operation on it) from the others of its layer. */
export const refusalKey = ({ trigger, role, filler }) => `${trigger} ${filler} ${role}`;

/** What a note is about, as a word: notes about the same have the same. */
export const targetOf = ({ span, suggestion }) => `${suggestion ?? ""} ${span ?? ""}`;

/** An edit does not find in the layer what it expects there. */
export class Misfit extends Error {}

/** The layer of the payload, its parts by id. */
export function layerFrom(json) {
  return {
    spans: new Map(json.spans.map((span) => [span.id, span])),
    events: new Map(json.events.map((event) => [event.id, event])),
    decisions: new Map(json.decisions.map((decision) => [decision.suggestion, decision])),
    notes: new Map(json.notes.map((note) => [note.id, note])),
    refusals: new Map(json.refusals.map((refusal) => [refusalKey(refusal), refusal])),
    state: json.state,
  };
}

/** What the layer holds now at the place that `edit` is about. */
function current(layer, edit) {
  return edit.on === "state" ? layer.state : (layer[PLACES[edit.on]].get(edit.id) ?? null);
}

/** The edit that takes `edit` back. */
export const reversedEdit = (edit) => ({ ...edit, before: edit.after, after: edit.before });

/** Whether `edit` finds in `layer` what it expects there. */
const fits = (layer, edit) => same(current(layer, edit), edit.before);

/** The layer after `edits`, in their order; throws a Misfit where one does not fit what is there. */
export function apply(layer, edits) {
  const now = { ...layer };
  for (const on of new Set(edits.map((edit) => edit.on))) {
    if (on !== "state") now[PLACES[on]] = new Map(layer[PLACES[on]]);
  }
  for (const edit of edits) {
    if (!fits(now, edit)) throw new Misfit(`an edit of ${edit.on} ${edit.id} does not fit the layer`);
    if (edit.on === "state") now.state = edit.after;
    else if (edit.after === null) now[PLACES[edit.on]].delete(edit.id);
    else now[PLACES[edit.on]].set(edit.id, edit.after);
  }
  return now;
}
