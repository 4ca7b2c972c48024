// The desk: what a person does on this page, by key, button or pointer, all in one place.

import { t } from "../lib/messages.js";
import { Problem } from "../text/problem.js";
import { aftermath } from "./aftermath.js";
import { keyOf } from "./bindings.js";
import { argumentsHint, decision, leavesArguments, refusal } from "./decision.js";
import * as deeds from "./deeds.js";
import { flush } from "./fields.js";
import { Filling } from "./filling.js";
import { Filtering } from "./filtering.js";
import { keysOf, nearest } from "./items.js";
import { nameOf, quoted, short } from "./names.js";

/**
 * `view` (a Page) has draw(current, {reveal, follow}), announce(text), complain(text), hint(text), keys(), chooser,
 * list, matters, go(url), stay(); `marking` (a Marking) is the selecting of new spans, `elsewhere` what is offered of the same
 * name elsewhere. They are set once they are made.
 */
export class Desk {
  constructor(store, article, snapper, urls) {
    Object.assign(this, { store, article, snapper, urls, view: null, marking: null, current: null, warned: false });
    this.filtering = new Filtering(store);
    Object.assign(this, { at: 0, hinted: false }); // where the item in focus begins; whether a hint was shown already
    this.filling = new Filling(this);
    this.chosen = null; // the id of the event in focus, where its trigger has several
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
    this.view.complain(""); // what was said was about another item
    this.current = key;
    this.stand();
    this.view.draw(key, { reveal: true, follow });
    const { item } = this;
    if (item) this.view.announce(t("%(label)s: “%(words)s”", this.#said(item)));
  }

  /** Go to the next (1) or previous (-1) undecided item that the list shows. */
  go(step) {
    const item = this.filtering.undecidedFrom(this.current, step);
    if (item) this.focus(item.key);
    else this.view.complain(this.filtering.nothingLeft);
  }

  /** Go to the next or previous item that the list shows, whatever its state. */
  goAny(step) {
    const item = this.filtering.itemFrom(this.current, step);
    if (item) this.focus(item.key);
  }

  /** The event of `item` that is in focus, or null. */
  eventOf(item) {
    return item.events.find(({ id }) => id === this.chosen) ?? item.events[0] ?? null;
  }

  /** Put one of the events of a trigger into focus. */
  chooseEvent(item, event) {
    this.chosen = event.id;
    this.focus(item.key, { follow: false });
  }

  /** Decide on the item in focus; while roles are filled, on what is suggested for the role. */
  decideHere(deed) {
    const forRole = { accept: "accept", reject: "refuse", remove: "empty" }[deed];
    if (this.filling.isOn && forRole) this.filling[forRole]();
    else if (this.item) this.decide(this.current, deed);
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
    const next = onward ? this.filtering.undecidedFrom(key, 1) : null;
    if (next) this.focus(next.key);
    else this.view.draw(this.stand(), { reveal: true });
    const hint = deed === "accept" && leavesArguments(this.store, item) ? argumentsHint() : "";
    this.view.announce(`${text}: ${said.label} ${quoted(said.words)}. ${hint}`);
    this.#tellAftermath(operations);
    this.elsewhere.decided(key);
    if (hint && !this.hinted) this.view.hint(hint);
    this.hinted ||= Boolean(hint);
    if (onward && !next) this.view.complain(this.filtering.nothingLeft);
  }

  /** Give the item another label; the trigger's asks for the type of event. */
  relabel(item, label) {
    const asks = label === this.store.ground.labels.trigger && this.store.ground.labels.types.size;
    // A suggestion of the trigger label brings its type along.
    const isTyped = item.span ? item.events.length : item.suggestion.type && item.label === label;
    if (!asks || isTyped) this.#relabel(item, label);
    else this.#ask(item, (kind) => this.#relabel(item, label, kind) && this.filling.beginIfUseful());
  }

  #relabel(item, label, kind = null) {
    const operations = deeds.relabel(this.store, item, label, kind);
    if (!operations.length || !this.act(operations)) return false;
    const values = this.#said({ ...item, label });
    this.view.announce(t("Now %(label)s: “%(words)s”", values));
    this.#tellAftermath(operations);
    this.elsewhere.tell();
    return true;
  }

  /** Say what events have lost by `operations`, which were not about that. */
  #tellAftermath(operations) {
    const [{ step }] = this.store.entries.slice(-1);
    const done = this.store.entries.filter((one) => one.step === step);
    const text = operations.length ? aftermath(done.flatMap(({ id }) => this.store.log.get(id)), this.store.ground) : "";
    if (!text) return;
    this.view.hint(text);
    this.view.announceMore(text);
  }

  /** Give the event in focus of a trigger another type, or the trigger its first event. */
  setType(item, type, subtype) {
    if (!this.act(deeds.setType(this.store, item, this.eventOf(item), { type, subtype }))) return false;
    const kind = this.store.ground.labels.types.get(type);
    const name = nameOf(kind?.subtypes.find(({ id }) => id === subtype) ?? kind, type);
    this.view.announce(t("Type of event: %(name)s", { name }));
    return true;
  }

