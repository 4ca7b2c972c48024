// Filling the roles of an event: one role is in focus, what may fill it is numbered in the text and in the row below,
// and a key or a click puts it in. Then the next role that is empty, or has a suggestion left, comes into focus.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { keyOf } from "./bindings.js";
import { command } from "./command.js";
import { deedButton, swatch } from "./controls.js";
import * as deeds from "./deeds.js";
import { nameOf, percent, short } from "./names.js";
import { sentenceOf, sentenceText } from "./sentence.js";

const MOST = 9; // candidates that have a digit at a time

/** The roles that a new argument may get. */
const offered = (store) => [...store.ground.labels.roles.values()].filter((role) => !role.retired);

/**
 * What may fill `role` of `event` of the trigger `item`, as {item, score}: first what is suggested for it, the surest
 * first, then what fills no other role, the nearest first. What fills the role already is left out, and what was refused
 * for it.
 */
export function candidates(store, item, event, role) {
  const suggested = deeds.suggestedFor(store, item, event).filter((one) => one.role === role.id);
  const scores = new Map(suggested.map((one) => [one.item.key, one]));
  const taken = new Set(event.arguments.filter((one) => one.role === role.id).map(({ span }) => span));
  const fits = [...store.items.values()]
    .filter((one) => one.key !== item.key && role.labels.includes(one.label) && one.state !== "rejected")
    .filter((one) => !taken.has(one.span?.id) && (scores.get(one.key)?.state ?? "open") === "open");
  const found = fits.map((one) => ({ item: one, score: scores.get(one.key)?.score ?? null }));
  const used = new Set(event.arguments.map(({ span }) => span));
  const isUsed = ({ span }) => Number(used.has(span?.id)); // it fills another role: seldom this one too
  const far = ({ start }) => Math.abs(start - item.start);
  const nearer = (one, other) => isUsed(one) - isUsed(other) || far(one) - far(other);
  const order = (one, other) => (other.score ?? -1) - (one.score ?? -1) || nearer(one.item, other.item);
  return alone(found.toSorted((one, other) => Number(Boolean(other.item.span)) - Number(Boolean(one.item.span)))).sort(order);
}

/** One candidate a place and label: a suggestion that repeats a decided span is not offered beside it. */
function alone(found) {
  const seen = new Set();
  return found.filter(({ item: { start, end, label } }) => {
    const place = `${start} ${end} ${label}`;
    return !seen.has(place) && seen.add(place);
  });
}

/** Whether `role` asks for something: a suggestion is left for it, or it is empty and something may fill it. */
export function isOpen(store, item, event, role) {
  const found = candidates(store, item, event, role);
  const isEmpty = !event.arguments.some((one) => one.role === role.id);
  if (isEmpty) return found.length > 0;
  return role.many && found.some(({ score }) => score !== null);
}

/** The role that asks for something after `role` (null: from the first one on) in the order of the label set, or null. */
export function nextOpen(store, item, event, role = null) {
  const roles = offered(store);
  const at = roles.findIndex(({ id }) => id === role?.id) + 1;
  return [...roles.slice(at), ...roles.slice(0, at)].find((one) => one.id !== role?.id && isOpen(store, item, event, one)) ?? null;
}

export class Filling {
  constructor(desk) {
    Object.assign(this, { desk, trigger: null, id: null, role: null, from: 0, found: [] });
    this.hasEnded = false; // by itself, since the last key: a digit more is meant for a role that is not there
  }

  /** Say, once, that the digits no longer fill roles. */
  warn() {
    this.hasEnded = false;
    this.#complain(t("No role asks for more. The digit once more gives the item in focus another label."));
  }

  /** Whether a role is in focus. */
  get isOn() {
    return this.role !== null;
  }

  /** The event whose roles are filled; null where there is none, or no longer: another one of its trigger is not meant. */
  get event() {
    return this.item?.events.find(({ id }) => id === this.id) ?? null;
  }

