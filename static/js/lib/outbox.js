// What was done here and is not on the server yet, kept in this browser (IndexedDB): it outlives the page, a crash and
// a closed tab. Never the text of a document; an entry is deleted as soon as the server has its operation.

const PATIENCE = 4000; // milliseconds in which the browser opens its storage
const [DATABASE, OPERATIONS, BY_ID] = ["annotator", "operations", "id"];

/**
 * Entries are {id, user, layer, url, page, revision, operation}: `id` is the operation's, `url` where it is sent to,
 * `page` the document's page, `revision` the one that the operation stands on. Every promise rejects where this browser
 * keeps nothing: storage is forbidden, full, or not there. `lost` is called when the browser has thrown away what was
 * kept.
 */
export class Outbox {
  constructor(storage = () => globalThis.indexedDB) {
    this.storage = storage;
    this.opened = null;
    this.lost = () => {};
  }

  /** Keep entries after all others; resolves when they would survive a power cut. */
  async add(entries) {
    // The disk is waited for here alone: what is deleted too late is known to the server, which passes over it.
    await this.#run("readwrite", "strict", (operations) => entries.forEach((entry) => operations.add(entry)));
  }

  /** Every entry of a user, in order. */
  async of(user) {
    const all = await this.#run("readonly", "default", (operations) => operations.getAll());
    return all.filter((entry) => entry.user === user);
  }

  /** Delete the operations `gone`; those in `rest` stand on another revision now. */
  async settle(gone, rest = [], revision = 0) {
    await this.#run("readwrite", "relaxed", (operations) => {
      for (const id of gone) onCursor(operations, id, (cursor) => cursor.delete());
      for (const id of rest) onCursor(operations, id, (cursor) => cursor.update({ ...cursor.value, revision }));
    });
  }

  async #run(mode, durability, work) {
    const transaction = (await this.#open()).transaction(OPERATIONS, mode, { durability });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const request = work(transaction.objectStore(OPERATIONS));
    await done;
    return request?.result;
  }

  #open() {
    const ended = () => {
      const had = this.opened;
      this.opened = null;
      had?.then(() => this.lost(), () => {});
    };
    this.opened ??= opened(this.storage, ended).catch((problem) => {
      this.opened = null;
      throw problem;
    });
    return this.opened;
  }
}

async function opened(storage, ended) {
  const request = storage().open(DATABASE, 1);
  request.onupgradeneeded = () => {
    const operations = request.result.createObjectStore(OPERATIONS, { keyPath: "number", autoIncrement: true });
    operations.createIndex(BY_ID, "id", { unique: true });
  };
  await new Promise((resolve, reject) => {
    request.onsuccess = resolve;
    request.onerror = () => reject(request.error);
    setTimeout(() => reject(new Error("the browser's storage does not answer")), PATIENCE);
  });
  const database = request.result;
  database.onclose = ended; // the browser has thrown its data away, or its disk is gone
  database.onversionchange = () => {
    database.close();
    ended();
  };
  return database;
}

function onCursor(operations, id, deed) {
  const request = operations.index(BY_ID).openCursor(IDBKeyRange.only(id));
  request.onsuccess = () => request.result && deed(request.result);
}
