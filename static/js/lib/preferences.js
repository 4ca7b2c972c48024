// Small choices of a person, kept in this browser. Without storage they last as long as the page.

const kept = new Map();

/** The kept value of `name`, or `otherwise`. */
export function preference(name, otherwise) {
  if (kept.has(name)) return kept.get(name);
  try {
    return globalThis.localStorage?.getItem(name) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Forget what is kept as `name`. */
export function forget(name) {
  kept.delete(name);
  try {
    globalThis.localStorage?.removeItem(name);
  } catch {
    // Forbidden: then nothing was kept there.
  }
}

/** Keep `value` (a string) as `name`. */
export function prefer(name, value) {
  kept.set(name, value);
  try {
    globalThis.localStorage?.setItem(name, value);
  } catch {
    // Forbidden or full: the page remembers it for itself.
  }
}
