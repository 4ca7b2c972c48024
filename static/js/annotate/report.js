// What came from elsewhere, what was changed on both sides, and what could not be kept: a region that stays until it is
// put away.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { deedButton } from "./controls.js";
import { conflictRow } from "./conflict.js";
import { lostNoteRow } from "./lost_note.js";

const MOST = 12; // lines of one kind; the others are counted

/** The report in `box`; `place` is {store, article, desk}; `kept` holds what was reported and not put away. */
export class Report {
  constructor(box, place, kept) {
    Object.assign(this, { box, place, kept, rows: [] });
    place.store.onChange(() => this.rows.forEach((row) => row.refresh()));
    for (const found of kept.all(place.store.ground.suggestions)) this.#add(found);
  }

  /** Add what a rebase found ({conflicts, losses, changes}); nothing is shown where there is nothing to say. */
  add({ conflicts, losses, changes }) {
    if (!conflicts.length && !losses.length && !changes.length) return;
    const found = { conflicts, losses, changes: changes.slice(0, MOST), more: Math.max(changes.length - MOST, 0) };
    this.kept.add(found);
    this.#add(found);
  }

  #add({ conflicts, losses, changes, more }) {
    const rows = conflicts.map((one) => conflictRow(one, this.place));
    const lost = losses.map((loss) => this.#lossRow(loss));
    const others = more ? [element("li", {}, t("and %(number)s more", { number: more }))] : [];
    this.#show([
      [t("Changed here and elsewhere:"), rows.map(({ made }) => made)],
      [t("This could not be kept:"), lost.map(({ made }) => made)],
      [t("This was changed elsewhere:"), [...changes.map((line) => this.#line(line)), ...others]],
    ]);
    this.rows.push(...[...rows, ...lost].filter(({ refresh }) => refresh));
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
    this.kept.forget();
    this.rows = [];
    this.box.replaceChildren();
    this.box.hidden = true;
  }

  #dismissal() {
    const dismiss = deedButton(t("Put away"), () => this.#putAway(), { control: "dismiss" });
    dismiss.classList.add("dismiss");
    return dismiss;
  }

  #lossRow(loss) {
    return loss.note ? lostNoteRow(loss, this.#said(loss), this.place) : { made: this.#line(loss) };
  }

  #line(line) {
    return element("li", {}, this.#said(line));
  }

  /** A line that leads to its item, where there is one. */
  #said({ text, key }) {
    const { store, desk } = this.place;
    return store.items.has(key) ? leading(text, key, desk) : text;
  }
}

/** A button with `text` that puts the item `key` into focus. */
const leading = (text, key, desk) =>
  element("button", { type: "button", class: "link", onclick: () => desk.focus(key) }, text);

const groupElement = (heading, lines) =>
  element("div", { class: "report-group" }, element("h2", {}, heading), element("ul", {}, ...lines));