  get item() {
    return this.desk.store.items.get(this.trigger) ?? null;
  }

  /** Begin with the event of the item in focus, with `role` or the first one that asks; a suggested trigger is accepted. */
  begin(role = null) {
    const { desk } = this;
    if (!this.#mayBegin()) return;
    if (!desk.item.span && !desk.act(deeds.accept(desk.store, desk.item))) return;
    if (!desk.eventOf(desk.item)) {
      desk.askType();
      return;
    }
    Object.assign(this, { trigger: desk.current, id: desk.eventOf(desk.item).id });
    this.#turnTo(role ?? nextOpen(desk.store, desk.item, this.event) ?? offered(desk.store)[0] ?? null);
  }

  /** Begin where something could be filled in at all: after a new event was made. */
  beginIfUseful() {
    const { item, store } = this.desk;
    const event = item?.span ? this.desk.eventOf(item) : null;
    const role = event ? nextOpen(store, item, event) : null;
    if (role) this.begin(role);
  }

  #mayBegin() {
    const { desk } = this;
    const { store, item, view } = desk;
    if (store.layer.state !== "open") return false;
    if (!item || item.label !== store.ground.labels.trigger || item.state === "rejected") {
      view.complain(t("Only an event has roles: go to its trigger first."));
      return false;
    }
    if (!offered(store).length) view.complain(t("The events of this label set have no roles."));
    return offered(store).length > 0;
  }

  /** Go to the next (1) or previous (-1) role, or begin. */
  step(step) {
    if (!this.isOn) return this.begin();
    const roles = offered(this.desk.store);
    const at = roles.findIndex(({ id }) => id === this.role.id);
    return this.#turnTo(roles[(at + step + roles.length) % roles.length]);
  }

  /** Go down (1) or up (-1): with what is selected, or else to the role beside. */
  turn(step) {
    if (this.desk.marking.isOpen) this.desk.marking.stepRow(step);
    else this.step(step);
  }

  /** Put the candidate with the digit `number` into the role, and stay there if wanted; 0 shows the next ones. */
  pick({ number, stays }) {
    if (number === 0) return this.more();
    const found = this.found[this.from + number - 1];
    return found ? this.fill(found.item, this.role, stays) : this.#complain(t("No span has the number %(number)s here.", { number }));
  }

  /** Show the next candidates. */
  more() {
    this.from = this.from + MOST < this.found.length ? this.from + MOST : 0;
    this.draw();
  }

