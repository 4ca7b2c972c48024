// How the text is shown: width, size and height of its lines, the names of the labels, theme and contrast. Chosen in a
// part of the side, kept in this browser; the line that is being read stays where it is.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { prefer, preference } from "../lib/preferences.js";
import { chooseLook, chosenLook } from "../lib/theme.js";
import { keyOf } from "./bindings.js";
import { command } from "./command.js";
import { deedButton } from "./controls.js";

// The measures of tokens.css: what the page comes with, how small and large they can be, a step.
const MEASURES = {
  "reading-size": { shipped: 21, least: 14, most: 40, step: 1 }, // pixels
  "reading-width": { shipped: 100, least: 50, most: 200, step: 10 }, // percent
  "reading-leading": { shipped: 2.5, least: 2, most: 3.6, step: 0.1 },
};

/** The panel of the view settings. `page` is what it changes. */
export class View {
  constructor(panel, page) {
    Object.assign(this, { panel, page, tags: page.marks.tags });
    this.tags.toggle(this.hasNames);
    document.getElementById("show-view").addEventListener("click", () => this.toggle());
  }

  /** Whether the names of the labels are shown. */
  get hasNames() {
    return preference("tags", "on") === "on";
  }

  /** Open it, or put it away. */
  toggle() {
    if (this.panel.isOpen) return this.panel.close();
    this.#show();
    return this.panel.box.querySelector(".view-row button").focus();
  }

  /** Make a measure larger (1) or smaller (-1) by a step. */
  step(name, direction) {
    const { least, most, step } = MEASURES[name];
    const value = Math.min(Math.max(measure(name) + direction * step, least), most);
    this.#change(() => chooseLook(name, String(Number(value.toFixed(2)))));
    this.page.announce(t("%(name)s: %(value)s", { name: nameOf(name), value: shownMeasure(name) }));
  }

  /** Show the names of the labels over the words, or hide them. */
  toggleNames() {
    prefer("tags", this.hasNames ? "off" : "on");
    this.tags.toggle(this.hasNames);
    this.#refresh();
    this.page.announce(this.hasNames ? t("Names of the labels shown") : t("Names of the labels hidden"));
  }

  #choose(name, value) {
    this.#change(() => chooseLook(name, value));
  }

  /** Back to what the page comes with. */
  #reset() {
    this.#change(() => {
      for (const name of [...Object.keys(MEASURES), "theme", "contrast"]) chooseLook(name, null);
      prefer("tags", "on");
      this.tags.toggle(true);
    });
    this.page.announce(t("As shipped"));
  }

  /** Change how the text is laid out: what is being read stays in its place, marks and names follow. */
  #change(change) {
    const { scroller, article } = this.page;
    const at = this.page.beingRead();
    const top = () => article.rects(at, at + 1)[0]?.top ?? 0;
    const before = top();
    change();
    scroller.scrollTop += top() - before;
    this.tags.ask();
    this.#refresh();
  }

  #refresh() {
    if (!this.panel.isOpen) return;
    const focused = this.panel.box.contains(document.activeElement) ? document.activeElement.dataset.control : null;
    this.#show();
    if (focused) this.panel.box.querySelector(`[data-control="${focused}"]`)?.focus();
  }

  #show() {
    const close = deedButton("✕", () => this.panel.close(), { name: t("Close"), kind: "plain", control: "close" });
    const names = deedButton(t("Shown"), () => this.toggleNames(), { control: "names", key: keyOf("tags") });
    names.setAttribute("aria-pressed", String(this.hasNames));
    this.panel.show(
      element("div", { class: "view-head" }, element("h2", {}, t("View")), close),
      ...Object.keys(MEASURES).map((name) => this.#measure(name)),
      row(t("Names of the labels"), names),
      this.#choice("theme", t("Theme"), { auto: t("As the system"), light: t("Light"), dark: t("Dark") }),
      this.#choice("contrast", t("Contrast"), { auto: t("As the system"), high: t("High") }),
      element("div", {}, deedButton(t("As shipped"), () => this.#reset(), { control: "reset" })),
    );
  }

  #measure(name) {
    const { least, most } = MEASURES[name];
    const button = (sign, direction, title, isEnd) => {
      const made = deedButton(sign, () => this.step(name, direction), { name: title, control: `${name} ${direction}` });
      made.setAttribute("aria-disabled", String(isEnd));
      return made;
    };
    const [smaller, larger] = stepNames()[name];
    return row(
      nameOf(name),
      button("−", -1, smaller, measure(name) <= least),
      element("bdi", { class: "number view-value" }, shownMeasure(name)),
      button("+", 1, larger, measure(name) >= most),
    );
  }

  #choice(name, title, options) {
    const buttons = Object.entries(options).map(([value, text]) => {
      const made = deedButton(text, () => this.#choose(name, value), { control: `${name} ${value}` });
      made.setAttribute("aria-pressed", String(chosenLook(name) === value));
      return made;
    });
    return row(title, ...buttons);
  }
}

const row = (title, ...controls) =>
  element(
    "div",
    { class: "view-row", role: "group", "aria-label": title },
    element("span", { class: "view-name" }, title),
    element("span", { class: "view-controls" }, ...controls),
  );

function measure(name) {
  const { shipped, least, most } = MEASURES[name];
  const kept = Number(preference(name, shipped));
  return kept >= least && kept <= most ? kept : shipped;
}

function shownMeasure(name) {
  if (name === "reading-width") return `${measure(name)}%`;
  return name === "reading-leading" ? measure(name).toFixed(1) : String(measure(name));
}

function nameOf(name) {
  const names = {
    "reading-size": t("Type size"),
    "reading-width": t("Width of the lines"),
    "reading-leading": t("Height of the lines"),
  };
  return names[name];
}

const stepNames = () => ({
  "reading-size": [t("Smaller type"), t("Larger type")],
  "reading-width": [t("Narrower lines"), t("Wider lines")],
  "reading-leading": [t("Lower lines"), t("Higher lines")],
});

export const viewCommands = (view) => [
  command("view", "Shift+KeyV", t("View: size, width, theme …"), () => view.toggle()),
  command("larger", "Equal NumpadAdd", t("Larger type"), () => view.step("reading-size", 1)),
  command("smaller", "Minus NumpadSubtract", t("Smaller type"), () => view.step("reading-size", -1)),
  command("tags", "KeyG", t("Show or hide the names of the labels"), () => view.toggleNames()),
];
