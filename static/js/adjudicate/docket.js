// The cases of a document as the server told them last, and which one is looked at.

import { labelsById } from "../text/checks.js";

/** What a list of cases can be narrowed down to, by the value of its field. */
export const SHOWN = ["open", "settled", "all"];

/** `payload` is the page's; `changed()` is called after everything that changes what is to be drawn. */
export class Docket {
  constructor(payload, changed) {
    Object.assign(this, { payload, changed, user: payload.user, labels: labelsById(payload.label_set) });
    Object.assign(this, { current: null, inParts: false, part: 0, shown: "open", waiting: new Map() });
    this.take(payload.settling);
    if (!this.cases.some((one) => one.state === "open")) this.shown = "all";
    this.current = this.list[0]?.key ?? null;
  }

  /** Take what the server says; the case that is looked at stays, or the one nearest to it. */
  take(settling) {
    const before = this.case;
    Object.assign(this, settling);
    this.byKey = new Map(this.cases.map((one) => [one.key, one]));
    this.people = new Map(Object.entries(settling.people));
    this.spans = new Map(this.cases.map((one) => [one.key, one.result ?? one.options[0] ?? one]));
    if (before && !this.byKey.has(before.key)) this.current = this.#nearest(before)?.key ?? null;
    if (!this.case?.parts.length) this.inParts = false;
    this.part = Math.min(this.part, Math.max((this.case?.parts.length ?? 1) - 1, 0));
  }

  #nearest({ start }) {
    const far = (one) => Math.abs(one.start - start);
    return this.cases.reduce((best, one) => (!best || far(one) < far(best) ? one : best), null);
  }

  /** The case that is looked at, or undefined. */
  get case() {
    return this.byKey?.get(this.current);
  }

  /** Whether the document is gold, so that nothing is decided in it; not where that is out of date. */
  get isGold() {
    return this.gold !== null && !this.gold.outdated;
  }

  /** The cases in the list: what is left, what is settled, or all; the one that is looked at is always among them. */
  get list() {
    const fits = { open: (one) => this.isOpen(one), settled: (one) => !this.isOpen(one), all: () => true }[this.shown];
    return this.cases.filter((one) => fits(one) || one.key === this.current);
  }

  /** Whether a case is to be decided: not what is being sent. */
  isOpen(one) {
    return one.state === "open" && !this.waiting.has(one.key);
  }

  /** How many cases there are, how many of them to be decided. */
  get numbers() {
    return { total: this.cases.length, open: this.cases.filter((one) => this.isOpen(one)).length };
  }

  /** Look at a case. */
  focus(key) {
    Object.assign(this, { current: key, inParts: false, part: 0 });
    this.changed();
  }

  /** Look at the next case of the list (1) or the one before (-1). */
  step(step) {
    const { list } = this;
    const at = list.findIndex((one) => one.key === this.current);
    const next = list[Math.min(Math.max(at + step, 0), list.length - 1)];
    if (next) this.focus(next.key);
  }

  /** Look at the next case that is to be decided, from the beginning again behind the last; stay where there is none. */
  onward() {
    const { cases } = this;
    const at = cases.findIndex((one) => one.key === this.current);
    const next = [...cases.slice(at + 1), ...cases.slice(0, at + 1)].find((one) => this.isOpen(one));
    if (next) this.focus(next.key);
    else this.changed();
  }

  /** What a person is called. */
  name(id) {
    return this.people.get(id) ?? id;
  }

  /** The verdicts in force on a case, in the order of time. */
  verdictsOn(key) {
    return this.verdicts.filter((one) => one.case === key && !one.withdrawn);
  }
}
