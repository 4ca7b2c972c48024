// What each kind of part has: the fields of labels, attributes, event types and roles.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { cards, badge } from "./cards.js";
import { area, colour, line, select, texts, tick, ticks } from "./fields.js";
import { errorsOf } from "./paper.js";

const KEYS = [..."1234567890bdhilmnopqrvwyz"];

/** Makes the fields; `language` is the reader's, `known` the ids that stay, `told` says aloud what was done. */
export class Parts {
  constructor({ document: document_, known, language, told }) {
    Object.assign(this, { paper: document_, known, language, told });
  }

  name(part) {
    return part.title?.[this.language] || part.id || t("without a name");
  }

  labels() {
    return cards(this.paper.labels, {
      head: (label) => this.#labelHead(label),
      fields: (label, refresh) => this.label(label, refresh),
      fresh: () => ({ id: "", title: { ar: "", en: "" }, colour: this.#freeColour(), key: this.#freeKey(), attributes: [] }),
      add: t("Add a label"),
      told: this.told,
    });
  }

  /** The fields of a label; of the trigger label too. */
  label(label, refresh) {
    const keys = () => [["", t("none")], ...KEYS.map((key) => [key, this.#keyName(key, label)])];
    return [
      ...this.#named(label, refresh, (text) => text.toUpperCase().replace(/[^A-Z0-9]+/g, "_").replace(/^_|_$/g, "")),
      element(
        "div",
        { class: "pair" },
        colour(label, "colour", { label: t("Colour"), help: t("The preview says where two colours are hard to tell apart.") }, refresh),
        select(label, "key", { label: t("Key"), help: t("The place on the keyboard that gives the label.") }, keys(), refresh),
      ),
      ...this.#guideline(label),
      this.#section(t("Attributes"), this.#attributes((label.attributes ??= []))),
      this.#retired(label, refresh),
    ];
  }

  types() {
    return cards(this.paper.event_types, {
      head: (type) => this.#head(type),
      fields: (type, refresh) => [...this.#kind(type, refresh), this.#section(t("Subtypes"), this.#subtypes(type))],
      fresh: () => ({ id: "", title: { ar: "", en: "" }, subtypes: [] }),
      add: t("Add an event type"),
      told: this.told,
    });
  }

  eventAttributes() {
    return this.#attributes(this.paper.event_attributes);
  }

  roles() {
    return cards(this.paper.roles, {
      head: (role) => this.#head(role),
      fields: (role, refresh) => this.#role(role, refresh),
      fresh: () => ({ id: "", title: { ar: "", en: "" }, labels: [], many: true }),
      add: t("Add a role"),
      told: this.told,
    });
  }

  #subtypes(type) {
    return cards((type.subtypes ??= []), {
      head: (subtype) => this.#head(subtype),
      fields: (subtype, refresh) => this.#kind(subtype, refresh),
      fresh: () => ({ id: "", title: { ar: "", en: "" } }),
      add: t("Add a subtype"),
      told: this.told,
    });
  }

  #kind(kind, refresh) {
    return [...this.#named(kind, refresh, (text) => text.trim()), ...this.#guideline(kind), this.#retired(kind, refresh)];
  }

  #role(role, refresh) {
    const { labels, trigger } = this.paper;
    const fillers = [...labels, ...(trigger ? [trigger] : [])].map((label) => [label.id, this.name(label)]);
    const phrase = { ar: t("How it reads in Arabic"), en: t("How it reads in English"), help: t("With one … where the words stand, or empty.") };
    return [
      ...this.#named(role, refresh, (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "")),
      ticks(role, "labels", { label: t("Labels that may fill it") }, fillers),
      tick(role, "many", { label: t("An event may have several of it"), fallback: true }),
      texts(role, "phrase", phrase),
      this.#retired(role, refresh),
    ];
  }

  #attributes(list) {
    return cards(list, {
      head: (attribute) => this.#head(attribute),
      fields: (attribute, refresh) => this.#attribute(attribute, refresh),
      fresh: () => ({ id: "", title: { ar: "", en: "" }, kind: "choice", choices: [] }),
      add: t("Add an attribute"),
      told: this.told,
    });
  }

  #attribute(attribute, refresh) {
    const kinds = [["choice", t("one of several choices")], ["number", t("Number")], ["date", t("Date")], ["text", t("Text")]];
    const choices = this.#section(t("Choices"), this.#choices((attribute.choices ??= [])), errorsOf(attribute, "choices"));
    const show = () => (choices.hidden = attribute.kind !== "choice");
    show();
    return [
      ...this.#named(attribute, refresh, (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "")),
      select(attribute, "kind", { label: t("What it holds") }, kinds, show),
      choices,
      tick(attribute, "required", { label: t("Needed: where it is empty, finishing a document asks for it") }),
    ];
  }

  #choices(list) {
    return cards(list, {
      head: (choice) => this.#head(choice),
      fields: (choice, refresh) => this.#named(choice, refresh, (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "")),
      fresh: () => ({ id: "", title: { ar: "", en: "" } }),
      add: t("Add a choice"),
      told: this.told,
    });
  }

  /** Name and id. The id of a new part follows its English name until somebody changes it. */
  #named(part, refresh, idOf) {
    const stays = this.known.has(part.id) && errorsOf(part, "id").length === 0;
    const own = part.id !== "";
    const help = stays
      ? t("Stored with what was marked, so it stays.")
      : t("Stored with every mark and in every export. It cannot be changed later.");
    let isOwn = own;
    const id = line(part, "id", { label: t("Id"), help, readOnly: stays, dir: "ltr" }, () => {
      isOwn = true;
      refresh();
    });
    const named = () => {
      if (!isOwn) id.querySelector("input").value = part.id = idOf(part.title.en);
      refresh();
    };
    return [texts(part, "title", { ar: t("Arabic name"), en: t("English name") }, line, named), id];
  }

