// Marking new spans: what is selected, the labels for it, the keys that select.

import { t } from "../lib/messages.js";
import * as deeds from "./deeds.js";
import { short } from "./names.js";
import { Selecting } from "./selecting.js";
import { isTouched } from "./touch_bar.js";

/** The selecting of new spans at a desk; `under(x, y)` gives the keys of the marks at a point. */
export class Marking {
  constructor(desk, under) {
    this.desk = desk;
    this.selecting = new Selecting(desk.article, desk.view.scroller, desk.snapper, {
      changed: (span, how) => this.#changed(span, how),
      isSpot: (keys) => keys.length === 1 && keys[0] === desk.current && !desk.filling.isOn,
      under,
      isLocked: () => desk.store.layer.state !== "open",
      hit: (keys) => this.#hit(keys),
    });
  }

  /** What is selected, as [start, end], or null. */
  get span() {
    return this.selecting.span;
  }

  /** Whether there is something that a label can be put on. */
  get isOpen() {
    return this.selecting.isOpen;
  }

  /** Set the boundaries of what is selected. */
  moveTo(start, end) {
    this.selecting.moveTo(start, end);
  }

  /** A label's key: for what is selected, or else for the item in focus. */
  label(label) {
    const { item } = this.desk;
    if (this.selecting.isPending && this.span) this.moveTo(...this.span); // what is shown is meant
    if (this.span) this.mark(label);
    else if (item) this.desk.relabel(item, label);
  }

  /** Mark what is selected. */
  mark(label) {
    const { span, desk } = this;
    if (!span) return;
    const { trigger, types } = desk.store.ground.labels;
    const add = (kind) => this.#add(label, kind);
    if (label === trigger && types.size) desk.view.chooser.ask(desk.article.slice(...span), add);
    else add(null);
  }

  /** Start selecting by keys at the item in focus, or at the first words in view. */
  selectHere() {
    const { item, store, snapper, view } = this.desk;
    if (store.layer.state !== "open") return;
    const at = item ? snapper.nextWord(item.end - 1, 1) : view.firstInView();
    this.selecting.choose(at, at);
  }

  /** Move the selection by keys. */
  step(direction, extending = false) {
    this.selecting.step(this.desk.stepOf(direction), extending);
    this.desk.view.reveal(this.span);
  }

  /** Move the selection to the row below (1) or above (-1). */
  stepRow(step) {
    this.selecting.stepRow(step);
    this.desk.view.reveal(this.span);
  }

  /** Select by character, or by word again. */
  setByCharacter(on = !this.selecting.byCharacter) {
    this.selecting.setByCharacter(on);
    this.desk.view.announce(on ? t("Selecting by character") : t("Selecting by word"));
  }

  /** Forget a first click whose second one does not come, as something else is done. */
  drop() {
    if (this.selecting.isPending) this.selecting.clear();
  }

  /** Forget what is selected. */
  clear() {
    this.selecting.clear();
  }

  /** Leave the selection, the question, the field; with none of them, the roles that are filled. */
  leave() {
    const { filling, view } = this.desk;
    if (filling.isOn && !this.span && !view.chooser.asking) filling.leave();
    this.selecting.clear();
    view.chooser.close();
    document.activeElement?.blur();
    filling.draw();
    view.keys();
  }

  /** Where several marks lie, each click goes on to the next. */
  #hit(keys) {
    const { desk } = this;
    if (desk.filling.isOn) {
      desk.filling.hit(keys);
      return;
    }
    const at = (keys.indexOf(desk.current) + 1) % keys.length;
    desk.focus(keys[at], { follow: false });
    const places = { number: at + 1, total: keys.length };
    if (keys.length > 1) desk.view.hint(t("%(number)s of %(total)s marks here. Click again for the next one.", places));
  }

  #changed(span, { marking, dragging }) {
    const { view, article } = this.desk;
    view.stay();
    if (span) view.complain(""); // what was said was about something else
    view.marks.preview(...(span ? [span] : []));
    if (dragging) return;
    if (!span) this.#put();
    else view.chooser.offer(article.slice(...span), { marking, byCharacter: this.selecting.byCharacter });
    if (span) view.announce(t("Selected: “%(words)s”", { words: short(article.slice(...span), 60) }));
    if (span && isTouched()) view.uncover(span);
    view.keys();
  }

  /** Put the labels away; where roles are being filled, that goes on. */
  #put() {
    const { filling, view } = this.desk;
    view.chooser.close();
    filling.draw();
  }

  #add(label, kind) {
    const { desk, span } = this;
    const [start, end] = span;
    const operations = deeds.addSpan(desk.store, span, label, kind);
    if (desk.filling.takes(label)) {
      this.clear();
      desk.filling.fillNew(operations, desk.article.slice(start, end));
      return;
    }
    if (!desk.act(operations)) return;
    this.leave();
    const made = (item) => item.span && item.start === start && item.end === end && item.label === label;
    desk.focus([...desk.store.items.values()].find(made).key);
    desk.elsewhere.tell();
    if (kind) desk.filling.beginIfUseful();
  }
}
