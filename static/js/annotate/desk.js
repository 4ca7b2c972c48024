// The desk: what a person does on this page, by key, button or pointer, all in one place.

import { t } from "../lib/messages.js";
import { preference, prefer } from "../lib/preferences.js";
import { Problem } from "../text/problem.js";
import * as deeds from "./deeds.js";
import { counts, itemFrom, keysOf, undecidedFrom } from "./items.js";
import { nameOf, short } from "./names.js";

/** `view` has draw(current, {reveal, follow}), announce(text), complain(text), chooser, marks, help(), go(url). */
export class Desk {
  constructor(store, article, snapper, urls) {
    Object.assign(this, { store, article, snapper, urls, current: null, warned: false });
    this.tagsOn = preference("tags", "on") === "on";
  }

  /** The item in focus, or null. */
  get item() {
    return this.store.items.get(this.current) ?? null;
  }

  /** Whether words are selected for a new span. */
  get isSelecting() {
    return this.selecting.isOpen;
  }

  /** Do operations; a problem is said, and false returned. */
  act(operations) {
    if (operations.length && !this.#done(operations)) return false;
    this.view.draw(this.current);
    return true;
  }

  /** Put the item `key` into focus. */
  focus(key) {
    this.current = key;
    this.view.draw(key, { reveal: true, follow: true });
    const { item } = this;
    if (item) this.view.announce(t("%(label)s: “%(words)s”", this.#said(item)));
  }

  /** Go to the next (1) or previous (-1) undecided item. */
  go(step) {
    const item = undecidedFrom(this.store.items, this.current, step);
    if (item) this.focus(item.key);
    else this.view.complain(t("All suggestions are decided."));
  }

  /** Go to the next or previous item, whatever its state. */
  goAny(step) {
    const item = itemFrom(this.store.items, this.current, step);
    if (item) this.focus(item.key);
  }

  /** Decide on the item in focus. */
  decideHere(deed) {
    if (this.item) this.decide(this.current, deed);
    else this.go(1);
  }

  /** Decide on the item `key`: accept, accept-all, reject, reopen, remove. */
  decide(key, deed) {
    const item = this.store.items.get(key);
    const { operations, text, onward } = this.#decision(item, deed);
    if (!operations) {
      this.view.complain(item?.state === "undecided" || this.warned ? "" : t("This is decided already."));
      return;
    }
    const said = this.#said(item);
    this.current = key;
    if (!this.#done(operations)) return;
    const next = onward ? undecidedFrom(this.store.items, key, 1) : null;
    if (next) this.focus(next.key);
    else this.view.draw(this.store.items.has(key) ? key : this.#near(item), { reveal: true });
    this.view.announce(`${text}: ${said.label} “${said.words}”`);
    if (onward && !next) this.view.complain(t("All suggestions are decided."));
  }

  /** Give the item another label; the trigger's asks for the type of event. */
  relabel(item, label) {
    const asks = label === this.store.ground.labels.trigger && this.store.ground.labels.types.size;
    const isTyped = item.span ? item.events.length : item.suggestion.type && item.label === label;
    if (!asks || isTyped) this.act(deeds.relabel(this.store, item, label));
    else this.#ask(item, (kind) => this.act(deeds.relabel(this.store, item, label, kind)));
  }

  /** Give a trigger another type of event. */
  setType(item, type, subtype) {
    this.act(deeds.setType(this.store, item, { type, subtype }));
  }

  /** Set a suggested argument. */
  addArgument(event, suggested) {
    this.act(deeds.addArgument(this.store, event, suggested));
  }

  /** Move a boundary of the selection, or else of the item in focus, by a word or a character. */
  moveBoundary(side, step, byCharacter = false) {
    const [start, end] = this.selecting.span ?? [this.item?.start, this.item?.end];
    if (start === undefined) return;
    const moved = this.snapper.next(side, side === "start" ? start : end, step, byCharacter);
    const [from, to] = side === "start" ? [moved, end] : [start, moved];
    if (from >= to || (from === start && to === end)) return;
    if (this.selecting.span) this.selecting.moveTo(from, to);
    else if (this.act(deeds.moveBoundaries(this.store, this.item, from, to))) {
      this.view.announce(`“${short(this.article.slice(from, to))}”`);
    }
  }

  /** Move a boundary as it is seen: to the left or to the right. */
  nudge(side, direction, byCharacter) {
    this.moveBoundary(side, this.#stepOf(direction), byCharacter);
  }

  /** A label's key: for what is selected, or else for the item in focus. */
  label(label) {
    if (this.isSelecting) this.mark(label);
    else if (this.item && this.item.state !== "rejected") this.relabel(this.item, label);
  }

  /** Mark what is selected. */
  mark(label) {
    const { span } = this.selecting;
    if (!span) return;
    const { trigger, types } = this.store.ground.labels;
    const add = (kind) => {
      const [start, end] = span;
      if (!this.act(deeds.addSpan(this.store, span, label, kind))) return;
      this.leave();
      const made = (item) => item.span && item.start === start && item.end === end && item.label === label;
      this.focus([...this.store.items.values()].find(made).key);
    };
    if (label === trigger && types.size) this.view.chooser.ask(this.article.slice(...span), add);
    else add(null);
  }

  /** Start selecting by keys at the item in focus, or at the first words in view. */
  selectHere() {
    if (this.store.layer.state !== "open") return;
    const at = this.item ? this.snapper.next("start", this.item.end - 1, 1) : this.view.firstInView();
    this.selecting.choose(at, at);
  }

  /** Move the selection by keys. */
  step(direction, extending = false) {
    this.selecting.step(this.#stepOf(direction), extending);
    this.view.reveal(this.selecting.span);
  }

  /** Select by character, or by word again. */
  setByCharacter(on = !this.selecting.byCharacter) {
    this.selecting.setByCharacter(on);
    this.view.announce(on ? t("Selecting by character") : t("Selecting by word"));
  }

  /** Leave the selection, the question, the field. */
  leave() {
    this.selecting.clear();
    this.view.chooser.close();
    document.activeElement?.blur();
    this.view.keys();
  }

  undo() {
    this.#turn(() => this.store.undo(), t("Undone"), t("There is nothing to undo."));
  }

  redo() {
    this.#turn(() => this.store.redo(), t("Done again"), t("There is nothing to do again."));
  }

  /** Finish the document; where suggestions are undecided, only the second time. */
  finish() {
    const { undecided } = counts(this.store.items);
    if (this.store.layer.state !== "open") return;
    if (undecided && !this.warned) {
      this.go(1);
      this.warned = true;
      this.view.keys();
      this.view.complain(t("Undecided suggestions: %(number)s. Finish once more to finish all the same.", { number: undecided }));
      return;
    }
    if (this.act([{ kind: "finish" }])) this.view.go(this.urls.next);
  }

  /** Open a finished document again. */
  resume() {
    this.act([{ kind: "resume" }]);
  }

  /** Go to the next document as soon as everything is saved. */
  next() {
    this.view.go(this.urls.next);
  }

  help() {
    this.view.help();
  }

  /** Show or hide the names of the labels over the words. */
  toggleTags() {
    this.tagsOn = !this.tagsOn;
    prefer("tags", this.tagsOn ? "on" : "off");
    this.view.showTags(this.tagsOn);
    this.view.announce(this.tagsOn ? t("Names of the labels shown") : t("Names of the labels hidden"));
  }

  /** Go to a control of the item in focus. */
  controlHere(control) {
    this.view.list.focus(control);
  }

  #decision(item, deed) {
    const isOpen = item?.state === "undecided";
    if (deed === "accept" && isOpen) {
      return { operations: deeds.accept(this.store, item), text: t("Accepted"), onward: true };
    }
    if (deed === "accept-all" && isOpen) {
      return { operations: deeds.accept(this.store, item, true), text: t("Accepted"), onward: true };
    }
    if (deed === "accept-all" && item?.events.length && item.suggestion) {
      return { operations: deeds.acceptArguments(this.store, item), text: t("Arguments added"), onward: false };
    }
    if ((deed === "reject" || deed === "remove") && isOpen) {
      return { operations: deeds.reject(item), text: t("Rejected"), onward: true };
    }
    if (deed === "remove" && item?.span) {
      return { operations: deeds.remove(item), text: t("Removed"), onward: false };
    }
    if (deed === "reopen" && item?.state === "rejected") {
      return { operations: deeds.reopen(item), text: t("Opened again"), onward: false };
    }
    return {};
  }

  #done(operations) {
    try {
      this.store.act(operations);
    } catch (problem) {
      return this.#complain(problem);
    }
    this.view.complain("");
    this.warned = false;
    return true;
  }

  #ask(item, choose) {
    this.view.chooser.ask(this.article.slice(item.start, item.end), (kind) => {
      choose(kind);
      this.leave();
    });
  }

  #turn(turn, text, nothing) {
    try {
      if (!turn()) return this.view.complain(nothing);
    } catch (problem) {
      return this.#complain(problem);
    }
    const edits = [...this.store.log.values()].at(-1);
    const key = keysOf(edits).find((one) => this.store.items.has(one));
    if (key) this.current = key;
    this.view.complain("");
    this.view.draw(this.current, { reveal: true, follow: true });
    return this.view.announce(text);
  }

  #complain(problem) {
    if (!(problem instanceof Problem)) throw problem;
    this.view.complain(t(problem.message, problem.values));
    return false;
  }

  #near(item) {
    const after = [...this.store.items.values()].find((one) => one.start >= item.start);
    this.current = after?.key ?? null;
    return this.current;
  }

  #said({ label, start, end }) {
    const name = nameOf(this.store.ground.labels.labels.get(label), label);
    return { label: name, words: short(this.article.slice(start, end)) };
  }

  #stepOf(direction) {
    const at = this.selecting.span?.[0] ?? this.item?.start ?? 0;
    return (direction === "left") === this.article.isRightToLeft(at) ? 1 : -1;
  }
}
