// The attributes of a span that came without any: the server reads them from its words (a count, a day). What somebody
// has put there by hand stays. Without a connection it is asked again when the server is back, also by the page after
// this one: what is still to be read is noted in this browser, by the ids of the spans.

import { forget, prefer, preference } from "../lib/preferences.js";
import { same } from "../lib/same.js";
import { statedBy } from "../lib/server.js";

const PATIENCE = 3000; // milliseconds that reading the words of one span may take
const MAKING = new Set(["add_span", "accept", "fix", "change_span"]);

/** `payload.values` names the labels whose words are read; `drawn` shows the layer anew, `settled` hears when all is read. */
export class Values {
  constructor(payload, store, { drawn, settled }, signal) {
    Object.assign(this, { store, drawn, settled, signal, url: payload.urls.values, labels: new Set(payload.values) });
    this.read = new Map(); // a span's id → what was read last
    this.name = `values-${payload.layer.id}`;
    this.waiting = noted(this.name); // a span's id → the step that it was made in
    store.onChange(({ operations }) => this.#changed(operations));
  }

  #changed(operations) {
    for (const { kind, span, step, attributes } of operations) {
      const brings = kind === "accept" && Object.keys(this.store.layer.spans.get(span)?.attributes ?? {}).length;
      if (MAKING.has(kind) && attributes === undefined && !brings) this.waiting.set(span, step);
    }
    this.again();
  }

  /** Whether something is being read at this moment. */
  get isReading() {
    return Boolean(this.asking);
  }

  /** Read what is still to be read: the server may be back. */
  again() {
    this.#note();
    if (!this.waiting.size || this.asking || this.signal.aborted) return;
    this.asking = this.#ask().finally(() => {
      this.asking = null;
      this.#note();
      if (!this.signal.aborted) this.settled();
    });
  }

  #note() {
    const kept = JSON.stringify([...this.waiting]);
    if (kept === this.kept) return;
    this.kept = kept;
    if (this.waiting.size) prefer(this.name, kept);
    else forget(this.name);
  }

  /** Ask for one span after the other; what is made meanwhile is asked for too. */
  async #ask() {
    for (let next = first(this.waiting); next; next = first(this.waiting)) {
      const [id, step] = next;
      const span = this.store.layer.spans.get(id);
      if (span && this.#isOurs(span)) {
        const found = await statedBy(this.url, span, AbortSignal.any([this.signal, AbortSignal.timeout(PATIENCE)]));
        if (!found || this.signal.aborted) return;
        if (this.waiting.get(id) !== step) continue; // it was changed again
        this.#put(span, found, step);
      }
      this.waiting.delete(id);
    }
  }

  /** Whether the attributes are as they came: nobody has changed them by hand. */
  #isOurs({ id, label, attributes, suggestion }) {
    if (!this.labels.has(label)) return false;
    const suggested = this.store.ground.suggestions.get(suggestion);
    const came = this.read.get(id) ?? (suggested?.label === label ? suggested.attributes : null) ?? {};
    return same(attributes, came) || !Object.keys(attributes).length;
  }

  #put({ id, start, end, label, attributes }, found, step) {
    const now = this.store.layer.spans.get(id);
    const isSame = now && now.start === start && now.end === end && now.label === label && same(now.attributes, attributes);
    if (!isSame || this.store.layer.state !== "open") return;
    this.read.set(id, found);
    if (!Object.keys(found).length || same(found, attributes)) return;
    this.store.act([{ kind: "change_span", span: id, attributes: found }], step);
    this.drawn();
  }
}

function noted(name) {
  try {
    return new Map(JSON.parse(preference(name, "[]")));
  } catch {
    return new Map();
  }
}

const first = (map) => map.entries().next().value;