  /** Let `item` fill `role`, the one in focus if none is given; then the next role that asks comes into focus. */
  fill(item, role = this.role, stays = false) {
    const { desk, event } = this;
    if (item.span && this.#fills(item.span, role)) return this.#complain(fillsAlready(role));
    const operations = deeds.fillRole(desk.store, event, role.id, item);
    if (!operations.length) return this.#complain(this.#misfit(item));
    return this.#done(operations, role, desk.article.slice(item.start, item.end), stays);
  }

  /** Let the span that `operations` make fill the role in focus, in one step with its making. */
  fillNew(operations, words) {
    const { span } = operations.find((one) => one.span);
    this.#done([...operations, deeds.setArgument(this.event.id, this.role.id, span)], this.role, words);
  }

  /** Whether a span with `label` may fill the role in focus. */
  takes = (label) => this.isOn && this.role.labels.includes(label);

  /** A click on the marks `keys`: the first that fits the role in focus, or else another one that asks, fills it. */
  hit(keys) {
    const { items } = this.desk.store;
    const under = keys.filter((key) => key !== this.trigger).map((key) => items.get(key));
    const fits = under.filter((item) => this.role.labels.includes(item.label));
    // Of spans inside each other the shortest one first; a click more goes on to the next.
    const fit = fits.find(({ span }) => !this.#fills(span, this.role));
    if (fit) return this.fill(fit);
    if (fits.length) return this.#complain(fillsAlready(this.role));
    if (!under.length) return this.#complain(t("This is the event itself. Esc leaves its roles."));
    const role = this.#otherRole(under[0]);
    return role ? this.fill(under[0], role) : this.#complain(this.#misfit(under[0]));
  }

  #fills = (span, { id }) => this.event.arguments.some((one) => one.role === id && one.span === span?.id);

  #otherRole({ label }) {
    const { event } = this;
    const isEmpty = (role) => !event.arguments.some((one) => one.role === role.id);
    const roles = offered(this.desk.store).filter((role) => role.labels.includes(label));
    return roles.find(isEmpty) ?? roles.find(({ many }) => many) ?? null;
  }

  /** Accept the first suggestion for the role in focus. */
  accept() {
    const [first] = this.found;
    if (first && first.score !== null) return this.fill(first.item);
    return this.#complain(t("Nothing is suggested for this role. A number puts a span in."));
  }

  /** Reject the first suggestion for the role in focus. */
  refuse() {
    const { desk, role } = this;
    const [first] = this.found;
    if (!first || first.score === null) return this.#complain(t("Nothing is suggested for this role. %(key)s empties it.", { key: keyOf("remove") }));
    const suggested = { role: role.id, suggestion: first.item.suggestion.id };
    if (!desk.act(deeds.refuseArgument(this.item, suggested))) return null;
    const words = short(desk.article.slice(first.item.start, first.item.end), 30);
    desk.view.announce(t("“%(words)s” is not “%(role)s”", { words, role: nameOf(role) }));
    return this.#onward(role);
  }

  /** Take the last span out of the role in focus. */
  empty() {
    const { desk, role } = this;
    const last = this.event.arguments.findLast((one) => one.role === role.id);
    if (!last) return this.#complain(t("This role is empty."));
    if (!desk.act([deeds.unsetArgument(this.event.id, last.role, last.span)])) return null;
    desk.view.announce(t("“%(role)s” is emptied", { role: nameOf(role) }));
    return this.#turnTo(role);
  }

  /** Leave the roles. */
  leave() {
    if (!this.isOn) return;
    const hadFocus = this.desk.view.chooser.box.contains(document.activeElement);
    this.#clear();
    this.desk.view.chooser.close();
    this.desk.view.draw(this.desk.current, { reveal: true });
    if (hadFocus) this.desk.view.scroller.focus({ preventScroll: true });
  }

  #clear() {
    Object.assign(this, { trigger: null, id: null, role: null, from: 0, found: [] });
    this.desk.view.marks.number(new Map());
  }

