// The other places of a name in this document: which of them one decision more would be about, and what comes of it.

import * as deeds from "./deeds.js";

/** The type of event that an item names, as {type, subtype}; null where it names none. */
export function kindOf({ events, suggestion, span }) {
  const { type = null, subtype = null } = (span ? events[0] : suggestion) ?? {};
  return type ? { type, subtype } : null;
}

/**
 * The other places of `subject`, an item, where the same can be decided, as {start, end, ticked, item, standing}. `names`
 * (a SameNames) finds them. `item` is what stands there and would be decided on, or null for a new span; `standing`
 * is what speaks against it, or null: only without that the place is ticked.
 */
export function placesFor(store, subject, names) {
  const places = withItems(names.find(subject), store.items, subject);
  if (subject.state === "rejected") return places.flatMap((place) => rejected(place, names));
  const label = store.ground.labels.labels.get(subject.label);
  if (!label || label.retired) return [];
  const isLabelled = ({ here, ...place }) => here.some((one) => one.span && one.label === place.label && covers(one, place));
  const used = new Set(); // one suggestion becomes one span
  return places.filter((place) => !isLabelled(place)).map((place) => labelled(place, subject, names, used));
}

/** Each of `places` with the items that lie over it, but for the subject; both are in the order of the text. */
function withItems(places, items, { key }) {
  const found = places.map((place) => ({ ...place, here: [] }));
  let first = 0; // of the places that end behind the beginning of the item
  for (const one of items.values()) {
    while (first < found.length && found[first].end <= one.start) first += 1;
    for (let at = first; at < found.length && found[at].start < one.end; at += 1) {
      if (one.key !== key) found[at].here.push(one);
    }
  }
  return found;
}

/** Where a rejected suggestion stands again, undecided. */
function rejected({ start, end, label, here }, names) {
  const isSame = (one) => one.state === "undecided" && one.label === label && isTheName(one, { start, end }, names);
  return here.filter(isSame).map((item) => ({ start: item.start, end: item.end, item, standing: null, ticked: true }));
}

function labelled({ start, end, label, here: all }, subject, names, used) {
  const place = { start, end, label };
  const here = all.filter((one) => !used.has(one));
  const item = meant(place, here, subject, names);
  used.add(item);
  const standing = against(place, here, item, subject, names);
  return { start, end, item, standing, ticked: standing === null };
}

/** What would be decided on: with this label before another one, with these boundaries before others. */
function meant(place, here, subject, names) {
  const exact = here.filter((one) => isPlace(one, place));
  const [open, rejection] = [exact.filter(isOpen), exact.find((one) => one.state === "rejected" && one.label === place.label)];
  const inexact = () => here.filter(isOpen).find((one) => isMeant(one, place, subject, names));
  return open.find((one) => one.label === place.label) ?? rejection ?? open[0] ?? inexact() ?? null;
}

/**
 * Whether a suggestion with other boundaries is mended into `place`: it is the same words with a clitic, a part of the
 * name, or the same as what was mended into the subject.
 */
function isMeant(one, place, { suggestion, ...subject }, names) {
  if (isTheName(one, place, names)) return true;
  if (one.label === place.label && covers(place, one)) return true;
  const wasMended = suggestion && one.label === suggestion.label && !isPlace(suggestion, subject);
  return Boolean(wasMended) && names.name(suggestion) === names.name(one);
}

/** What speaks against labelling `place`: a decision, another type of event, or a suggestion that it is only a part of. */
function against(place, here, item, subject, names) {
  const spans = here.filter(({ span }) => span);
  const decided = spans.find((one) => isPlace(one, place));
  if (decided || item?.state === "rejected") return decided ?? item;
  const isSuggested = item && isPlace(item, place) && item.label === place.label;
  const kind = kindOf(subject);
  if (kind && item && !(isSuggested && isSameKind(kindOf(item), kind))) return item;
  if (isSuggested) return spans.find((one) => one.label === place.label) ?? null; // what is suggested may lie in others
  const isPart = (one) => isOpen(one) && one !== item && !covers(place, one) && !isTheName(one, place, names);
  return spans[0] ?? here.find(isPart) ?? null;
}

const isOpen = ({ state }) => state === "undecided";
const isPlace = (one, { start, end }) => one.start === start && one.end === end;
const covers = (one, { start, end }) => one.start <= start && end <= one.end;
const isSameKind = (one, other) => one?.type === other.type && (one.subtype ?? null) === (other.subtype ?? null);

/** Whether `one` is the name at `place`, with clitics or without. */
function isTheName(one, place, names) {
  const [start, end] = names.around(place);
  return covers(one, place) && covers({ start, end }, one);
}

/** The operations that decide on `places` as on `subject`. */
export function deciding(store, subject, places) {
  if (subject.state === "rejected") return places.flatMap(({ item }) => deeds.reject(item));
  const [{ label }, kind] = [subject, kindOf(subject)];
  return places.flatMap(({ start, end, item }) =>
    item ? deeds.takeAt(store, item, { start, end, label }, kind) : deeds.addSpan(store, [start, end], label, kind),
  );
}
