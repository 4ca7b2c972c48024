// Layers in words: what differs between two of them.

import { same } from "../lib/same.js";
import { t } from "../lib/messages.js";
import { keyOf, keyOfNote } from "./items.js";
import { nameOf, short } from "./names.js";

/** Words of a document in a sentence, so that neither turns the other's direction (first strong isolate). */
export const isolated = (words) => `\u2068${words}\u2069`;

/** Whether two values of a layer differ only in their times, which the server sets. */
export const isAlike = (one, other) => one === other || (one && other && same(timeless(one), timeless(other)));

/** Whether two layers differ only so. */
export function isSameLayer(one, other) {
  const isSame = (place) =>
    one[place].size === other[place].size && [...one[place]].every(([id, value]) => isAlike(value, other[place].get(id)));
  return one.state === other.state && Object.keys(one).every((place) => place === "state" || isSame(place));
}

const timeless = ({ decided_at: decided, noted_at: noted, ...rest }) => rest;

/**
 * What differs between the layers of `old` and `now`, in words: {text, place} with the place that an edit has ("span
 * ID"), and `key` of its item or `note`. Both are {store, layer, article}.
 */
export function differences(old, now) {
  const [before, after] = [old.layer, now.layer];
  return [
    ...changed("span", before.spans, after.spans, (span, verb) => spanLine(span, verb, now)),
    ...changed("decision", before.decisions, after.decisions, (one, verb) => decisionLine(one, verb, now)),
    ...changed("event", before.events, after.events, (event, verb) => eventLine(event, verb, old, now)),
    ...changed("note", before.notes, after.notes, noteLine),
    ...changed("refusal", before.refusals, after.refusals, (one, verb) => refusalLine(one, verb, now)),
    ...stateLine(before.state, after.state),
  ];
}

function changed(on, before = new Map(), after = new Map(), line) {
  const lines = [];
  const add = (id, value, verb) => {
    const said = line(value, verb);
    if (said) lines.push({ ...said, place: `${on} ${id}` });
  };
  for (const [id, value] of after) {
    if (!before.has(id)) add(id, value, "added");
    else if (!isAlike(before.get(id), value)) add(id, value, "changed");
  }
  for (const [id, value] of before) if (!after.has(id)) add(id, value, "removed");
  return lines;
}

function placed({ label, start, end }, { store, article }) {
  return { label: nameOf(store.ground.labels.labels.get(label), label), words: words(start, end, article) };
}

/** A quotation of the document for a sentence. */
export const words = (start, end, article) => isolated(short(article.slice(start, end)));

function spanLine(span, verb, place) {
  const values = placed(span, place);
  const sentences = {
    added: t("Added: %(label)s “%(words)s”", values),
    changed: t("Changed: %(label)s “%(words)s”", values),
    removed: t("Removed: %(label)s “%(words)s”", values),
  };
  return { key: keyOf(span), text: sentences[verb] };
}

/** Only what no span tells: rejections, and their end. */
function decisionLine({ suggestion, verdict }, verb, place) {
  const shown = place.store.ground.suggestions.get(suggestion);
  if (!shown) return null;
  const key = `s${suggestion}`;
  if (verb === "removed") return { key, text: t("Opened again: %(label)s “%(words)s”", placed(shown, place)) };
  if (verdict !== "rejected") return null;
  return { key, text: t("Rejected: %(label)s “%(words)s”", placed(shown, place)) };
}

/** Not where an event came or went with its trigger. */
function eventLine({ trigger }, verb, old, now) {
  const span = now.layer.spans.get(trigger);
  if (!span || !old.layer.spans.has(trigger)) return null;
  const values = placed(span, now);
  const sentences = {
    added: t("Added event: “%(words)s”", values),
    changed: t("Changed event: “%(words)s”", values),
    removed: t("Removed event: “%(words)s”", values),
  };
  return { key: keyOf(span), text: sentences[verb] };
}

function noteLine(note, verb) {
  const values = { words: isolated(short(note.text)) };
  const sentences = {
    added: note.text ? t("Note added: “%(words)s”", values) : t("Note added"),
    changed: t("Note changed: “%(words)s”", values),
    removed: note.text ? t("Note removed: “%(words)s”", values) : t("Note removed"),
  };
  return { key: keyOfNote(note) || null, note: note.id, text: sentences[verb] };
}

function refusalLine({ trigger }, verb, place) {
  const shown = place.store.ground.suggestions.get(trigger);
  if (!shown || verb === "changed") return null;
  const text = verb === "added" ? t("Argument rejected: “%(words)s”", placed(shown, place)) : null;
  return { key: `s${trigger}`, text: text ?? t("Argument opened again: “%(words)s”", placed(shown, place)) };
}

function stateLine(before, after) {
  if (before === after) return [];
  const sentences = {
    finished: t("The document was finished."),
    skipped: t("The document was skipped."),
    open: t("The document was opened again."),
  };
  return [{ place: "state null", key: null, text: sentences[after] }];
}
