// An operation in words, for who did it. `places` are the layers where what it is about may stand: {layer, items, store,
// article}, the likeliest first.

import { t } from "../lib/messages.js";
import { isolated, words } from "./differences.js";
import { keyOf } from "./items.js";
import { nameOf } from "./names.js";

/** The key of the item that an operation is about, or null. */
export function keyOfOperation({ suggestion, span, trigger, event }, places) {
  if ((suggestion ?? null) !== null) return `s${suggestion}`;
  for (const { layer, store } of places) {
    const found = layer.spans.get(layer.events.get(event)?.trigger ?? trigger) ?? layer.spans.get(span);
    if (found) return keyOf(found);
    if (store.ground.suggestions.has(trigger)) return `s${trigger}`;
  }
  return null;
}

/** An operation in words. */
export function describe(operation, places) {
  const [{ store, article }] = places;
  const of = (id) => store.ground.suggestions.get(id) ?? null;
  const place = of(operation.suggestion) ?? found(places, "spans", operation.span) ?? operation;
  const said = { words: place.end ? words(place.start, place.end, article) : "" };
  const text = isolated(operation.text ?? operation.reason ?? ""); // whole: it may stand nowhere else by now
  const sentences = {
    accept: t("Accept “%(words)s”", said),
    fix: t("Fix “%(words)s”", said),
    reject: t("Reject “%(words)s”", said),
    reopen: t("Open “%(words)s” again", said),
    add_span: t("Mark “%(words)s”", said),
    change_span: t("Change “%(words)s”", said),
    remove_span: t("Remove “%(words)s”", said),
    add_note: t("Write the note “%(words)s”", { words: text }),
    change_note: t("Write the note “%(words)s”", { words: text }),
    remove_note: t("Remove a note"),
    skip: t("Skip the document: “%(words)s”", { words: text }),
    finish: t("Finish the document"),
    resume: t("Open the document again"),
    undo: t("Undo a step"),
  };
  return sentences[operation.kind] ?? ofEvent(operation, places);
}

/** A note of this sort, on the item `key` or, where that is null, on the document. */
export function describeNote({ sort, key }, places) {
  const item = places.map(({ items }) => items.get(key)).find(Boolean);
  if (sort === "flag") return t("A flag on the document");
  if (!item) return t("Comment on the document");
  const said = { words: words(item.start, item.end, places[0].article) };
  return sort === "unsure" ? t("Unsure of “%(words)s”", said) : t("Comment on “%(words)s”", said);
}

function ofEvent(operation, places) {
  const [{ store, article }] = places;
  const { labels, suggestions } = store.ground;
  const event = found(places, "events", operation.event) ?? operation;
  const trigger = found(places, "spans", event.trigger) ?? suggestions.get(event.trigger);
  if (!trigger) return t("Change an event");
  const kind = labels.types.get(event.type);
  const name = nameOf(kind?.subtypes.find(({ id }) => id === event.subtype) ?? kind, event.type ?? "");
  const filler = found(places, "spans", operation.span) ?? suggestions.get(operation.filler);
  const said = {
    event: isolated([article.slice(trigger.start, trigger.end), name].filter(Boolean).join(" · ")),
    role: isolated(nameOf(labels.roles.get(operation.role), operation.role)),
    words: filler ? words(filler.start, filler.end, article) : "",
  };
  const sentences = {
    set_argument: t("Fill “%(role)s” of the event “%(event)s” with “%(words)s”", said),
    unset_argument: t("Take “%(words)s” out of “%(role)s” of the event “%(event)s”", said),
    refuse_argument: t("Reject “%(words)s” as “%(role)s” of the event “%(event)s”", said),
    reopen_argument: t("Open “%(words)s” as “%(role)s” of the event “%(event)s” again", said),
    add_event: t("Add the event “%(event)s”", said),
    change_event: t("Change the event “%(event)s”", said),
    remove_event: t("Remove the event “%(event)s”", said),
  };
  return sentences[operation.kind] ?? t("Change an event");
}

const found = (places, name, id) => places.map(({ layer }) => layer[name].get(id)).find(Boolean) ?? null;