  #done(operations, role, words, stays = false) {
    const { desk } = this;
    if (!desk.act(operations)) return;
    const said = t("%(role)s: “%(words)s”", { role: nameOf(role), words: short(words, 30) });
    desk.view.announce(said);
    if (stays) this.#turnTo(role);
    else this.#onward(role);
  }

  /** Bring the next role that asks into focus, this one again while it does; where none does, read the event back. */
  #onward(role) {
    const { desk } = this;
    const asks = isOpen(desk.store, this.item, this.event, role);
    const next = asks ? role : nextOpen(desk.store, this.item, this.event, role);
    if (next) return this.#turnTo(next);
    const sentence = sentenceText(sentenceOf(this.event, desk.store, desk.article));
    this.leave();
    this.hasEnded = true;
    desk.view.announce(sentence);
    return null;
  }

  #turnTo(role) {
    if (!role) return;
    Object.assign(this, { role, from: 0 });
    this.desk.marking.clear();
    this.desk.view.draw(this.desk.current, { reveal: true });
    // Enter takes what is suggested, and never what merely stands near.
    const wanted = this.found[this.from]?.score != null ? ".candidates button" : "[data-control=next-role]";
    this.desk.view.chooser.box.querySelector(wanted)?.focus({ preventScroll: true });
    this.desk.view.announceMore(t("%(role)s: %(number)s to choose from", { role: nameOf(role), number: this.found.length }));
  }

  #misfit({ label, start, end }) {
    const { labels } = this.desk.store.ground.labels;
    return t("“%(words)s” is %(label)s; “%(role)s” takes %(allowed)s. Esc leaves the roles.", {
      words: short(this.desk.article.slice(start, end), 30),
      label: nameOf(labels.get(label), label),
      role: nameOf(this.role),
      allowed: this.role.labels.map((one) => nameOf(labels.get(one), one)).join(t(", ")),
    });
  }

  #complain(text) {
    this.desk.view.complain(text);
    return null;
  }

  /** Show what may fill the role, unless words are being selected; ends where the event is no longer in focus. */
  draw() {
    if (!this.isOn) return;
    const { desk } = this;
    const isMeant = desk.current === this.trigger && this.event && desk.eventOf(this.item) === this.event;
    const isThere = isMeant && desk.store.layer.state === "open";
    if (!isThere) {
      this.#clear();
      if (!desk.marking.span && !desk.view.chooser.asking) desk.view.chooser.close();
      return;
    }
    this.found = candidates(desk.store, this.item, this.event, this.role);
    if (this.from >= this.found.length) this.from = 0;
    const shown = this.found.slice(this.from, this.from + MOST);
    desk.view.marks.number(new Map(shown.map(({ item }, index) => [item.key, index + 1])));
    if (!desk.marking.span && !desk.view.chooser.asking) desk.view.chooser.show(this.#parts(shown));
  }

  #parts(shown) {
    const { found, role } = this;
    const name = element("strong", { class: "filling-role" }, nameOf(role));
    const none = t("Nothing marked can be “%(role)s”. Select words in the text to add it.", { role: nameOf(role) });
    const list = element("div", { class: "candidates", role: "group", "aria-label": nameOf(role) });
    list.append(...shown.map((one, index) => this.#candidate(one, index + 1)));
    const rest = found.length - shown.length;
    return [
      name,
      shown.length ? list : element("span", { class: "quiet" }, none),
      rest > 0 && deedButton(t("Others: %(number)s", { number: rest }), () => this.more(), { key: "0", kind: "plain", control: "more" }),
      deedButton(t("Next role"), () => this.step(1), { key: keyOf("roles"), kind: "plain", control: "next-role" }),
      deedButton(t("Leave"), () => this.leave(), { key: "Esc", kind: "plain", control: "leave" }),
    ].filter(Boolean);
  }

  #candidate({ item, score }, number) {
    const { store, article } = this.desk;
    const label = store.ground.labels.labels.get(item.label);
    const words = element("bdi", { class: "role-words", dir: "auto" }, short(article.slice(item.start, item.end), 32));
    const made = deedButton("", () => this.fill(item), { control: `fill ${item.key}` });
    made.classList.toggle("suggested", item.state === "undecided");
    const said = score === null ? "" : percent(score);
    made.append(
      element("kbd", { "aria-hidden": "true" }, String(number)),
      swatch(label),
      words,
      said && element("bdi", { class: "number quiet" }, said),
    );
    made.title = nameOf(label, item.label);
    return made;
  }
}

const fillsAlready = (role) => t("This fills “%(role)s” already.", { role: nameOf(role) });

/** What a key press chooses while roles are filled: {number, stays}; with Shift the role stays in focus. Or null. */
export function choiceOf(name) {
  const [, shift, digit] = /^(Shift\+)?Digit(\d)$/.exec(name) ?? [];
  return digit === undefined ? null : { number: Number(digit), stays: Boolean(shift) };
}

export const fillingCommands = (filling) => [
  command("roles", "KeyE", t("Fill the roles of the event; the next role"), () => filling.step(1), { line: ["event", "filling"], brief: t("Roles") }),
  command("down", "ArrowDown", t("The next role; the line below while selecting"), () => filling.turn(1), { directing: true }),
  command("up", "ArrowUp", t("The role before; the line above while selecting"), () => filling.turn(-1), { directing: true }),
];
