// A short tour for the first visit: a few sentences beside what they speak of. Each goes on by doing what it says, or by
// “Next”; the last one ends with the first span.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { prefer, preference } from "../lib/preferences.js";
import { counts } from "./items.js";

const KEPT = "tour"; // the preference: the number of the step, or DONE
const DONE = "done";

const MAKING = new Set(["accept", "fix", "add_span"]); // the kinds of operations by which there is a span

const made = ({ spans }) => spans;

/**
 * A step is beside what `at` names (tour.css draws a line round it); its `text` has the keys of commands by their id,
 * and `measure` gives what changes when a person does what it says.
 */
const steps = {
  next: (keys) => ({
    at: "text",
    text: t("Words with dots under them are suggestions. One of them is in focus, in the text and in this list. Press %(next)s to go to the next one.", keys),
    measure: ({ desk }) => desk.current,
  }),
  guideline: (keys) => ({
    at: "item",
    text: t("What does its label stand for? Press %(guideline)s to read the guideline with an example, and once more to put it away.", keys),
    measure: ({ guideline }) => guideline.panel.isOpen,
  }),
  keys: (keys) => ({
    at: "keys",
    text: t("The keys of the moment stand below, and %(keys)s shows all of them. The mouse can do everything too. All is saved at once, and %(undo)s takes it back.", keys),
    measure: () => document.querySelector("dialog[open]") !== null,
  }),
  accept: (keys) => ({
    at: "item",
    text: t("Is the suggestion in focus right? Press %(accept)s to accept it, or %(reject)s to reject it.", keys),
    measure: made,
  }),
  select: (keys) => ({
    at: "text",
    text: t("Nothing is suggested here. Select words that you want to mark: drag over them, click where they begin and where they end, or press %(select)s.", keys),
    measure: ({ desk }) => desk.marking.isOpen,
  }),
  mark: () => ({
    at: "side",
    text: t("Now press the key of a label, or click the label: the words are marked with it."),
    measure: made,
  }),
};

const [WITH_SUGGESTIONS, WITHOUT] = [["next", "guideline", "keys", "accept"], ["keys", "select", "mark"]];

/** The tour in `box`, which stands at the top of the side, and in `foot` where it speaks of that. */
export class Tour {
  constructor(box, foot, { desk, guideline, commands, signal }) {
    Object.assign(this, { box, foot, desk, guideline, commands, steps: [], at: 0 });
    this.place = box.nextElementSibling;
    this.spans = 0; // how many were made here: undoing and doing again makes none
    desk.store.onChange(({ operations }) => (this.spans += operations.filter(({ kind }) => MAKING.has(kind)).length));
    for (const name of ["keyup", "click"]) document.addEventListener(name, () => this.#look(), { signal });
    signal.addEventListener("abort", () => delete document.body.dataset.tour);
    this.loaded = (told) => addEventListener("load", told, { signal });
    box.querySelector("[data-tour-part=next]").addEventListener("click", () => {
      this.#go(this.at + 1);
      this.#tell();
    });
    box.querySelector("[data-tour-part=skip]").addEventListener("click", () => this.#end());
  }

  /** Begin where a person is in it, unless they have been through it. */
  begin() {
    const kept = preference(KEPT, "0");
    if (kept === DONE || this.desk.store.layer.state !== "open") return;
    const keys = Object.fromEntries(this.commands().map(({ id, show }) => [id, `\`${show}\``]));
    const names = counts(this.desk.store.items).undecided > 0 ? WITH_SUGGESTIONS : WITHOUT;
    this.steps = names.map((name) => steps[name](keys));
    this.#go(Math.min(Number(kept) || 0, names.length - 1));
    // Of a page that is still loading, nothing is read out.
    if (document.readyState === "complete") this.#tell();
    else this.loaded(() => this.#tell());
  }

  /** Begin again from the start. */
  again() {
    prefer(KEPT, "0");
    this.begin();
  }

  #go(at) {
    const step = this.steps[at];
    if (!step) return this.#end();
    this.at = at;
    this.begun = step.measure(this);
    prefer(KEPT, String(at));
    document.body.dataset.tour = step.at;
    this.#move(step.at === "keys");
    return this.#show(step);
  }

  /** Stand at the head of the foot or of the side; the focus is lost to what is moved, and given back. */
  #move(isInFoot) {
    const { activeElement } = document;
    if (isInFoot) this.foot.prepend(this.box);
    else this.place.before(this.box);
    if (this.box.contains(activeElement)) activeElement.focus({ preventScroll: true });
  }

  #show({ text }) {
    const { at, steps: all } = this;
    const part = (name) => this.box.querySelector(`[data-tour-part=${name}]`);
    part("step").textContent = t("%(number)s of %(total)s", { number: at + 1, total: all.length });
    part("text").replaceChildren(...withKeys(text));
    const { activeElement } = document;
    part("next").hidden = at === all.length - 1;
    this.box.hidden = false;
    if (activeElement === part("next") && part("next").hidden) part("skip").focus({ preventScroll: true });
    this.sentence = `${part("step").textContent}. ${text.replaceAll("`", "")}`;
  }

  /** Say the step to those who do not see it, after what was said of the deed that led here. */
  #tell() {
    const { view } = this.desk;
    if (this.box.hidden) return;
    if (this.told && view.announced.includes(this.told)) view.announce(this.sentence);
    else view.announceMore(this.sentence);
    this.told = this.sentence;
  }

  /** Whether what the step says was done. */
  #look() {
    if (this.box.hidden || this.steps[this.at].measure(this) === this.begun) return;
    const isLast = this.at === this.steps.length - 1;
    this.#go(this.at + 1);
    this.#tell();
    if (isLast) this.desk.view.hint(t("That is all it takes. Go on like this; every key is in the sheet of keys."));
  }

  #end() {
    prefer(KEPT, DONE);
    const hadFocus = this.box.contains(document.activeElement);
    this.box.hidden = true;
    this.#move(false);
    if (hadFocus) document.getElementById("reading").focus({ preventScroll: true });
    delete document.body.dataset.tour;
  }
}

/** A sentence as nodes: what stands between backquotes is a key. */
const withKeys = (text) => text.split("`").map((part, index) => (index % 2 ? element("kbd", {}, part) : part));
