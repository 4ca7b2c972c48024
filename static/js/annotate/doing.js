// Which operations were done in this tab, by this page or the one before it: nobody is told that they came from
// elsewhere.

const MOST = 400; // the last ones, for the tab; a page that is left has sent all but a few of them

/** `layer` is the layer's number; without session storage the page knows what it did itself. */
export class Doing {
  constructor(layer, storage = storageOf()) {
    Object.assign(this, { name: `done-${layer}`, storage, ids: new Set(earlier(storage, `done-${layer}`)) });
  }

  add(operations) {
    for (const { id } of operations) this.ids.add(id);
  }

  /** Leave word for the page that comes after this one. */
  leave() {
    try {
      this.storage?.setItem(this.name, JSON.stringify([...this.ids].slice(-MOST)));
    } catch {
      // Full: the next page may report as done elsewhere what was done here.
    }
  }
}

function storageOf() {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null; // forbidden
  }
}

function earlier(storage, name) {
  try {
    return JSON.parse(storage?.getItem(name) ?? "[]");
  } catch {
    return [];
  }
}
