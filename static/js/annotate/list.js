// The list beside the text, the accessible twin of the marks: the items that the filters leave, in the order chosen.
// Only items that have changed are built again; what is not listed is not there, but for the item in focus.

import { t } from "../lib/messages.js";
import { bringWithin } from "../lib/scroll.js";
import { draftOf, takeUp } from "./fields.js";
import { Filters } from "./filters.js";
import { itemElement } from "./item.js";
import { notesOf } from "./notes.js";
import { arrange } from "./portions.js";

const NEAR = 40; // items on either side of the focus that are built at once
const PORTION = 150; // items that are built at a time afterwards
const PAUSE = 120; // milliseconds in which the text is shown first

/** `filters` is the box above it; `desk` acts on what is pressed; `detail(item)` builds the controls of the item in focus. */
export class List {
  constructor(box, filters, { store, article, desk, detail }) {
    Object.assign(this, { box, store, article, desk, detail, drawn: new Map(), current: null });
    this.filters = new Filters(filters, desk, () => this.#narrow());
    box.addEventListener("click", (event) => this.#pressed(event));
    box.addEventListener("focusin", () => desk.marking?.drop());
  }

  /** Draw what has changed; `current` is the key of the item in focus. */
  draw(current) {
    const focused = this.#focusedControl();
    const draft = draftOf(document.activeElement);
    if (this.state !== this.store.layer.state) this.#empty();
    const stale = (item) => !this.#isDrawn(item) || item.key === current || item.key === this.current;
    const { ordered, matches } = this.desk.filtering;
    this.#removeGone();
    const later = this.#later([...ordered.values()], current);
    const rows = [];
    let [shown, at] = [0, 0];
    for (const item of ordered.values()) {
      const waits = later.has(item.key);
      if (waits && !this.drawn.has(item.key)) continue;
      const made = !waits && stale(item) ? this.#build(item, item.key === current) : this.drawn.get(item.key).made;
      const isListed = matches(item);
      if (item.key === current) at = rows.length;
      if (isListed || item.key === current) rows.push(made);
      shown += isListed;
    }
    arrange(this.box, rows, at);
    this.current = current;
    this.filters.draw();
    this.#showEmpty(!shown);
    if (focused) this.focus(focused, draft);
  }

  /** Bring the item in focus into the list's view. */
  reveal() {
    // With the next frame, whose layout is then the only one.
    requestAnimationFrame(() => {
      const made = this.drawn.get(this.current)?.made;
      const role = made?.querySelector(".role.filling");
      if (role) return bringWithin(role, "center");
      if (made) bringWithin(made, "nearest");
      // Of an item that is higher than the list, the sentence that its event reads back as.
      const said = made?.querySelector(".event-sentence");
      return said && bringWithin(said, "nearest");
    });
  }

  /** Give the keyboard's focus to a control of the item in focus; to its head where it has no such control. */
  focus(control = "head", draft = null) {
    const made = this.drawn.get(this.current)?.made;
    const wanted = made?.querySelector(`[data-control="${CSS.escape(control)}"]`);
    (wanted && !wanted.disabled ? wanted : made?.querySelector(".item-head"))?.focus({ preventScroll: true });
    if (wanted && draft !== null) takeUp(wanted, draft);
  }

  /** Give the keyboard's focus to the first field of the item in focus that says what it is; false where it has none. */
  focusField() {
    const field = this.drawn.get(this.current)?.made.querySelector("[data-control^=span-], [data-control^=event-]:is(input, select)");
    field?.focus();
    return Boolean(field);
  }

  #build(item, isCurrent) {
    const before = this.drawn.get(item.key)?.made;
    const made = itemElement(item, this.store, this.article, isCurrent ? this.detail(item) : null);
    if (before) before.replaceWith(made);
    this.drawn.set(item.key, { made, span: item.span, state: item.state, events: item.events, notes: notesOf(item, this.store) });
    return made;
  }

  /**
   * The keys of the items that may wait: those far from the focus are built in portions after the page is there, and
   * after a deed that has changed many.
   */
  #later(all, current) {
    const stale = all.filter((item) => !this.#isDrawn(item));
    if (this.begun && stale.length <= PORTION) return new Set();
    const { matches } = this.desk.filtering;
    const listed = all.filter((item) => matches(item) || item.key === current);
    const at = Math.max(listed.findIndex(({ key }) => key === current), 0);
    const near = new Set(listed.slice(Math.max(at - NEAR, 0), at + NEAR + 1));
    const waiting = stale.filter((item) => !near.has(item) && item.key !== current && item.key !== this.current);
    const inView = waiting.sort((one, other) => matches(other) - matches(one));
    const later = new Set((this.begun ? inView.slice(PORTION) : inView).map(({ key }) => key));
    clearTimeout(this.timer);
    if (later.size) this.timer = setTimeout(() => this.draw(this.current), this.begun ? 0 : PAUSE);
    this.begun = true;
    return later;
  }

  #isDrawn(item) {
    const drawn = this.drawn.get(item.key);
    if (!drawn || drawn.span !== item.span || drawn.state !== item.state) return false;
    return sameParts(drawn.events, item.events) && sameParts(drawn.notes, notesOf(item, this.store));
  }

  /** A finished document has other buttons than an open one. */
  #empty() {
    this.state = this.store.layer.state;
    this.drawn.clear();
    this.begun = false;
    this.box.replaceChildren();
  }

  #removeGone() {
    for (const [key, { made }] of this.drawn) {
      if (this.store.items.has(key)) continue;
      made.remove();
      this.drawn.delete(key);
    }
  }

  #focusedControl() {
    const active = document.activeElement;
    return this.box.contains(active) ? (active.dataset.control ?? "head") : null;
  }

  #pressed(event) {
    const key = event.target.closest(".item")?.dataset.key;
    const button = event.target.closest("button[data-deed]");
    if (!key || !button) return;
    if (button.dataset.deed === "focus") this.desk.focus(key);
    else this.desk.decide(key, button.dataset.deed);
    // Who points goes on with the keys of the text; on a row, Enter would only bring it into focus once more.
    if (event.detail && button.dataset.deed === "focus") this.desk.view.scroller.focus({ preventScroll: true });
  }

  #narrow() {
    this.draw(this.current);
    this.reveal();
  }

  #showEmpty(isEmpty) {
    const line = this.box.nextElementSibling;
    line.hidden = !isEmpty;
    const none = t("Nothing here. Select words in the text to mark what is missing.");
    line.textContent = this.desk.filtering.isNarrow ? t("Nothing is like that here.") : none;
  }
}

const sameParts = (some, others) => some.length === others.length && some.every((one, index) => one === others[index]);
