// The fields of the form: each shows the value at `key` of the table `owner`, and writes what is typed back into it.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { errorsOf } from "./paper.js";

let made = 0;

/** A field with its name, help and errors; `control(id, describedBy)` makes what is typed into. */
function framed(owner, key, { label, help = "", errors = errorsOf(owner, key) }, control) {
  const id = `field-${(made += 1)}`;
  const notes = [];
  if (help) notes.push(element("div", { class: "help", id: `${id}-help` }, help));
  for (const [at, sentence] of errors.entries()) {
    notes.push(element("div", { class: "error", id: `${id}-error-${at}` }, sentence));
  }
  const describedBy = notes.map((note) => note.id).join(" ") || null;
  const input = control(id, { "aria-describedby": describedBy, "aria-invalid": errors.length ? "true" : null });
  const name = element("label", { for: id }, label);
  return element("div", { class: errors.length ? "field wrong" : "field" }, name, ...notes, input);
}

/** A line of text. `changed` is called after each change. */
export function line(owner, key, options, changed = () => {}) {
  const { lang = null, dir = "auto", readOnly = false } = options;
  const write = ({ target }) => {
    owner[key] = target.value;
    changed(target.value);
  };
  return framed(owner, key, options, (id, more) =>
    element("input", { id, type: "text", value: owner[key] ?? "", dir, lang, readOnly, autocomplete: "off", oninput: write, ...more }),
  );
}

/** Several lines of text. */
export function area(owner, key, options) {
  const write = ({ target }) => (owner[key] = target.value);
  const { lang = null } = options;
  return framed(owner, key, options, (id, more) =>
    element("textarea", { id, class: "short", rows: 3, value: owner[key] ?? "", dir: "auto", lang, oninput: write, ...more }),
  );
}

/** Two fields beside one another, one a language, for the texts at `key` of `owner`. */
export function texts(owner, key, { ar, en, help = "" }, make = line, changed = () => {}) {
  owner[key] ??= { ar: "", en: "" };
  const errors = errorsOf(owner, key);
  return element(
    "div",
    { class: "pair" },
    make(owner[key], "ar", { label: ar, lang: "ar", help, errors }, changed),
    make(owner[key], "en", { label: en, lang: "en", errors: [] }, changed),
  );
}

/** One of `options`, each [value, text]. */
export function select(owner, key, options, listed, changed = () => {}) {
  const write = ({ target }) => {
    owner[key] = target.value;
    changed(target.value);
  };
  const current = owner[key] ?? "";
  const all = listed.some(([value]) => value === current) ? listed : [...listed, [current, current]];
  return framed(owner, key, options, (id, more) =>
    element(
      "select",
      { id, onchange: write, ...more },
      ...all.map(([value, text]) => element("option", { value, selected: value === current }, text)),
    ),
  );
}

/** A colour. */
export function colour(owner, key, options, changed = () => {}) {
  const write = ({ target }) => {
    owner[key] = target.value;
    changed(target.value);
  };
  return framed(owner, key, options, (id, more) =>
    element("input", { id, type: "color", value: (owner[key] ?? "").toLowerCase(), list: "safe-colours", oninput: write, ...more }),
  );
}

/** Yes or no. */
export function tick(owner, key, { label, help = "", fallback = false }, changed = () => {}) {
  const id = `field-${(made += 1)}`;
  const write = ({ target }) => {
    owner[key] = target.checked;
    changed(target.checked);
  };
  const box = element("input", { id, type: "checkbox", checked: owner[key] ?? fallback, onchange: write, "aria-describedby": help ? `${id}-help` : null });
  const notes = help && element("div", { class: "help", id: `${id}-help` }, help);
  return element("div", { class: "field tick" }, box, element("label", { for: id }, label), notes);
}

/** Several of `listed`, each [value, text]. */
export function ticks(owner, key, { label, help = "" }, listed) {
  owner[key] ??= [];
  const errors = errorsOf(owner, key);
  const stray = owner[key].filter((value) => !listed.some(([known]) => known === value)).map((value) => [value, value]);
  const box = ([value, text]) => {
    const id = `field-${(made += 1)}`;
    const write = ({ target }) => {
      const rest = owner[key].filter((one) => one !== value);
      owner[key] = target.checked ? [...rest, value] : rest;
    };
    const input = element("input", { id, type: "checkbox", checked: owner[key].includes(value), onchange: write });
    return element("li", {}, input, element("label", { for: id }, element("bdi", {}, text || t("without a name"))));
  };
  return element(
    "fieldset",
    { class: errors.length ? "field choices wrong" : "field choices" },
    element("legend", {}, label),
    help && element("div", { class: "help" }, help),
    ...errors.map((sentence) => element("div", { class: "error" }, sentence)),
    element("ul", {}, ...[...listed, ...stray].map(box)),
  );
}
