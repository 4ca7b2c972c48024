// What the label set says of a label, a type or a subtype of event, beside the text: one key away, the same key closes.

import { element } from "../lib/elements.js";
import { isTyping } from "../lib/keys.js";
import { t } from "../lib/messages.js";
import { command } from "./command.js";
import { choice, deedButton, swatch } from "./controls.js";
import { nameOf } from "./names.js";

/** Shows in `panel` what the label set of `store` says; `desk` knows the item in focus. */
export class Guideline {
  constructor(panel, store, desk, signal) {
    Object.assign(this, { panel, store, desk, at: 0, key: null });
    this.topics = topicsOf(store.labelSet);
    document.addEventListener("keydown", (event) => this.#arrow(event), { capture: true, signal });
  }

  /** Open it for the label that has the keyboard's focus, for `label`, or else for the item in focus; or close it. */
  toggle(label = null) {
    const wanted = document.activeElement?.dataset.label ?? label;
    if (this.panel.isOpen) this.panel.close();
    else if (wanted) this.open(wanted);
    else this.#open(this.#topicOf(this.desk.item));
  }

  /** Open it for the label with this id. */
  open(label) {
    this.#open(this.topics.findIndex((topic) => topic.label === label));
  }

  /** Show what belongs to the label `label` where it is open already. */
  pointAt(label) {
    if (this.panel.isOpen) this.open(label);
  }

  /** Go along with the focus from one item to the next. */
  draw() {
    const { item } = this.desk;
    const key = item && `${item.key} ${item.label} ${JSON.stringify(kindOf(item))}`;
    const isNew = key !== this.key;
    this.key = key;
    if (this.panel.isOpen && isNew && item) this.#open(this.#topicOf(item));
  }

  #open(at) {
    this.at = Math.max(at, 0);
    const focused = this.panel.box.contains(document.activeElement) ? document.activeElement.dataset.control : "";
    const parts = partsOf(this.topics[this.at], this.store.ground.labels);
    const all = [...parts.map(partElement), pageLink(this.panel.box.dataset.page)];
    this.panel.show(this.#head(), element("div", { class: "guideline-parts" }, ...all));
    if (focused) this.panel.box.querySelector(`[data-control="${focused}"]`)?.focus({ preventScroll: true });
    const said = this.panel.box.querySelector(".guideline-part").children;
    this.desk.view.announce([...said].map((one) => one.textContent).join(". "));
  }

  #head() {
    const options = this.topics.map((topic, index) => [String(index), topic.name]);
    const show = (index) => this.#open(Number(index));
    const topic = choice(t("Guideline"), options, String(this.at), show, { control: "topic" });
    const step = (mark, by, name) => deedButton(mark, () => this.#step(by), { name, control: `topic ${by}` });
    return element(
      "div",
      { class: "guideline-head" },
      step("‹", -1, t("The one before")),
      step("›", 1, t("The next one")),
      topic,
      deedButton(t("Close"), () => this.panel.close(), { key: "Esc", kind: "plain", control: "close" }),
    );
  }

  #step(by) {
    const { length } = this.topics;
    this.#open((this.at + by + length) % length);
  }

  /** The arrows go from one to the next while nothing is selected whose words they move. */
  #arrow(event) {
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.code];
    const isFree = !event.defaultPrevented && !event.ctrlKey && !event.altKey && !event.shiftKey && !event.metaKey;
    if (!side || !this.panel.isOpen || !isFree || isTyping(event) || this.desk.marking.span) return;
    event.preventDefault();
    this.#step(document.documentElement.dir === "rtl" ? -side : side);
  }

  #topicOf(item) {
    if (!item) return 0;
    const { type, subtype } = kindOf(item);
    const isTrigger = item.label === this.store.ground.labels.trigger && type;
    const fits = (topic) =>
      isTrigger ? topic.type === type && topic.subtype === (subtype ?? null) : topic.label === item.label;
    return this.topics.findIndex(fits);
  }
}

const kindOf = (item) => item.events[0] ?? (item.span ? {} : (item.suggestion ?? {}));

/** Everything that has a guideline, in the order of the label set: {label} or {type, subtype}, and a name. */
export function topicsOf({ labels, event_types: types }) {
  const offered = (parts) => parts.filter((one) => !one.retired);
  const kinds = offered(types).flatMap((type) => [
    { type: type.id, subtype: null, name: nameOf(type) },
    ...offered(type.subtypes).map((one) => ({ type: type.id, subtype: one.id, name: `\u00a0\u00a0${nameOf(one)}` })),
  ]);
  return [...labels.map((label) => ({ label: label.id, name: nameOf(label) })), ...kinds];
}

/** What is shown of a topic as [part, its label], the nearest first: a subtype, its type, the label of triggers. */
function partsOf({ label, type, subtype }, known) {
  const mark = known.labels.get(label ?? known.trigger);
  if (label) return [[mark, mark]];
  const kind = known.types.get(type);
  const own = kind.subtypes.find((one) => one.id === subtype);
  return [own, kind, mark].filter(Boolean).map((part) => [part, mark]);
}

function partElement([part, label]) {
  const { text, example, counter_example: counter } = part.guideline;
  const said = nameOf({ title: text }) || t("The label set says nothing about this.");
  return element(
    "section",
    { class: "guideline-part" },
    element("h2", {}, swatch(label), nameOf(part)),
    element("p", { dir: "auto" }, said),
    example && exampleElement(example, label, true),
    counter && exampleElement(counter, label, false),
  );
}

/** The way to what the managers wrote for the whole project; it opens beside, so that the place in the text stays. */
function pageLink(href) {
  const link = element("a", { href, target: "_blank", rel: "noopener" }, t("The project’s guideline"));
  return href && element("p", { class: "guideline-more" }, link, " ", element("span", { class: "quiet" }, t("(opens in a new tab)")));
}

function exampleElement(example, label, isRight) {
  const [before, words, after] = bracketed(example);
  const mark = element("mark", {}, words);
  mark.style.setProperty("--label", label.colour);
  return element(
    "p",
    { class: isRight ? "example" : "example wrong", dir: "auto" }, // by the words: what stands in a bdi does not count
    element("bdi", { class: "example-sign", "aria-hidden": "true" }, isRight ? "✓" : "✕"),
    element("bdi", { class: "hidden-name" }, isRight ? t("For example:") : t("But not:")),
    element("span", { lang: "ar" }, before, mark, after),
  );
}

/** The parts of an example: what stands before the brackets, in them, and after them. */
export function bracketed(example) {
  const [, before, words, after] = example.match(/^([^[]*)\[([^\]]*)\](.*)$/s) ?? [null, example, "", ""];
  return [before, words, after];
}

export const guidelineCommands = (guideline) => [
  command("guideline", "Shift+KeyG", t("Guideline of the label, or close it"), () => guideline.toggle()),
];
