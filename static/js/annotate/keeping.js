// What waits in the save queue is kept in this browser as well, until the server has it: an outbox that follows the queue.

/** `place` is {user, layer, url, page} of what is done on this page; `changed()` is called when more of it is kept. */
export class Keeping {
  constructor(outbox, place, changed) {
    Object.assign(this, { outbox, place, changed });
    this.held = new Map(); // operation id → whether it is kept by now
    this.operations = new Map(); // what is held, by its id
    outbox.lost = () => this.#again();
    this.revision = null; // the one that the kept operations say they stand on
  }

  /** Keep `operations`, done on `revision`. */
  async add(operations, revision) {
    const ids = operations.map(({ id }) => id);
    for (const operation of operations) this.operations.set(operation.id, operation);
    for (const id of ids) this.held.set(id, false);
    this.revision ??= revision;
    const entries = operations.map((operation) => ({ ...this.place, id: operation.id, revision, operation }));
    const isKept = await this.outbox.add(entries).then(
      () => true,
      () => false, // forbidden or full: the page says so, and asks to be kept open
    );
    for (const id of ids.filter((one) => this.held.has(one))) {
      if (isKept) this.held.set(id, true);
      else this.held.delete(id);
    }
    this.changed();
  }

  /** Forget what `queue` has brought to the server, or has given up. */
  follow({ unsaved, revision }) {
    if (!this.held.size) return;
    const waiting = new Set(unsaved.map(({ id }) => id));
    const gone = [...this.held.keys()].filter((id) => !waiting.has(id));
    for (const id of gone) {
      this.held.delete(id);
      this.operations.delete(id);
    }
    const rest = revision === this.revision ? [] : [...this.held.keys()];
    this.revision = revision;
    if (gone.length || rest.length) this.outbox.settle(gone, rest, revision).catch(() => {}); // sent again, it is known
  }

  /** What an earlier page has left behind in this layer: its operations, and the revision that they stood on. */
  async left() {
    const all = await this.outbox.of(this.place.user).catch(() => []);
    const entries = all.filter(({ id, layer }) => layer === this.place.layer && !this.held.has(id));
    return { operations: entries.map(({ operation }) => operation), revision: entries[0]?.revision ?? null };
  }

  /** Hold what is kept already. */
  take(operations) {
    for (const operation of operations) {
      this.held.set(operation.id, true);
      this.operations.set(operation.id, operation);
    }
  }

  /** The browser has thrown away what was kept: keep it once more. */
  #again() {
    const held = [...this.held.keys()].map((id) => this.operations.get(id));
    if (held.length) this.add(held, this.revision);
    this.changed();
  }

  /** How the operations `unsaved` are kept: "kept", "writing", or "none" where some of them are only in the page. */
  state(unsaved) {
    if (unsaved.every(({ id }) => this.held.get(id))) return "kept";
    return unsaved.every(({ id }) => this.held.has(id)) ? "writing" : "none";
  }
}
