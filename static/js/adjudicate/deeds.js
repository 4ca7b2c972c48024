// What a curator does: each deed is one request, and most can be taken back.

import { uuid } from "../lib/identity.js";

/** The deeds on a docket; `sender` carries them to the server, `urls` are its addresses. */
export class Deeds {
  constructor(docket, sender, urls) {
    Object.assign(this, { docket, sender, urls, undone: [] });
    // What was decided before, also on another day, can be taken back too: the last first.
    this.done = docket.verdicts.filter((one) => !one.withdrawn && one.by === docket.user).map(({ id, case: key }) => ({ id, key }));
  }

  /** Decide a case, or a part of it, and go on to the next. */
  decide(one, choice, { part = null, reason = "", stays = false } = {}) {
    const id = uuid();
    const known = this.#known(one.key);
    const body = { id, case: one.key, choice, part, reason, known, stamp: this.docket.stamp };
    this.done.push({ id, key: one.key });
    this.undone = [];
    if (!stays) this.docket.waiting.set(one.key, id);
    this.sender.send({ method: "POST", url: this.urls.verdicts, body, key: one.key });
    if (!stays) this.docket.onward();
  }

  /** Take back what was decided last; false where there is nothing. */
  undo() {
    const last = this.done.pop();
    if (!last) return false;
    this.undone.push(last);
    this.#withdraw(last, "POST");
    return true;
  }

  /** Decide again what was taken back last; false where there is nothing. */
  redo() {
    const last = this.undone.pop();
    if (!last) return false;
    this.done.push(last);
    this.#withdraw(last, "DELETE");
    return true;
  }

  /** Take back all that is decided at a case, by whomever. */
  reopen(one) {
    for (const { id } of this.docket.verdictsOn(one.key)) this.#withdraw({ id, key: one.key }, "POST");
    this.done = this.done.filter(({ key }) => key !== one.key);
  }

  /** The verdicts in force that this page shows, on a case or on all. */
  #known(key = null) {
    const every = key ? this.docket.verdictsOn(key) : this.docket.verdicts.filter((one) => !one.withdrawn);
    return every.map((one) => one.id);
  }

  #withdraw({ id, key }, method) {
    this.docket.waiting.delete(key);
    this.docket.focus(key);
    this.sender.send({ method, url: `${this.urls.verdicts}/${id}/withdrawal`, body: {}, key });
  }

  /** Ask the other curators about a case. */
  ask(one, question) {
    this.sender.send({ method: "POST", url: this.urls.opinions, body: { case: one.key, question }, key: one.key });
  }

  /** Say that a question about a case needs no answer any more. */
  answer(one) {
    this.sender.send({ method: "DELETE", url: this.urls.opinions, body: { case: one.key }, key: one.key });
  }

  /** Make the document gold; `rest`: what is open in the work of a single annotator is taken as it is. */
  approve(rest) {
    const body = { stamp: this.docket.stamp, rest: rest ? "yes" : "", known: this.#known() };
    this.sender.send({ method: "POST", url: this.urls.gold, body, key: null });
  }

  /** Open the gold of the document again. */
  openGold(reason) {
    this.sender.send({ method: "DELETE", url: this.urls.gold, body: { reason }, key: null });
  }
}
