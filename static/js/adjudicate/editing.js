// Editing a case whole, or marking what nobody has: boundaries, label, attributes, events and what fills their roles.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { attributeFields } from "../annotate/attributes.js";
import { choice, deedButton } from "../annotate/controls.js";
import { nameOf, short } from "../annotate/names.js";
import { words } from "./told.js";

/** A draft of a span in `box`; `on` has: keep(key, draft), left(), moved(span). */
export class Editing {
  constructor(box, { docket, article, snapper }, on) {
    Object.assign(this, { box, docket, article, snapper, on, draft: null, key: "" });
  }

  get isOpen() {
    return this.draft !== null;
  }

  /** Begin with a case, as it is settled; where it is open, as most have it. */
  begin(one) {
    const from = (one.state === "open" && one.options[0]) || one.result || one.options[0];
    this.#open(one.key, { ...structuredClone(from), events: structuredClone(from.events ?? []) });
  }

  /** Begin with words that nobody has marked. */
  beginNew([start, end], label) {
    const events = label === this.docket.labels.trigger ? [newEvent(this.docket)] : [];
    this.#open("", { start, end, label, attributes: {}, events });
  }

  #open(key, draft) {
    Object.assign(this, { key, draft });
    this.box.hidden = false;
    this.draw();
    this.box.querySelector("select")?.focus();
  }

  /** Leave without keeping anything. */
  leave() {
    if (!this.isOpen) return;
    this.draft = null;
    this.box.hidden = true;
    this.box.replaceChildren();
    this.on.left();
  }

  /** Keep the draft as the decision. */
  keep() {
    const { key, draft } = this;
    const { start, end, label, attributes } = draft;
    const isTrigger = label === this.docket.labels.trigger;
    const events = (isTrigger ? draft.events : []).filter((event) => event.type);
    this.leave();
    this.on.keep(key, { edited: { start, end, label, attributes, events } });
  }

  /** Set the boundaries. */
  place([start, end]) {
    Object.assign(this.draft, { start, end });
    this.draw();
  }

  /** Move a boundary ("start" or "end") by a word or, `byCharacter`, by a letter. */
  move(side, step, byCharacter = false) {
    const at = this.snapper.next(side, this.draft[side], step, byCharacter);
    const next = { ...this.draft, [side]: at };
    if (next.start < next.end) this.place([next.start, next.end]);
  }

  draw() {
    const { draft, docket } = this;
    this.on.moved([draft.start, draft.end]);
    const focused = this.box.contains(document.activeElement) ? document.activeElement.dataset.control : "";
    const label = docket.labels.labels.get(draft.label);
    const change = (attributes) => {
      draft.attributes = attributes;
    };
    this.box.replaceChildren(
      element("h2", {}, this.key ? t("Edit") : t("Mark")),
      words(draft, this.article),
      this.#boundaries(),
      element("div", { class: "controls whole" }, this.#labels()),
      element("div", { class: "controls" }, ...attributeFields(label?.attributes ?? [], draft.attributes, change, { prefix: "span", of: "draft" })),
      ...(draft.label === docket.labels.trigger ? this.#events() : []),
      element(
        "div",
        { class: "item-buttons" },
        deedButton(t("Keep"), () => this.keep(), { key: "Ctrl ↵", kind: "primary", control: "keep" }),
        deedButton(t("Leave"), () => this.leave(), { key: "Esc", kind: "plain", control: "leave" }),
      ),
    );
    if (focused) this.box.querySelector(`[data-control="${CSS.escape(focused)}"]`)?.focus();
  }

  #boundaries() {
    const button = (text, name, side, step) =>
      deedButton(text, () => this.move(side, step), { name, control: `${side} ${step}` });
    return element(
      "div",
      { class: "controls boundaries", role: "group", "aria-label": t("Boundaries") },
      element("span", { class: "quiet" }, t("Start")),
      button("−", t("Start earlier"), "start", -1),
      button("+", t("Start later"), "start", 1),
      element("span", { class: "quiet" }, t("End")),
      button("−", t("End earlier"), "end", -1),
      button("+", t("End later"), "end", 1),
      element("span", { class: "quiet" }, t("or select other words in the text")),
    );
  }

  #labels() {
    const { draft, docket } = this;
    const offered = [...docket.labels.labels.values()].filter((one) => !one.retired || one.id === draft.label);
    const choose = (id) => {
      Object.assign(draft, { label: id, attributes: {} });
      if (id === docket.labels.trigger && !draft.events.length) draft.events = [newEvent(docket)];
      this.draw();
    };
    return choice(t("Label"), offered.map((one) => [one.id, nameOf(one)]), draft.label, choose, { control: "label" });
  }

  #events() {
    const { draft, docket } = this;
    const more = () => {
      draft.events.push(newEvent(docket));
      this.draw();
    };
    return [
      ...draft.events.map((event, place) => this.#event(event, place)),
      deedButton(t("Another event"), more, { kind: "plain", control: "more" }),
    ];
  }

  #event(event, place) {
    const { draft, docket } = this;
    const { types, roles, eventAttributes } = docket.labels;
    const named = (parts, chosen) => parts.filter((one) => !one.retired || one.id === chosen).map((one) => [one.id, nameOf(one)]);
    const setType = (id) => {
      Object.assign(event, { type: id, subtype: null });
      this.draw();
    };
    const setSubtype = (id) => {
      event.subtype = id || null;
      this.draw();
    };
    const gone = () => {
      draft.events.splice(place, 1);
      this.draw();
    };
    const change = (attributes) => {
      event.attributes = attributes;
    };
    const subtypes = named(types.get(event.type)?.subtypes ?? [], event.subtype);
    return element(
      "div",
      { class: "event" },
      element(
        "div",
        { class: "controls whole" },
        choice(t("Event type"), named([...types.values()], event.type), event.type, setType, { control: `type ${place}` }),
        choice(t("Subtype"), [["", "–"], ...subtypes], event.subtype ?? "", setSubtype, { control: `subtype ${place}` }),
      ),
      element("ul", { class: "roles", "aria-label": t("Arguments") }, ...[...roles.values()].map((role) => this.#role(role, event, place))),
      element("div", { class: "controls" }, ...attributeFields(eventAttributes, event.attributes, change, { prefix: `event${place}`, of: "draft" })),
      deedButton(t("Remove the event"), gone, { kind: "plain", control: `gone ${place}` }),
    );
  }

  #role(role, event, place) {
    const { docket, article, draft } = this;
    const filled = event.arguments.filter(([id]) => id === role.id);
    const said = (key) => {
      const span = docket.spans.get(key);
      return span ? short(article.slice(span.start, span.end), 40) : key;
    };
    const rows = filled.map(([, key]) => {
      const gone = () => {
        event.arguments = event.arguments.filter(([id, one]) => id !== role.id || one !== key);
        this.draw();
      };
      const name = t("Remove “%(words)s” from “%(role)s”", { words: said(key), role: nameOf(role) });
      return element(
        "span",
        { class: "filler" },
        element("bdi", { class: "role-words", dir: "auto" }, said(key)),
        deedButton("✕", gone, { kind: "plain", name, control: `unset ${place} ${role.id} ${key}` }),
      );
    });
    const has = new Set(filled.map(([, key]) => key));
    const far = ({ start }) => Math.abs(start - draft.start);
    const fits = ([key, span]) => role.labels.includes(span.label) && !has.has(key) && key !== this.key;
    const offered = [...docket.spans].filter(fits).sort(([, one], [, other]) => far(one) - far(other));
    const add = (key) => {
      if (!key) return;
      const kept = role.many ? event.arguments : event.arguments.filter(([id]) => id !== role.id);
      event.arguments = [...kept, [role.id, key]];
      this.draw();
    };
    const takesMore = !role.retired && offered.length > 0;
    const options = [["", "–"], ...offered.map(([key]) => [key, said(key)])];
    const field = takesMore && choice(t("Add to “%(role)s”", { role: nameOf(role) }), options, "", add, { control: `role ${place} ${role.id}` });
    field?.classList?.add("unnamed");
    if (!rows.length && !field) return null;
    return element("li", { class: "role" }, element("span", { class: "role-name" }, nameOf(role)), element("div", { class: "fillers" }, ...rows, field));
  }
}

const newEvent = (docket) => ({ type: [...docket.labels.types.keys()][0] ?? "", subtype: null, attributes: {}, arguments: [] });
