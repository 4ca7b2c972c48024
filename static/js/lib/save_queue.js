// What is done here and not yet on the server: kept in order, sent one request at a time, sent again until it is there.

const FIRST_DELAY = 1000; // milliseconds until a failed request is sent again; doubled each time
const LONGEST_DELAY = 30000;
const PATIENCE = 20000; // milliseconds that an answer may take
const MOST = 200; // operations in one request
const OFTEN = 3; // times that the layer may be another one than thought until the next request waits

/**
 * `send(batch, revision, signal)` resolves to {status, body} and rejects where no answer came. `look(revision, signal)`
 * asks in the same way how the layer stands at the server: 200 with a body, or 204 where there is nothing to say.
 * `clock` has setTimeout and clearTimeout. `events`: changed(), and those that put another list in place of what waits:
 * stale(body), refused(body) and looked(body) return the operations that are still to be sent.
 */
export class SaveQueue {
  constructor({ revision, send, look, events, clock = globalThis }) {
    Object.assign(this, { revision, send, look, events, clock });
    this.batch = []; // on the way; it stays the same when it is sent again, as it may have arrived
    this.waiting = [];
    this.state = "saved"; // saved, saving, retrying, signed-out, stopped
    this.message = "";
    this.delay = FIRST_DELAY;
    this.most = MOST;
    this.replacedTimes = 0; // in a row
    this.flying = false;
    this.asking = []; // who wants to know how the layer stands
    this.unsure = false; // whether the server has to be asked before anything is sent
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

  /** Take up operations that an earlier page left behind: what the server has of them is asked before they are sent. */
  restore(operations) {
    this.waiting.unshift(...operations);
    this.unsure = true;
    this.again();
  }

  /** Send now what could not be sent: the connection or the sign-in may be back. */
  again() {
    if (this.flying || !this.unsaved.length) return;
    this.clock.clearTimeout(this.timer);
    this.#next();
  }

  /** Ask how the layer stands, as soon as the way is free; resolves to whether that is known then. */
  ask() {
    const answered = new Promise((resolve) => this.asking.push(resolve));
    if (!this.flying) this.#next();
    return answered;
  }

  #next() {
    // While it is only asked how the layer stands, what is done meanwhile is not saved yet.
    if (this.flying) return this.state === "saved" && this.unsaved.length ? this.#become("saving") : this.events.changed();
    if (this.unsure || this.asking.length) return this.#look();
    if (!this.batch.length) this.batch = this.waiting.splice(0, this.most);
    if (!this.batch.length) return this.#become("saved");
    this.#become("saving");
    return this.#fly((signal) => this.send(this.batch, this.revision, signal)).then((answer) => this.#answered(answer));
  }

  async #look() {
    const asking = this.asking.splice(0);
    if (this.unsaved.length) this.#become("saving");
    const answer = whole(await this.#fly((signal) => this.look(this.revision, signal)), { 200: isLayer });
    const isKnown = answer.status === 200 || answer.status === 204;
    if (answer.status === 200) this.#stand(this.events.looked(answer.body), answer.body);
    for (const answered of asking) answered(isKnown);
    if (this.unsure) this.#refused(answer);
    else this.#next();
  }

  /** One request at a time: the answer, or the status 0 where none came. */
  async #fly(request) {
    this.flying = true;
    const stop = new AbortController();
    const patience = this.clock.setTimeout(() => stop.abort(), PATIENCE);
    const answer = await request(stop.signal).catch(() => ({ status: 0, body: {} }));
    this.clock.clearTimeout(patience);
    this.flying = false;
    return answer;
  }

  #answered(given) {
    const answer = whole(given, { 200: isSaving, 409: isLayer, 422: isLayer });
    const { status, body } = answer;
    if (status === 200) this.#saved(body);
    else if (status === 409) this.#replaced(body, this.events.stale);
    else if (status === 422) this.#replaced(body, this.events.refused);
    else if (status === 413 && this.batch.length > 1) this.#smaller();
    else this.#refused(answer);
  }

  #saved(body) {
    this.revision = body.revision;
    this.batch = [];
    this.delay = FIRST_DELAY;
    this.replacedTimes = 0;
    this.#next();
  }

  #replaced(body, decide) {
    this.#stand(decide(body), body);
    this.replacedTimes += 1;
    if (this.replacedTimes > OFTEN && this.unsaved.length) this.#later();
    else this.#next();
  }

  #stand(kept, body) {
    this.revision = body.layer.revision;
    this.batch = [];
    this.waiting = kept;
    this.unsure = false;
    if (!this.replacedTimes) this.delay = FIRST_DELAY;
  }

  #refused({ status, body }) {
    if (status === 401) this.#become("signed-out", body.problem?.message);
    else if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
      this.#become("stopped", body.problem?.message ?? String(status));
    } else this.#later();
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

/** The answer, or none where its body `holds` not what the server's has with that status: nothing is saved by its word. */
const whole = (answer, holds) => (holds[answer.status]?.(answer.body) === false ? { status: 0, body: {} } : answer);

const isSaving = ({ revision }) => Number.isInteger(revision);

const isLayer = ({ layer }) => Number.isInteger(layer?.revision);
