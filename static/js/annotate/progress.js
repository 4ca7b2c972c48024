// How far one is: in the document, in the queue, today.

import { t } from "../lib/messages.js";
import { counts } from "./items.js";

const byId = (id) => document.getElementById(id);

/** What the bar says of the document of `payload`, and the sheet that opens from it. */
export class Progress {
  constructor(payload, store, signal) {
    Object.assign(this, { payload, store, more: byId("progress-more"), before: payload.layer.state });
    document.addEventListener("click", ({ target }) => this.more.contains(target) || this.#close(), { signal });
    this.more.addEventListener("keydown", ({ key }) => key === "Escape" && this.#close());
  }

  /** How many documents of the queue are finished and skipped, with this one as it is now. */
  get queue() {
    const { queue } = this.payload;
    const { before, store } = this;
    const gained = (state) => Number(store.layer.state === state) - Number(before === state);
    return { ...queue, finished: queue.finished + gained("finished"), skipped: queue.skipped + gained("skipped") };
  }

  /** When documents were finished lately, with this one as it is now. */
  get today() {
    const { today, finished_at: at } = this.payload;
    const isFinished = this.store.layer.state === "finished";
    if (isFinished === (this.before === "finished")) return today;
    if (isFinished) return [...today, new Date().toISOString()];
    return today.includes(at) ? today.toSpliced(today.indexOf(at), 1) : today;
  }

  /** Show what holds now. */
  draw() {
    const total = this.payload.suggestions.length;
    const decided = total - counts(this.store.items).undecided;
    const { position, total: documents, finished, skipped } = this.queue;
    byId("progress").max = Math.max(total, 1);
    byId("progress").value = decided;
    say("progress-text", t("%(decided)s of %(total)s decided", { decided, total }));
    const placed = position && t("Document %(position)s of %(total)s", { position, total: documents });
    say("progress-queue", placed || t("Finished: %(number)s", { number: finished }));
    this.more.querySelector("li[data-says=progress-queue]").hidden = !placed; // the next line says it too
    const number = onThisDay(this.today);
    say("progress-today", t("Finished today: %(number)s", { number }));
    this.more.querySelector(".bar-today").hidden = !number;
    say("progress-states", t("Finished: %(finished)s · Skipped: %(skipped)s", { finished, skipped }));
  }

  /** The payload of the next document, which was fetched before this one was finished, with what was done since. */
  carried(payload) {
    if (payload.user.id !== this.payload.user.id) return payload; // somebody else has signed in since
    const { finished, skipped } = this.queue;
    const { queue: was } = this.payload;
    const isOlder = payload.queue.finished === was.finished && payload.queue.skipped === was.skipped;
    const queue = isOlder ? { ...payload.queue, finished, skipped } : payload.queue;
    return { ...payload, queue, today: this.today };
  }

  #close() {
    this.more.open = false;
  }
}

/** How many of `times` are of the day that it is where the reader is. */
export function onThisDay(times, now = new Date()) {
  const day = now.toDateString();
  return times.filter((time) => new Date(time).toDateString() === day).length;
}

function say(name, text) {
  for (const place of document.querySelectorAll(`[data-says="${name}"]`)) {
    if (place.textContent !== text) place.textContent = text;
  }
}
