// What the list shows and in which order: the choice of a person, and the way from item to item through it.

import { t } from "../lib/messages.js";
import { keyOf } from "./bindings.js";
import { counts, groupOf, itemFrom, undecidedFrom } from "./items.js";
import { notesOf } from "./notes.js";

/** The suggester's place in a choice that stands for spans added by hand. */
export const BY_HAND = " hand";

/** The choice that hides nothing: `score` is the least one, in percent; `noted` leaves only items with notes. */
export const EVERYTHING = { group: "all", label: "", suggester: "", score: 0, noted: false };

const ORDERS = {
  place: null,
  sure: (one, other) => scoreOf(other, -1) - scoreOf(one, -1),
  unsure: (one, other) => scoreOf(one, 101) - scoreOf(other, 101),
};

/** The score of an item in whole percent, as it is shown; `none` where nothing suggested it. */
const scoreOf = ({ suggestion }, none) => (suggestion ? Math.round(suggestion.score * 100) : none);

/** Which items of `store` are listed. `choice` is as EVERYTHING has it; `sort` is place, sure or unsure (first). */
export class Filtering {
  constructor(store) {
    Object.assign(this, { store, choice: EVERYTHING, sort: "place" });
    this.matches = (item) => this.isInGroup(item) && this.#isWanted(item);
  }

  /** Choose differently: `change` has the parts of the choice that are new. */
  choose(change) {
    this.choice = { ...this.choice, ...change };
  }

  /** Sort by place, or by score with the surest or the least sure first. */
  sortBy(sort) {
    this.sort = sort;
  }

  /** Whether anything could be hidden. */
  get isNarrow() {
    return Object.keys(EVERYTHING).some((part) => this.choice[part] !== EVERYTHING[part]);
  }

  /** Every item in the order of the list, listed or not, as a Map by key. */
  get ordered() {
    const { items } = this.store;
    if (this.sorted?.items !== items || this.sorted.sort !== this.sort) {
      const order = ORDERS[this.sort];
      const map = order ? new Map([...items].sort(([, one], [, other]) => order(one, other))) : items;
      this.sorted = { items, sort: this.sort, map };
    }
    return this.sorted.map;
  }

  /** The items that are listed, in their order. */
  get listed() {
    return [...this.ordered.values()].filter(this.matches);
  }

  /** The listed items that nobody has decided on yet. */
  get undecided() {
    return this.listed.filter(({ state }) => state === "undecided");
  }

  /** How many items each group would list under the rest of the choice. */
  get counts() {
    return counts(new Map([...this.store.items].filter(([, item]) => this.#isWanted(item))));
  }

  /** The next (step 1) or previous (-1) undecided item that is listed, seen from the item `key`; or null. */
  undecidedFrom(key, step) {
    return undecidedFrom(this.ordered, key, step, this.matches);
  }

  /** The next or previous listed item, whatever its state; or null. */
  itemFrom(key, step) {
    return itemFrom(this.ordered, key, step, this.matches);
  }

  /** Why there is no other undecided item to go to, and what leads on. */
  get nothingLeft() {
    const { undecided } = counts(this.store.items);
    if (!undecided) return t("All suggestions are decided.");
    if (this.undecided.length) return t("No other suggestion is undecided among those listed.");
    return t("No suggestion listed is undecided; %(number)s are not listed. %(key)s and ↵ show all.", {
      number: undecided,
      key: keyOf("filter"),
    });
  }

  isInGroup({ state }) {
    const { group } = this.choice;
    return group === "all" || groupOf(state) === group;
  }

  #isWanted(item) {
    const { label, suggester, score, noted } = this.choice;
    if (label && item.label !== label) return false;
    if (suggester && (item.suggestion?.suggester ?? BY_HAND) !== suggester) return false;
    if (score && scoreOf(item, -1) < score) return false;
    return !noted || notesOf(item, this.store).length > 0;
  }
}
