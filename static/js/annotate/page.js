// What the desk shows: the text with its marks, the list, the bar, the lines below.

import { t } from "../lib/messages.js";
import { preference, prefer } from "../lib/preferences.js";
import { bringIntoView } from "../lib/scroll.js";
import { Chooser } from "./chooser.js";
import { showKeys } from "./commands.js";
import { details } from "./detail.js";
import { counts } from "./items.js";
import { List } from "./list.js";
import { Marks } from "./marks.js";
import { showSaving } from "./saving.js";

const byId = (id) => document.getElementById(id);

/** The view of a desk. `queue` and `commands` are set once they are made. */
export class Page {
  constructor(payload, store, article, desk) {
    Object.assign(this, { payload, store, article, desk, scroller: byId("reading"), leaving: null });
    this.labels = payload.label_set.labels;
    this.marks = new Marks(store, article, { layer: byId("tags"), scroller: this.scroller });
    const detail = details(store, article, desk);
    this.list = new List(byId("list"), byId("filters"), { store, article, desk, detail });
    this.chooser = new Chooser(byId("chooser"), store, desk);
    this.#showTags(preference("tags", "on") === "on");
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
    this.#progress();
    this.keys();
  }

  /** Bring a span into view in the text. */
  reveal(span) {
    const rect = span && this.article.rects(span[0], span[1])[0];
    if (rect) bringIntoView(this.scroller, rect);
  }

  /** The offset of the first words in view. */
  firstInView() {
    const frame = this.scroller.getBoundingClientRect();
    const line = this.article.lines.find(({ block }) => block.getBoundingClientRect().bottom > frame.top + 8);
    return line?.start ?? 0;
  }

  /** Show the keys of the moment. */
  keys() {
    const { item, marking, warned } = this.desk;
    const moment = { undecided: "item", rejected: "rejected" }[item?.state] ?? "decided";
    const focused = item ? [moment] : [];
    const isOpen = this.store.layer.state === "open";
    const moments = marking.isOpen ? ["selection"] : focused;
    showKeys(byId("keys"), this.commands, isOpen ? moments : ["finished"], this.labels);
    byId("finish").textContent = warned ? t("Finish all the same") : t("Finish");
  }

  /** Say to those who do not see the page what was done. */
  announce(text) {
    byId("announcer").textContent = text;
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
    byId("help").showModal();
  }

  /** Show or hide the names of the labels over the words. */
  toggleTags() {
    const on = !this.marks.tags.on;
    prefer("tags", on ? "on" : "off");
    this.#showTags(on);
    this.announce(on ? t("Names of the labels shown") : t("Names of the labels hidden"));
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

  /** Show how the queue stands. */
  saving() {
    const { queue } = this;
    showSaving(byId("saved"), queue, {
      signIn: this.payload.urls.sign_in ?? "/",
      again: () => queue.again(),
      stay: this.leaving && queue.state !== "saved" ? () => this.stay() : null,
    });
    if (!this.leaving || queue.state !== "saved") return;
    const url = this.leaving;
    this.leaving = null; // who comes back to this page as the browser kept it stays here
    location.assign(url);
  }

  #showTags(on) {
    this.marks.tags.toggle(on);
    byId("tags-switch").setAttribute("aria-pressed", String(on));
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

  #progress() {
    const total = this.payload.suggestions.length;
    const decided = total - counts(this.store.items).undecided;
    byId("progress").max = Math.max(total, 1);
    byId("progress").value = decided;
    byId("progress-text").textContent = t("%(decided)s of %(total)s decided", { decided, total });
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
    on("tags-switch", () => this.toggleTags());
    on("show-help", () => this.help());
    on("help-close", () => byId("help").close());
  }
}
