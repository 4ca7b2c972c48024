// What a page has reported is kept in this browser until it is put away: a lost comment stands nowhere else, and a
// reload must not take it. Of the document only the few words that the lines quote are among it. It is for the same
// person only: what somebody else has left unread is removed, as a shared computer must not show it to the next one.

import { uuid } from "../lib/identity.js";

const PREFIX = "report-";

/** What was reported to `user` about `layer` (both numbers). Without storage a report lasts as long as the page. */
export class KeptReports {
  constructor(user, layer, storage = storageOf()) {
    Object.assign(this, { storage, name: `${PREFIX}${user}-${layer}`, shown: new Set() });
    this.#removeThoseOfOthers(`${PREFIX}${user}-`);
  }

  /** All that is kept; `suggestions` (by id) are put back into it. */
  all(suggestions) {
    const kept = this.#read();
    for (const { id } of kept) this.shown.add(id);
    return kept.map(({ found }) => unpacked(found, suggestions));
  }

  /** Keep what was found, as a report shows it. */
  add(found) {
    const id = uuid();
    this.shown.add(id);
    this.#write([...this.#read(), { id, found: packed(found) }]);
  }

  /** Forget what this page has shown; another tab may have kept more. */
  forget() {
    this.#write(this.#read().filter(({ id }) => !this.shown.has(id)));
  }

  #read() {
    try {
      return JSON.parse(this.storage?.getItem(this.name) ?? "[]");
    } catch {
      return [];
    }
  }

  #write(kept) {
    try {
      if (kept.length) this.storage?.setItem(this.name, JSON.stringify(kept));
      else this.storage?.removeItem(this.name);
    } catch {
      // Full: the report is on the page, and not after a reload.
    }
  }

  #removeThoseOfOthers(own) {
    const names = Object.keys(this.storage ?? {});
    const others = names.filter((name) => name.startsWith(PREFIX) && !name.startsWith(own));
    for (const name of others) this.storage.removeItem(name);
  }
}

function storageOf() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null; // forbidden
  }
}

/** In JSON: the sides of a conflict hold maps, and suggestions that the page has anyway. */
function packed({ conflicts, ...rest }) {
  const side = ({ item, fillers, ...more }) => ({
    ...more,
    item: item && { ...item, suggestion: item.suggestion?.id ?? null },
    fillers: fillers && [...fillers],
  });
  return { ...rest, conflicts: conflicts.map((one) => withSides(one, side)) };
}

function unpacked({ conflicts, ...rest }, suggestions) {
  const isKnown = ({ item }) => (item?.suggestion ?? null) === null || suggestions.has(item.suggestion);
  const side = ({ item, fillers, ...more }) => ({
    ...more,
    ...(item !== undefined && { item: item && { ...item, suggestion: suggestions.get(item.suggestion) ?? null } }),
    ...(fillers && { fillers: new Map(fillers) }),
  });
  const known = conflicts.filter(({ here, elsewhere }) => isKnown(here) && isKnown(elsewhere));
  return { ...rest, conflicts: known.map((one) => withSides(one, side)) };
}

const withSides = ({ subject, here, elsewhere }, side) => ({ subject, here: side(here), elsewhere: side(elsewhere) });
