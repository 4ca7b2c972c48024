// The row above the list: the states with their counts, and folded away what else narrows, sorts and decides the list.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { keyOf } from "./bindings.js";
import { Bulk } from "./bulk.js";
import { command } from "./command.js";
import { BY_HAND, EVERYTHING } from "./filtering.js";
import { nameOf } from "./names.js";

/** The row in `box`; `changed()` draws the list anew. */
export class Filters {
  constructor(box, desk, changed) {
    Object.assign(this, { box, desk, changed, filtering: desk.filtering, store: desk.store });
    this.row = box.querySelector("#narrowing");
    this.toggle = box.querySelector("#narrow");
    this.fields = [...this.row.querySelectorAll("[data-choice]")];
    this.bulk = new Bulk(desk);
    box.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    this.row.addEventListener("keydown", (event) => this.#key(event));
    this.row.addEventListener("change", ({ target }) => this.#chosen(target));
  }

  /** Show what holds now: the counts, what is hidden, what could be chosen. */
  draw() {
    const { counts, choice, isNarrow } = this.filtering;
    for (const number of this.box.querySelectorAll("[data-count]")) number.textContent = String(counts[number.dataset.count]);
    for (const chip of this.box.querySelectorAll("[data-filter]")) {
      chip.setAttribute("aria-pressed", String(chip.dataset.filter === choice.group));
    }
    const line = this.box.querySelector("#listed");
    line.hidden = !isNarrow;
    if (isNarrow) line.querySelector("[data-said]").textContent = this.#said();
    if (!this.row.hidden) this.#fill();
  }

  /** Unfold the row, with the focus on one of its controls, or on what shows all where nothing listed is undecided. */
  open(control = null) {
    this.isPassing ||= this.row.hidden;
    this.#fold(false);
    const leadsOn = this.filtering.isNarrow && !this.filtering.undecided.length;
    const wanted = leadsOn ? this.box.querySelector("#show-all") : this.fields[0];
    (control ? this.row.querySelector(`[data-bulk="${control}"]`) : wanted).focus();
  }

  /** Ask whether to accept all that is listed: ↵ does it. */
  askAccept() {
    if (this.store.layer.state !== "open") return;
    if (this.filtering.undecided.length) this.open("accept");
    else this.desk.view.complain(this.filtering.nothingLeft);
  }

  /** Hide nothing any more. */
  showAll() {
    this.#choose(EVERYTHING);
    this.#leave();
  }

  /** How many of all are listed, in words. */
  get count() {
    const shown = this.filtering.listed.length;
    return t("%(shown)s of %(total)s listed", { shown, total: this.store.items.size });
  }

  #fold(isFolded) {
    this.row.hidden = isFolded;
    this.toggle.setAttribute("aria-expanded", String(!isFolded));
    if (!isFolded) this.#fill();
  }

  /** Give the keys back to deciding; the row folds if it was unfolded by a key. */
  #leave() {
    if (this.isPassing) this.#fold(true);
    this.isPassing = false;
    document.getElementById("reading").focus({ preventScroll: true });
  }