  /** Ask for the type of the event in focus, by a few letters. */
  askType() {
    const { item } = this;
    if (!this.#isTrigger(item)) return;
    const isNew = !this.eventOf(item);
    this.#ask(item, ({ type, subtype }) => {
      if (this.setType(item, type, subtype) && isNew) this.filling.beginIfUseful();
    });
  }

  /** Ask for the type of one more event of the trigger in focus. */
  askForAnotherEvent() {
    const { item } = this;
    if (!this.#isTrigger(item)) return;
    if (!item.events.length) {
      this.askType();
      return;
    }
    this.#ask(item, (kind) => {
      const operations = deeds.addEvent(item, kind);
      this.chosen = operations[0].event;
      if (this.act(operations)) this.filling.beginIfUseful();
    });
  }

  #isTrigger(item) {
    if (this.store.layer.state !== "open") return false;
    const isTrigger = item?.label === this.store.ground.labels.trigger && item.state !== "rejected";
    if (!isTrigger) this.view.complain(t("Only the trigger of an event has a type: go to it first."));
    return isTrigger;
  }

  /** Take an event away; its trigger stays. */
  removeEvent(event) {
    if (this.act(deeds.removeEvent(event))) this.view.announce(t("Event removed"));
  }

  /** Let `item` fill a role of an event of `trigger`. */
  fillRole(trigger, event, role, item) {
    if (this.filling.isOn && this.filling.trigger === trigger.key) this.filling.fill(item, role);
    else this.act(deeds.fillRole(this.store, event, role.id, item));
  }

  /** Reject a suggested argument of `item`, or make it undecided again. */
  refuseArgument(item, suggested) {
    this.act(deeds.refuseArgument(item, suggested));
  }

  reopenArgument(item, suggested) {
    this.act(deeds.reopenArgument(item, suggested));
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
      this.view.announce(quoted(short(this.article.slice(from, to))));
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
    const key = keyOf("previous-document");
    const back = t("There is nothing to undo here. %(key)s leads back to the document before.", { key });
    const nothing = this.urls.previous ? back : t("There is nothing to undo.");
    this.view.past.before(this.store.stacks.done, () => this.#turn(() => this.store.undo(), t("Undone"), nothing));
  }

  redo() {
    const nothing = t("There is nothing to do again.");
    this.view.past.before(this.store.stacks.undone, () => this.#turn(() => this.store.redo(), t("Done again"), nothing));
  }

  /** Finish the document; where something is open or incomplete, that is shown, and only the second time finishes. */
  finish() {
    if (this.store.layer.state !== "open") return;
    if (!flush()) {
      this.view.complain(t("A field holds what cannot be saved. Mend it, or press Esc in it."));
      return;
    }
    if (this.view.afterValues(() => this.finish())) return; // what is being read is a part of what is finished
    if (!this.warned && this.view.matters.ask()) {
      this.warned = true;
      this.view.keys();
      return;
    }
    if (this.act([{ kind: "finish" }])) this.view.go(this.urls.finished ?? this.urls.next);
  }

  /** Open a finished document again. */
  resume() {
    if (!this.act([{ kind: "resume" }])) return;
    this.view.announce(t("The document is open again"));
    this.view.scroller.focus({ preventScroll: true }); // the button that was pressed is gone
  }

  /** Open what is rejected again, or the finished document. */
  reopenHere() {
    if (this.store.layer.state !== "open") this.resume();
    else if (this.item?.state === "rejected") this.decide(this.current, "reopen");
    else this.view.complain(t("Nothing is rejected here."));
  }

  /** Take the event in focus away. */
  removeEventHere() {
    const event = this.item && this.eventOf(this.item);
    if (event && this.store.layer.state === "open") this.removeEvent(event);
    else this.view.complain(t("There is no event here."));
  }

  /** Go to the first field of what the item in focus, or its event, is said to be. */
  detailsHere() {
    this.view.drawer.open();
    if (!this.view.list.focusField()) this.view.complain(t("This has no fields."));
  }

  /** Go to the next document as soon as everything is saved. */
  next() {
    this.view.go(this.urls.next);
  }

  /** Go back to the document that was worked on before, as soon as everything is saved. */
  previous() {
    if (this.urls.previous) this.view.go(this.urls.previous);
    else this.view.complain(t("No other document was worked on before."));
  }

  /** Go to a control of the item in focus. */
  controlHere(control) {
    this.view.drawer.open();
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
    this.filling.leave();
    this.view.complain("");
    this.view.chooser.ask(this.article.slice(item.start, item.end), (kind) => {
      this.marking.leave();
      choose(kind);
    });
  }

  #turn(turn, text, nothing) {
    try {
      if (!turn()) return this.view.complain(nothing);
    } catch (problem) {
      return this.#complain(problem);
    }
    const edits = [...this.store.log.values()].at(-1);
    const key = keysOf(edits, this.store.layer).find((one) => this.store.items.has(one));
    this.chosen = edits.find(({ on, after }) => on === "event" && after)?.id ?? this.chosen;
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