  #guideline(part) {
    const help = t("One sentence. Put square brackets around what is to be marked.");
    return [
      texts(part, "guideline", { ar: t("Guideline in Arabic"), en: t("Guideline in English") }, area),
      line(part, "example", { label: t("Example"), help, lang: "ar" }),
      line(part, "counter_example", { label: t("Counter-example"), help: t("The brackets hold what is not to be marked so."), lang: "ar" }),
    ];
  }

  #retired(part, refresh) {
    const help = t("Stays on what has it, and is offered for nothing new.");
    return tick(part, "retired", { label: t("Retired"), help }, refresh);
  }

  #section(title, content, errors = []) {
    const wrong = errors.map((sentence) => element("div", { class: "error" }, sentence));
    return element("fieldset", { class: errors.length ? "field wrong" : "field" }, element("legend", {}, title), ...wrong, content);
  }

  #head(part) {
    return [element("bdi", {}, this.name(part)), element("code", { dir: "ltr" }, part.id ?? ""), ...(part.retired ? [badge(t("retired"))] : [])];
  }

  #labelHead(label) {
    const swatch = element("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.setProperty("--label", label.colour);
    const key = label.key ? [element("kbd", {}, label.key.toUpperCase())] : [];
    return [swatch, ...this.#head(label), ...key];
  }

  #all() {
    return [...this.paper.labels, ...(this.paper.trigger ? [this.paper.trigger] : [])];
  }

  #keyName(key, label) {
    const other = this.#all().find((one) => one !== label && one.key?.toLowerCase() === key);
    return other ? t("%(key)s, taken by %(name)s", { key: key.toUpperCase(), name: this.name(other) }) : key.toUpperCase();
  }

  #freeKey() {
    const taken = new Set(this.#all().map((one) => one.key?.toLowerCase()));
    return KEYS.find((key) => !taken.has(key)) ?? "";
  }

  #freeColour() {
    const taken = new Set(this.#all().map((one) => one.colour?.toLowerCase()));
    return [...SAFE, ...MORE].find((one) => !taken.has(one)) ?? SAFE[0];
  }
}

/** Colours that stay apart for all eyes: Okabe–Ito and Paul Tol, as in the label sets that come along. */
export const SAFE = "#0072b2 #aa3377 #009e73 #117733 #e8601c #dc050c #999933 #cc79a7 #ee6677".split(" ");

/** Further ones, where those are all taken; the preview says which are hard to tell apart. */
const MORE = "#332288 #882255 #661100 #4477aa".split(" ");