  #key(event) {
    if (event.isComposing) return;
    this.stepping = true;
    setTimeout(() => (this.stepping = false));
    const leaves = event.key === "Escape" || (event.key === "Enter" && event.target.matches("select, input"));
    if (!leaves) return;
    event.preventDefault();
    this.#leave();
  }

  #pressed(button) {
    const { filter, bulk } = button?.dataset ?? {};
    if (filter) this.#choose({ group: filter });
    if (bulk) this.#decide(bulk);
    if (button === this.toggle) {
      this.isPassing = false;
      this.#fold(!this.row.hidden);
    }
    if (button?.id === "show-all") this.showAll();
  }

  #decide(deed) {
    if (deed === "accept") this.bulk.accept();
    else this.bulk.reject();
    this.#leave(); // the button has nothing to press any more
  }


  #chosen(field) {
    const { choice: part } = field.dataset;
    if (part === "sort") {
      this.filtering.sortBy(field.value);
      this.#choose({});
    } else if (part === "noted") this.#choose({ noted: field.checked });
    else this.#choose({ [part]: part === "score" ? Number(field.value) : field.value });
    // After a choice by pointer the keys are for deciding again, not for the field.
    if (!this.stepping) field.blur();
  }

  #choose(change) {
    this.filtering.choose(change);
    this.changed();
    this.desk.view.complain("");
    this.desk.view.announce(this.count);
  }

  /** What is listed, in words: the choices, and how many of all. */
  #said() {
    const { label, suggester, score, noted } = this.filtering.choice;
    const parts = [
      label && this.#labelName(label),
      suggester && this.#suggesters().get(suggester)?.name,
      score && t("At least %(score)s%%", { score }),
      noted && t("Only with notes"),
    ];
    const chosen = parts.filter(Boolean).join(" · ");
    return chosen ? `${chosen}: ${this.count}` : this.count;
  }

  #fill() {
    const { choice, sort, undecided } = this.filtering;
    this.#options("label", this.#labels());
    this.#options("suggester", this.#suggesters());
    for (const field of this.fields) {
      const value = field.dataset.choice === "sort" ? sort : choice[field.dataset.choice];
      if (field.type === "checkbox") field.checked = value;
      else field.value = value || "";
    }
    const number = undecided.length;
    const names = {
      accept: [t("Accept all listed (%(number)s)", { number }), keyOf("accept-listed")],
      reject: [t("Reject all listed (%(number)s)", { number }), ""],
    };
    for (const button of this.row.querySelectorAll("[data-bulk]")) {
      const [name, key] = names[button.dataset.bulk];
      button.replaceChildren(name, ...(key ? [element("kbd", { "aria-hidden": "true" }, key)] : []));
      button.disabled = number === 0;
    }
  }

  /** Offer `found` (value → {name, number}); a select whose options are the same stays as it is. */
  #options(part, found) {
    const select = this.fields.find(({ dataset }) => dataset.choice === part);
    const all = [["", t("Any")], ...[...found].map(([value, { name, number }]) => [value, `${name} (${number})`])];
    if (select.dataset.offered === JSON.stringify(all)) return;
    select.dataset.offered = JSON.stringify(all);
    select.replaceChildren(...all.map(([value, text]) => element("option", { value }, text)));
  }

  /** The labels that items have, or that are chosen, in the label set's order. */
  #labels() {
    const numbers = tally(this.store.items, ({ label }) => label);
    const { label } = this.filtering.choice;
    const order = [...new Set([...this.store.ground.labels.labels.keys(), ...numbers.keys()])];
    const offered = order.filter((id) => numbers.has(id) || id === label);
    return new Map(offered.map((id) => [id, { name: this.#labelName(id), number: numbers.get(id) ?? 0 }]));
  }

  #suggesters() {
    const numbers = tally(this.store.items, ({ suggestion }) => suggestion?.suggester ?? BY_HAND);
    const names = new Map([[BY_HAND, t("Added by hand")]]);
    for (const one of this.store.ground.suggestions.values()) names.set(one.suggester, one.suggester_title);
    const { suggester } = this.filtering.choice;
    const offered = [...names].filter(([id]) => numbers.has(id) || id === suggester);
    return new Map(offered.map(([id, name]) => [id, { name, number: numbers.get(id) ?? 0 }]));
  }

  #labelName(id) {
    return nameOf(this.store.ground.labels.labels.get(id), id);
  }
}

function tally(items, of) {
  const found = new Map();
  for (const item of items.values()) found.set(of(item), (found.get(of(item)) ?? 0) + 1);
  return found;
}

export const filterCommands = (filters) => [
  command("filter", "Shift+KeyL", t("Filter and sort the list"), () => filters.open(), { line: ["finished"] }),
  command("accept-listed", "Shift+KeyA", t("Accept all that the list shows"), () => filters.askAccept(), { once: true }),
];
