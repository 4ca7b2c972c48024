// The side as a drawer, where it stands below the text (annotate.css): its handle names the item in focus, and opens and
// closes it.

import { prefer, preference } from "../lib/preferences.js";
import { nameOf, short, stateName } from "./names.js";

const KEPT = "side";
const SMALL = "(max-width: 40rem)"; // where it is closed unless a person opens it

/** The drawer with the button `handle`, for what is in focus at `desk`. */
export class Drawer {
  constructor(handle, desk) {
    Object.assign(this, { handle, desk, says: handle.querySelector("bdi"), state: handle.lastElementChild });
    this.#become(preference(KEPT, globalThis.matchMedia(SMALL).matches ? "closed" : "open"));
    handle.addEventListener("click", () => this.#turn(this.isOpen ? "closed" : "open"));
  }

  get isOpen() {
    return document.body.dataset.side === "open";
  }

  /** Open it: something in it is wanted. */
  open() {
    if (!this.isOpen) this.#turn("open");
  }

  /** Name the item in focus. */
  draw() {
    const { item, article, store } = this.desk;
    this.says.textContent = item ? short(article.slice(item.start, item.end), 40) : "";
    const label = item && nameOf(store.ground.labels.labels.get(item.label), item.label);
    this.state.textContent = item ? `${label} · ${stateName(item.state)}` : "";
  }

  #turn(state) {
    prefer(KEPT, state);
    this.#become(state);
    this.desk.view.list.reveal();
  }

  #become(state) {
    document.body.dataset.side = state;
    this.handle.setAttribute("aria-expanded", String(this.isOpen));
  }
}
