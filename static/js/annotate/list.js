// The list beside the text: every item in the order of the text, the accessible twin of the marks. Only items that have
// changed are built again.

import { draftOf, takeUp } from "./fields.js";
import { counts } from "./items.js";
import { itemElement } from "./item.js";

/** `desk` acts on what is pressed; `detail(item)` builds the controls of the item in focus. */
const NEAR = 40; // items on either side of the focus that are built at once
const PORTION = 150; // items that are built at a time afterwards
const PAUSE = 120; // milliseconds in which the text is shown first

export class List {
  constructor(box, filters, { store, article, desk, detail }) {
    Object.assign(this, { box, filters, store, article, desk, detail, drawn: new Map(), current: null });
    box.addEventListener("click", (event) => this.#pressed(event));
    box.addEventListener("focusin", () => desk.marking?.drop());
    filters.addEventListener("click", (event) => this.#filter(event.target.closest("button")?.dataset.filter));
  }

  /** Draw what has changed; `current` is the key of the item in focus. */
  draw(current) {
    if (this.state !== this.store.layer.state) this.#empty();
    const stale = (item) => !this.#isDrawn(item) || item.key === current || item.key === this.current;
    const focused = this.#focusedControl();
    const draft = draftOf(document.activeElement);
    const later = this.#later(current);
    let before = null;
    for (const item of this.store.items.values()) {
      if (later.has(item.key)) continue;
      const made = stale(item) ? this.#build(item, item.key === current) : this.drawn.get(item.key).made;
      const place = before ? before.nextSibling : this.box.firstChild;
      if (place !== made) this.box.insertBefore(made, place);
      before = made;
    }
    this.#removeGone();
    this.current = current;
    this.#count();
    if (focused) this.focus(focused, draft);
  }

  /** Bring the item in focus into the list's view. */
  reveal() {
    // With the next frame, whose layout is then the only one.
    requestAnimationFrame(() => this.drawn.get(this.current)?.made.scrollIntoView({ block: "nearest" }));
  }

  /** Give the keyboard's focus to a control of the item in focus; to its head where it has no such control. */
  focus(control = "head", draft = null) {
    const made = this.drawn.get(this.current)?.made;
    const wanted = made?.querySelector(`[data-control="${CSS.escape(control)}"]`);
    (wanted && !wanted.disabled ? wanted : made?.querySelector(".item-head"))?.focus({ preventScroll: true });
    if (wanted && draft !== null) takeUp(wanted, draft);
  }

  #build(item, isCurrent) {
    const before = this.drawn.get(item.key)?.made;
    const made = itemElement(item, this.store, this.article, isCurrent ? this.detail(item) : null);
    if (before) before.replaceWith(made);
    this.drawn.set(item.key, { made, span: item.span, state: item.state, events: item.events });
    return made;
  }

  /** The keys of the items that may wait: those far from the focus are built in portions after the page is there. */
  #later(current) {
    const keys = [...this.store.items.keys()];
    const at = Math.max(keys.indexOf(current), 0);
    const waiting = keys.filter((key, index) => !this.drawn.has(key) && Math.abs(index - at) > NEAR);
    const later = new Set(this.begun ? waiting.slice(PORTION) : waiting);
    clearTimeout(this.timer);
    if (later.size) this.timer = setTimeout(() => this.draw(this.current), this.begun ? 0 : PAUSE);
    this.begun = true;
    return later;
  }

  #isDrawn(item) {
    const drawn = this.drawn.get(item.key);
    if (!drawn || drawn.span !== item.span || drawn.state !== item.state) return false;
    return drawn.events.length === item.events.length && drawn.events.every((one, index) => one === item.events[index]);
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
  }

  #filter(filter) {
    if (!filter) return;
    this.box.dataset.filter = filter;
    for (const button of this.filters.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.filter === filter));
    }
    this.#count();
    this.reveal();
  }

  #count() {
    const found = counts(this.store.items);
    for (const number of this.filters.querySelectorAll("[data-count]")) {
      number.textContent = String(found[number.dataset.count]);
    }
    const shown = found[this.box.dataset.filter ?? "all"];
    this.box.nextElementSibling?.toggleAttribute("hidden", shown > 0);
  }
}
