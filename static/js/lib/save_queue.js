// What is done here and not yet on the server: kept in order, sent one request at a time, sent again until it is there.

const FIRST_DELAY = 1000; // milliseconds until a failed request is sent again; doubled each time
const LONGEST_DELAY = 30000;
const PATIENCE = 20000; // milliseconds that an answer may take
const MOST = 200; // operations in one request

/**
 * `send(batch, revision, signal)` resolves to {status, body} and rejects where no answer came. `clock` has setTimeout
 * and clearTimeout. `events`: changed(), and the two that put another list in place of what waits:
 * stale(body) and refused(body) return the operations that are still to be sent.
 */
export class SaveQueue {
  constructor({ revision, send, events, clock = globalThis }) {
    Object.assign(this, { revision, send, events, clock });
    this.batch = []; // on the way; it stays the same when it is sent again, as it may have arrived
    this.waiting = [];
    this.state = "saved"; // saved, saving, retrying, signed-out, stopped
    this.message = "";
    this.delay = FIRST_DELAY;
    this.most = MOST;
    this.flying = false;
  }

  /** Everything that is not known to be on the server, in order. */
  get unsaved() {
    return [...this.batch, ...this.waiting];
  }

  /** Add operations and send as soon as the way is free. */
  push(operations) {
    this.waiting.push(...operations);
    if (this.state === "saved" || this.state === "saving") this.#next();
    else this.events.changed();
  }

  /** Send now what could not be sent: the connection or the sign-in may be back. */
  again() {
    if (this.flying || !this.unsaved.length) return;
    this.clock.clearTimeout(this.timer);
    this.#next();
  }

  #next() {
    if (this.flying) return this.events.changed();
    if (!this.batch.length) this.batch = this.waiting.splice(0, this.most);
    if (!this.batch.length) return this.#become("saved");
    this.#become("saving");
    return this.#fly();
  }

  async #fly() {
    this.flying = true;
    const stop = new AbortController();
    const patience = this.clock.setTimeout(() => stop.abort(), PATIENCE);
    let answer;
    try {
      answer = await this.send(this.batch, this.revision, stop.signal);
    } catch {
      answer = { status: 0, body: {} };
    }
    this.clock.clearTimeout(patience);
    this.flying = false;
    this.#answered(answer);
  }

  #answered({ status, body }) {
    if (status === 200) this.#saved(body);
    else if (status === 409) this.#replaced(body, this.events.stale);
    else if (status === 422) this.#replaced(body, this.events.refused);
    else if (status === 401) this.#become("signed-out", body.problem?.message);
    else if (status === 413 && this.batch.length > 1) this.#smaller();
    else if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
      this.#become("stopped", body.problem?.message);
    } else this.#later();
  }

  #saved(body) {
    this.revision = body.revision;
    this.batch = [];
    this.delay = FIRST_DELAY;
    this.#next();
  }

  #replaced(body, decide) {
    const kept = decide(body);
    this.revision = body.layer.revision;
    this.batch = [];
    this.waiting = kept;
    this.#next();
  }

  #smaller() {
    this.most = Math.ceil(this.batch.length / 2);
    this.waiting = this.unsaved;
    this.batch = [];
    this.#next();
  }

  #later() {
    this.#become("retrying");
    this.timer = this.clock.setTimeout(() => this.again(), this.delay);
    this.delay = Math.min(this.delay * 2, LONGEST_DELAY);
  }

  #become(state, message = "") {
    this.state = state;
    this.message = message ?? "";
    this.events.changed();
  }
}
