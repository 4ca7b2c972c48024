// What came from elsewhere, what was changed on both sides, and what could not be kept: a region that stays until it is
// put away.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { deedButton } from "./controls.js";
import { conflictRow } from "./conflict.js";

const MOST = 12; // lines of one kind; the others are counted

/** The report in `box`; `place` is {store, article, desk}. */
export class Report {
  constructor(box, place) {
    Object.assign(this, { box, place, rows: [] });
    place.store.onChange(() => this.rows.forEach((row) => row.refresh()));
  }

  /** Add what a rebase found ({conflicts, losses, changes}); nothing is shown where there is nothing to say. */
  add({ conflicts, losses, changes }) {
    const rows = conflicts.map((one) => conflictRow(one, this.place));
    const groups = [
      [t("Changed here and elsewhere:"), rows.map(({ made }) => made)],
      [t("This could not be kept:"), losses.map((line) => this.#line(line))],
      [t("This was changed elsewhere:"), this.#atMost(changes)],
    ];
    this.#show(groups);
    this.rows.push(...rows);
  }

  /** Lead to the documents at the addresses `pages`, where work waits that cannot be sent without being looked at. */
  addWaiting(pages) {
    const links = pages.map((href) => element("li", {}, element("a", { href }, t("Open the document"))));
    this.#show([[t("Work from another document waits in this browser. It is sent once that document is open:"), links]]);
  }

  #show(groups) {
    const filled = groups.filter(([, lines]) => lines.length);
    if (!filled.length) return;
    if (this.box.hidden) this.box.append(this.#dismissal());
    this.box.append(...filled.map(([heading, lines]) => groupElement(heading, lines)));
    this.box.hidden = false;
  }

  #putAway() {
    this.rows = [];
    this.box.replaceChildren();
    this.box.hidden = true;
  }

  #dismissal() {
    const dismiss = deedButton(t("Put away"), () => this.#putAway(), { control: "dismiss" });
    dismiss.classList.add("dismiss");
    return dismiss;
  }

  #atMost(lines) {
    const more = lines.length - MOST;
    const shown = lines.slice(0, MOST).map((line) => this.#line(line));
    return more > 0 ? [...shown, element("li", {}, t("and %(number)s more", { number: more }))] : shown;
  }

  /** A line that leads to its item, where there is one. */
  #line({ text, key }) {
    const { store, desk } = this.place;
    return element("li", {}, store.items.has(key) ? leading(text, key, desk) : text);
  }
}

/** A button with `text` that puts the item `key` into focus. */
export const leading = (text, key, desk) =>
  element("button", { type: "button", class: "link", onclick: () => desk.focus(key) }, text);

const groupElement = (heading, lines) =>
  element("div", { class: "report-group" }, element("h2", {}, heading), element("ul", {}, ...lines));
