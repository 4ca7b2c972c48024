// Which keys call which command: those that the page comes with, or a person's own, kept in this browser by the ids of
// the commands. A key that a label has in this label set is the label's.

import { forget, prefer, preference } from "../lib/preferences.js";
import { shown } from "../lib/keys.js";

const KEPT = "keys";
// Keys that leave a field or a sheet, and those that a browser does not give away.
const REFUSED = /^(Shift\+)?Tab$|^Escape$|^(Shift\+)?F\d|^Mod\+(Shift\+)?Key[NTW]$|^Mod\+Key[ACFLPRVX]$/;

const shipped = new Map(); // a command's id → its keys
let own = null; // the same for those that a person changed
let labelKeys = new Set();

/** Say which keys the command `id` comes with. */
export function ship(id, keys) {
  shipped.set(id, keys);
}

/** Say which keys belong to labels. */
export function reserve(keys) {
  labelKeys = new Set(keys);
}

/** The keys that call the command `id` now. */
export function keysFor(id) {
  const changed = (chosen().get(id) ?? []).filter((key) => !labelKeys.has(key));
  return changed.length ? changed : (shipped.get(id) ?? []);
}

/** The first of them as people read it; "" for none. */
export function keyOf(id) {
  const [key] = keysFor(id);
  return key ? shown(key) : "";
}

/** Whether the command `id` has other keys than it came with. */
export const isChanged = (id) => String(keysFor(id)) !== String(shipped.get(id) ?? []);

/** Who has `key`: {command: id}, {label: true}, {refused: true}, or null for nobody. */
export function holder(key) {
  if (REFUSED.test(key)) return { refused: true };
  if (labelKeys.has(key)) return { label: true };
  const id = [...shipped.keys()].find((one) => keysFor(one).includes(key));
  return id === undefined ? null : { command: id };
}

/** Let `key` call the command `id`, which nobody else has. */
export function bind(id, key) {
  keep(chosen().set(id, [key]));
}

/** Let `key`, which the command `other` has, call the command `id`, and the other way round. */
export function swap(id, key, other) {
  const [before] = keysFor(id);
  const left = keysFor(other).map((one) => (one === key ? before : one));
  keep(chosen().set(other, left).set(id, [key]));
}

/** Give the command `id` back the keys that it came with. Where others have them now, those get theirs back too. */
export function restore(id) {
  const found = chosen();
  const taken = new Set(shipped.get(id));
  found.delete(id);
  for (const [other, keys] of [...found]) if (keys.some((key) => taken.has(key))) restore(other);
  keep(found);
}

/** Give all commands back the keys that they came with. */
export function restoreAll() {
  keep(new Map());
}

function keep(changed) {
  own = changed;
  if (changed.size) prefer(KEPT, JSON.stringify(Object.fromEntries(changed)));
  else forget(KEPT);
}

function chosen() {
  own ??= read();
  return own;
}

function read() {
  try {
    const kept = Object.entries(JSON.parse(preference(KEPT, "{}")));
    return new Map(kept.filter(([, keys]) => Array.isArray(keys) && keys.every((key) => typeof key === "string")));
  } catch {
    return new Map(); // no JSON of ours
  }
}
