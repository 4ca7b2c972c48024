// What a curator means by a key or a button: it becomes a deed, or changes what is looked at.

import { t } from "../lib/messages.js";
import { LETTERS } from "./parts.js";

/** `view` shows: complain(text), announce(text), reveal(case). */
export class Desk {
  constructor(docket, deeds, { editing, asking, view, urls }) {
    Object.assign(this, { docket, deeds, editing, asking, view, urls, reasons: new Map(), warned: false });
  }

  focus(key) {
    this.editing.leave();
    this.docket.focus(key);
    this.view.reveal(this.docket.case);
  }

  step(step) {
    const { docket } = this;
    if (docket.inParts) {
      docket.part = Math.min(Math.max(docket.part + step, 0), docket.case.parts.length - 1);
      docket.changed();
      return;
    }
    docket.step(step);
    this.view.reveal(docket.case);
  }

  /** The key of an answer: of the part that is looked at, or of the whole case. */
  letter(letter) {
    const { docket } = this;
    const one = this.#ready();
    if (!one) return;
    const index = LETTERS.indexOf(letter);
    if (docket.inParts) {
      const part = one.parts[docket.part];
      if (part?.answers[index]) this.takePart(one, part, part.answers[index]);
      else this.view.complain(t("There is no answer %(letter)s here.", { letter }));
    } else if (one.options[index]) this.take(one, index);
    else this.view.complain(t("There is no answer %(letter)s here.", { letter }));
  }

  take(one, index) {
    this.#decide(one, { taken: one.options[index].by[0] }, t("%(letter)s taken", { letter: LETTERS[index] ?? index + 1 }));
  }

  takePart(one, part, answer) {
    const reason = this.#reason(one);
    // Before the server says so: the next key is for the next part.
    one.parts = one.parts.filter(({ decides }) => String(decides) !== String(part.decides));
    this.docket.part = 0;
    const stays = one.parts.length > 0;
    this.deeds.decide(one, { taken: answer.by[0] }, { part: part.decides, reason, stays });
    if (stays) this.docket.changed();
  }

  nothing(one = this.#ready()) {
    if (!one) return;
    if (one.options.length) this.#decide(one, { nothing: true }, t("Nothing here"));
    else this.reopen(one); // what a curator has added goes when it is taken back
  }

  edit(one = this.#ready()) {
    if (one && (one.result || one.options.length)) this.editing.begin(one);
  }

  /** What was edited or marked is kept. */
  keep(key, choice) {
    const one = this.docket.byKey.get(key) ?? { key: `${choice.edited.start}-${choice.edited.end}-${choice.edited.label}` };
    this.deeds.decide(one, choice, { reason: this.#reason(one) });
    this.view.reveal(this.docket.case);
  }

  parts() {
    const one = this.#ready();
    if (!one || !one.parts.length) return;
    Object.assign(this.docket, { inParts: !this.docket.inParts, part: 0 });
    this.docket.changed();
  }

  reopen(one = this.#ready()) {
    if (one && this.docket.verdictsOn(one.key).length) this.deeds.reopen(one);
  }

  giveReason(one = this.#ready()) {
    if (!one) return;
    this.asking.ask(t("Reason for the next decision on this case"), this.reasons.get(one.key) ?? "", t("Keep"), (text) => {
      this.reasons.set(one.key, text);
      this.view.announce(t("The reason goes with the next decision."));
    });
  }

  askOpinion(one = this.#ready()) {
    if (!one) return;
    this.asking.ask(t("What do you want to ask the other curators?"), one.opinion?.question ?? "", t("Ask"), (text) =>
      this.deeds.ask(one, text),
    );
  }

  answer(one) {
    this.deeds.answer(one);
  }

  guideline(one = this.docket.case) {
    if (!one) return;
    const label = encodeURIComponent((one.result ?? one.options[0] ?? one).label);
    globalThis.open(`${this.urls.guideline}?label=${label}`, "_blank", "noopener");
  }

  undo() {
    if (!this.docket.isGold && !this.deeds.undo()) this.view.complain(t("There is nothing to undo."));
  }

  redo() {
    if (!this.docket.isGold && !this.deeds.redo()) this.view.complain(t("There is nothing to redo."));
  }

  /** Approve the document. Where one annotator alone did it, what is left is taken as it is, after a warning. */
  approve() {
    const { docket } = this;
    const { open } = docket.numbers;
    if (docket.isGold) return;
    if (open && docket.annotators.length > 1) {
      docket.onward();
      this.view.reveal(docket.case);
      this.view.complain(t("Not everything is decided yet. Left: %(count)s.", { count: open }));
    } else if (open && !this.warned) {
      this.warned = true;
      const values = { count: open, name: docket.name(docket.annotators[0]) };
      this.view.complain(t("%(count)s spans are taken as %(name)s has them. Approve once more if you have looked at all of them.", values));
    } else {
      this.warned = false;
      this.deeds.approve(open > 0);
    }
  }

  openGold() {
    if (!this.docket.isGold) return;
    this.asking.ask(t("Why is the gold opened again?"), "", t("Open again"), (text) => this.deeds.openGold(text));
  }

  leave() {
    if (this.asking.isOpen) this.asking.leave();
    else if (this.editing.isOpen) this.editing.leave();
    else if (this.docket.inParts) this.parts();
    else this.view.clear();
  }

  next() {
    this.view.go(this.urls.next);
  }

  #decide(one, choice, said) {
    this.deeds.decide(one, choice, { reason: this.#reason(one) });
    this.view.announce(said);
    this.view.reveal(this.docket.case);
  }

  #reason(one) {
    const reason = this.reasons.get(one.key) ?? "";
    this.reasons.delete(one.key);
    return reason;
  }

  /** The case that is looked at, where it can be decided. */
  #ready() {
    this.warned = false;
    if (this.docket.isGold) {
      this.view.complain(t("This document is gold. Open it again to change it."));
      return null;
    }
    return this.docket.case ?? null;
  }
}
