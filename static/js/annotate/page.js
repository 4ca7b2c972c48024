// What the desk shows: the text with its marks, the list, the bar, the lines below.

import { t } from "../lib/messages.js";
import { bringIntoView, uncover } from "../lib/scroll.js";
import { Chooser } from "./chooser.js";
import { showKeys } from "./commands.js";
import { details } from "./detail.js";
import { List } from "./list.js";
import { Marks } from "./marks.js";
import { SavedMark } from "./saved_mark.js";

const byId = (id) => document.getElementById(id);

/**
 * The view of a desk. `queue`, `commands` and `depart(url)`, which leaves for another page, are set once they are made;
 * each of `parts` is drawn with the page.
 */
export class Page {
  constructor(payload, store, article, desk) {
    Object.assign(this, { payload, store, article, desk, scroller: byId("reading"), leaving: null, parts: [] });
    this.afterReading = []; // what waits until the words of new spans are read
    this.isSure = false; // whether the queue holds all that waits in this browser: only then “saved” is true
    this.labels = payload.label_set.labels;
    this.marks = new Marks(store, article, {
      layer: byId("tags"),
      scroller: this.scroller,
      eventOf: (item) => desk.eventOf(item),
    });
    const detail = details(store, article, desk);
    this.list = new List(byId("list"), byId("filters"), { store, article, desk, detail });
    this.chooser = new Chooser(byId("chooser"), store, desk);
    this.mark = new SavedMark(byId("saved"), { again: () => this.queue.again(), stay: () => this.stay() });
    this.#buttons();
    this.#hover();
  }

  /** Draw all that depends on the layer; `reveal` brings the item into view in the list, `follow` in the text. */
  draw(current, { reveal = false, follow = false } = {}) {
    const { items, layer } = this.store;
    if (document.body.dataset.state !== layer.state) document.body.dataset.state = layer.state;
    this.marks.draw(current);
    this.list.draw(current);
    if (reveal) this.list.reveal();
    const item = items.get(current);
    if (follow && item) this.reveal([item.start, item.end]);
    for (const part of this.parts) part.draw();
    this.keys();
  }

  /** Bring a span into view in the text. */
  reveal(span) {
    const rect = span && this.article.rects(span[0], span[1])[0];
    if (rect) bringIntoView(this.scroller, rect);
  }

  /** Bring the end of a span back into view where the labels have come over it; else nothing moves. */
  uncover([start, end]) {
    const rect = this.article.rects(start, end).at(-1);
    if (rect) uncover(this.scroller, rect);
  }

  /** The offset of what is being read: the item in focus where it is in view, else what stands at a third of the view. */
  beingRead() {
    const { top, bottom, left, right } = this.scroller.getBoundingClientRect();
    const { item } = this.desk;
    const rect = item && this.article.rects(item.start, item.end)[0];
    if (rect && rect.bottom > top && rect.top < bottom) return item.start;
    return this.article.offsetAt((left + right) / 2, top + (bottom - top) / 3) ?? this.firstInView();
  }

  /** The offset of the first words in view. */
  firstInView() {
    const frame = this.scroller.getBoundingClientRect();
    const line = this.article.lines.find(({ block }) => block.getBoundingClientRect().bottom > frame.top + 8);
    return line?.start ?? 0;
  }

  /** Show the keys of the moment. */
  keys() {
    const { item, marking, filling, elsewhere, warned } = this.desk;
    const moment = { undecided: "item", rejected: "rejected" }[item?.state] ?? "decided";
    const focused = item ? [moment] : [];
    if (item && item.label === this.store.ground.labels.trigger && moment !== "rejected") focused.push("event");
    const isOpen = this.store.layer.state === "open";
    const standing = filling.isOn ? ["filling"] : focused;
    const moments = marking.isOpen ? ["selection"] : elsewhere.list ? ["places"] : standing;
    showKeys(byId("keys"), this.commands, isOpen ? moments : ["finished"], this.labels);
    byId("finish").textContent = warned ? t("Finish all the same") : t("Finish");
  }

  /** Say to those who do not see the page what was done. */
  announce(text) {
    byId("announcer").textContent = text;
  }

  /** What was said last. */
  get announced() {
    return byId("announcer").textContent;
  }

  /** Say `text` after what was said just before. */
  announceMore(text) {
    const before = this.announced.trim();
    const stop = /[.!?…؟]$/.test(before) ? " " : ". ";
    this.announce(before ? before + stop + text : text);
  }

  /** Say in the last line why something was not done; "" takes it away. */
  complain(text) {
    byId("complaint").textContent = text;
    byId("complaint").hidden = !text;
    byId("complaint").classList.remove("hint");
  }

  /** Say in the last line what could be done next. */
  hint(text) {
    this.complain(text);
    byId("complaint").classList.add("hint");
  }

  /** Show the sheet of all keys. */
  help() {
    this.sheet.open();
  }

  /** Go to another page once everything is saved. */
  go(url) {
    this.leaving = url;
    this.saving();
  }

  /** Stay on this page after all: something else was done since. */
  stay() {
    if (!this.leaving) return;
    this.leaving = null;
    this.saving();
  }

  /** Say whether the queue holds all that waits in this browser; “elsewhere” where another tab is at sending it. */
  sure(isSure) {
    this.isSure = isSure === true;
    this.isElsewhere = isSure === "elsewhere";
    this.saving();
  }

  /** Show how the queue stands. */
  saving() {
    const { queue } = this;
    const { message } = queue;
    const state = queue.state === "saved" && !this.isSure ? this.#unsure : queue.state;
    const isLeaving = Boolean(this.leaving) && queue.state !== "saved";
    this.mark.show({ state, message }, this.keeping.state(queue.unsaved), isLeaving);
    if (state === "saved") {
      this.values?.again();
      this.ahead?.plan();
    }
    this.#departIfDone();
  }

  /** The words of all new spans are read, or cannot be read now. */
  settled() {
    for (const deed of this.afterReading.splice(0)) deed();
    this.#departIfDone();
  }

  /** Do `deed` once the words of all new spans are read: false where that is so already. */
  afterValues(deed) {
    if (!this.values?.isReading) return false;
    this.afterReading.push(deed);
    return true;
  }

  #departIfDone() {
    const isDone = this.queue.state === "saved" && !this.values?.isReading;
    if (this.leaving && isDone) this.depart(this.leaving);
  }

  get #unsure() {
    return this.isElsewhere ? "elsewhere" : "opening";
  }

  #hover() {
    let asked = 0;
    this.article.box.addEventListener("pointermove", ({ clientX, clientY }) => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => {
        const keys = this.marks.at(clientX, clientY);
        this.marks.hover(keys);
        this.article.box.classList.toggle("over-mark", keys.length > 0);
      });
    });
  }

  #buttons() {
    const on = (id, deed) => byId(id).addEventListener("click", deed);
    on("finish", () => this.desk.finish());
    on("resume", () => this.desk.resume());
    on("next", (event) => {
      event.preventDefault();
      this.desk.next();
    });
    on("undo", () => this.desk.undo());
    on("redo", () => this.desk.redo());
    on("show-help", () => this.help());
  }
}
