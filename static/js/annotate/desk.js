// The desk: what a person does on this page, by key, button or pointer, all in one place.

import { t } from "../lib/messages.js";
import { Problem } from "../text/problem.js";
import { argumentsHint, decision, leavesArguments, refusal } from "./decision.js";
import * as deeds from "./deeds.js";
import { flush } from "./fields.js";
import { counts, itemFrom, keysOf, nearest, undecidedFrom } from "./items.js";
import { nameOf, short } from "./names.js";

/**
 * `view` (a Page) has draw(current, {reveal, follow}), announce(text), complain(text), hint(text), keys(), chooser,
 * list, go(url), stay(); `marking` (a Marking) is the selecting of new spans. Both are set once they are made.
 */
export class Desk {
  constructor(store, article, snapper, urls) {
    Object.assign(this, { store, article, snapper, urls, view: null, marking: null, current: null, warned: false });
    Object.assign(this, { at: 0, hinted: false }); // where the item in focus begins; whether a hint was shown already
  }

  /** The item in focus, or null. */
  get item() {
    return this.store.items.get(this.current) ?? null;
  }

  /** Do operations; a problem is said, and false returned. */
  act(operations) {
    if (operations.length && !this.#done(operations)) return false;
    this.view.draw(this.stand());
    return true;
  }

  /** The key of the item in focus; where that is gone, the nearest one comes into focus. */
  stand() {
    if (!this.item) this.current = nearest(this.store.items, this.at)?.key ?? null;
    this.at = this.item?.start ?? this.at;
    return this.current;
  }

  /** Whatever is done in between, finishing asks again. */
  disarm() {
    if (!this.warned) return;
    this.warned = false;
    this.view.complain("");
    this.view.keys();
  }

  /** Put the item `key` into focus; the text does not move under the pointer that points at it there. */
  focus(key, { follow = true } = {}) {
    this.marking.drop();
    this.view.stay();
    this.current = key;
    this.stand();
    this.view.draw(key, { reveal: true, follow });
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

  /** Decide on the item `key`; the decisions are those of decision.js. */
  decide(key, deed) {
    const item = this.store.items.get(key);
    const { operations, text, onward } = decision(this.store, item, deed);
    if (!operations?.length) {
      this.view.complain(refusal(item, deed, operations));
      return;
    }
    const said = this.#said(item);
    Object.assign(this, { current: key, at: item.start });
    if (!this.#done(operations)) return;
    const next = onward ? undecidedFrom(this.store.items, key, 1) : null;
    if (next) this.focus(next.key);
    else this.view.draw(this.stand(), { reveal: true });
    const hint = deed === "accept" && leavesArguments(this.store, item) ? argumentsHint() : "";
    this.view.announce(`${text}: ${said.label} “${said.words}”. ${hint}`);
    if (hint && !this.hinted) this.view.hint(hint);
    this.hinted ||= Boolean(hint);
    if (onward && !next) this.view.complain(t("All suggestions are decided."));
  }

  /** Give the item another label; the trigger's asks for the type of event. */
  relabel(item, label) {
    const asks = label === this.store.ground.labels.trigger && this.store.ground.labels.types.size;
    // A suggestion of the trigger label brings its type along.
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
    const selected = this.marking.span;
    const [start, end] = selected ?? [this.item?.start, this.item?.end];
    if (start === undefined) return;
    const moved = this.snapper.next(side, side === "start" ? start : end, step, byCharacter);
    const [from, to] = side === "start" ? [moved, end] : [start, moved];
    if (from >= to || (from === start && to === end)) return;
    if (selected) this.marking.moveTo(from, to);
    else if (this.act(deeds.moveBoundaries(this.store, this.item, from, to))) {
      this.view.announce(`“${short(this.article.slice(from, to))}”`);
    }
  }

  /** Move a boundary as it is seen: to the left or to the right. */
  nudge(side, direction, byCharacter) {
    this.moveBoundary(side, this.stepOf(direction), byCharacter);
  }

  /** The step in the text, 1 or -1, that goes to the left or to the right where the reader is. */
  stepOf(direction) {
    const at = this.marking.span?.[0] ?? this.item?.start ?? 0;
    return (direction === "left") === this.article.isRightToLeft(at) ? 1 : -1;
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
    if (!flush()) {
      this.view.complain(t("A field holds what cannot be saved. Mend it, or press Esc in it."));
      return;
    }
    if (undecided && !this.warned) {
      this.go(1);
      this.warned = true;
      this.view.keys();
      const places = { number: undecided };
      this.view.complain(t("Undecided suggestions: %(number)s. Finish once more to finish all the same.", places));
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

  /** Go to a control of the item in focus. */
  controlHere(control) {
    this.view.list.focus(control);
  }

  #done(operations) {
    try {
      this.store.act(operations);
    } catch (problem) {
      return this.#complain(problem);
    }
    this.view.complain("");
    this.view.stay();
    this.warned = false;
    return true;
  }

  #ask(item, choose) {
    this.view.chooser.ask(this.article.slice(item.start, item.end), (kind) => {
      choose(kind);
      this.marking.leave();
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
    else this.at = edits.find(({ on }) => on === "span")?.before?.start ?? this.at;
    this.view.complain("");
    this.view.stay();
    this.warned = false;
    this.view.draw(this.stand(), { reveal: true, follow: true });
    return this.view.announce(text);
  }

  #complain(problem) {
    if (!(problem instanceof Problem)) throw problem;
    this.view.complain(t(problem.message, problem.values));
    return false;
  }

  #said({ label, start, end }) {
    const name = nameOf(this.store.ground.labels.labels.get(label), label);
    return { label: name, words: short(this.article.slice(start, end)) };
  }
}
