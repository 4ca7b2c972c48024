// Decisions on their way to the server, one after the other. They wait in this browser until the server has them, so
// that neither a lost connection nor a closed page loses one.

const RETRY = [1000, 3000, 8000, 20000]; // milliseconds
const SECONDS = 20; // so long an answer may take

/**
 * `place` names where they wait; `token` proves that a page of this site asks. `on` has: answered(settling, request),
 * refused(problem, request, settling), changed().
 */
export class Sender {
  constructor(place, token, on, { storage = globalThis.localStorage, fetching = (...sent) => fetch(...sent) } = {}) {
    Object.assign(this, { place, token, on, storage, fetching });
    Object.assign(this, { state: "saved", message: "", tries: 0, timer: null, isSending: false, isKept: true });
    this.requests = this.#read();
    globalThis.addEventListener?.("online", () => this.again());
  }

  /** Send {method, url, body, key}; `key` names the case that it is about. */
  send(request) {
    this.requests.push(request);
    this.#write();
    this.again();
  }

  /** Send what waits, now. */
  again() {
    clearTimeout(this.timer);
    if (!this.isSending) this.#next();
  }

  /** Whether everything is at the server. */
  get isDone() {
    return this.requests.length === 0;
  }

  async #next() {
    const [request] = this.requests;
    if (!request) return this.#say("saved");
    this.isSending = true;
    this.#say("saving");
    const { status, body } = await this.#asked(request);
    this.isSending = false;
    if (status === 200) return this.#answered(request, body);
    if (status === 409 || status === 422 || status === 404) return this.#refused(request, status, body);
    if (status === 401 || status === 403 || status === 400) {
      return this.#say(status === 401 || body.problem?.code === "csrf" ? "signed-out" : "stopped", body.problem?.message);
    }
    this.#say("retrying");
    this.timer = setTimeout(() => this.again(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
    return null;
  }

  #answered(request, body) {
    this.tries = 0;
    this.requests.shift();
    this.#write();
    this.on.answered(body, request);
    return this.#next();
  }

  /** Where the layers have changed or the document is gone, what waits was decided on others: all is given back. */
  #refused(request, status, { problem = {}, settling = null }) {
    const gone = status === 422 ? this.requests.splice(0, 1) : this.requests.splice(0);
    this.#write();
    for (const one of gone) this.on.refused(problem, one, settling);
    return this.#next();
  }

  async #asked({ method, url, body }) {
    try {
      const response = await this.fetching(url, {
        method,
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(SECONDS * 1000),
      });
      // An answer that is cut off, or a page of some box on the way, is none.
      if (response.status === 200) return { status: 200, body: await response.json() };
      return { status: response.status, body: await response.json().catch(() => ({})) };
    } catch {
      return { status: 0, body: {} };
    }
  }

  #say(state, message = "") {
    Object.assign(this, { state, message });
    this.on.changed();
    return null;
  }

  #read() {
    try {
      return JSON.parse(this.storage.getItem(this.place) ?? "[]");
    } catch {
      return [];
    }
  }

  #write() {
    try {
      if (this.requests.length) this.storage.setItem(this.place, JSON.stringify(this.requests));
      else this.storage.removeItem(this.place);
      this.isKept = true;
    } catch {
      this.isKept = false; // a full or forbidden store: the page says to stay open
    }
  }
}
