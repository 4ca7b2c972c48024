// The sheet of all keys: what they do, in groups, and a way to give each command another one.

import { element } from "../lib/elements.js";
import { keyName, shown } from "../lib/keys.js";
import { t } from "../lib/messages.js";
import { bind, holder, isChanged, restore, restoreAll, swap } from "./bindings.js";
import { keyed } from "./commands.js";
import { deedButton } from "./controls.js";
import { nameOf } from "./names.js";

// The ids of the commands by groups, in the order of the sheet; what is in none of them stands in the last one.
const GROUPS = {
  moving: ["next", "previous", "next-any", "previous-any", "filter"],
  deciding: ["accept", "accept-enter", "reject", "remove", "relabel", "details", "reopen", "accept-listed", "elsewhere", "unsure", "comment"],
  events: ["type", "another-event", "remove-event", "accept-all", "roles", "down", "up", "add-decided"],
  boundaries: ["start-left", "start-right", "end-left", "end-right"].flatMap((id) => [id, `${id}-character`]),
  selecting: ["select", "left", "right", "extend-left", "extend-right", "by-character", "leave"],
  view: ["view", "larger", "smaller", "tags", "guideline", "keys"],
  document: ["undo", "redo", "finish", "skip", "flag", "next-document", "previous-document"],
};
const FIXED = new Set(["leave"]); // Escape, which leaves everything else too
const MODIFIERS = /(Shift|Control|Alt|Meta|OS)(Left|Right)?$|^(Caps|Num|Scroll)Lock$/;

/** The sheet in the dialog `box` for the commands of `page` and its labels. */
export class KeysSheet {
  constructor(box, page, marking, signal) {
    Object.assign(this, { box, page, awaiting: null, problem: null });
    this.rows = box.querySelector("[data-part=rows]");
    const on = (part, deed) => box.querySelector(`[data-part=${part}]`).addEventListener("click", deed);
    on("close", () => box.close());
    on("reset", () => this.#change(restoreAll));
    box.addEventListener("keydown", (event) => this.#pressed(event), true);
    box.addEventListener("cancel", (event) => this.awaiting && event.preventDefault());
    box.addEventListener("close", () => this.#wait(null));
    const changed = () => {
      page.draw(page.desk.current);
      if (marking.isOpen) marking.moveTo(...marking.span); // what is offered for it names keys
    };
    document.addEventListener("keys", changed, { signal });
  }

  /** Show it. */
  open() {
    this.#draw();
    this.box.showModal();
  }

  #draw() {
    const focused = this.rows.contains(document.activeElement) ? document.activeElement.dataset.control : null;
    const groups = this.#groups().map(([title, rows]) =>
      element("section", { class: "keys-group" }, element("h3", {}, title), element("ul", {}, ...rows)),
    );
    this.rows.replaceChildren(...groups);
    const wanted = focused && this.rows.querySelector(`[data-control="${focused}"]`);
    if (focused) (wanted || this.rows.querySelector("button")).focus();
  }

  #groups() {
    const byId = new Map(this.page.commands.map((command) => [command.id, command]));
    const named = new Set(Object.values(GROUPS).flat());
    const left = [...byId.keys()].filter((id) => !named.has(id));
    const names = groupNames();
    const groups = Object.entries(GROUPS).map(([group, ids]) => {
      const listed = (group === "document" ? [...ids, ...left] : ids).filter((id) => byId.has(id));
      const rows = listed.map((id) => this.#row(byId.get(id)));
      return [names[group], [...rows, ...(NOT_OF_COMMANDS[group]?.() ?? [])]];
    });
    const labels = keyed(this.page.labels).map((label) => plainRow(label.key.toUpperCase(), nameOf(label)));
    return labels.length ? [...groups, [t("Labels"), labels]] : groups;
  }

  #row({ id, text, keys }) {
    const isAwaiting = this.awaiting === id;
    const change = deedButton(isAwaiting ? t("Leave") : t("Change"), () => this.#wait(isAwaiting ? null : id), {
      name: isAwaiting ? null : t("Change the key of “%(name)s”", { name: text }),
      kind: "plain",
      control: `change-${id}`,
    });
    const back = deedButton(t("As shipped"), () => this.#change(() => restore(id)), {
      name: t("“%(name)s”: the key as shipped", { name: text }),
      kind: "plain",
      control: `back-${id}`,
    });
    return element(
      "li",
      { class: isAwaiting ? "keys-row awaiting" : "keys-row" },
      element("span", { class: "keys-of" }, ...keys.map((key) => element("kbd", {}, shown(key)))),
      element("span", { class: "keys-text" }, text),
      !FIXED.has(id) && element("span", { class: "keys-buttons" }, isChanged(id) && back, change),
      isAwaiting && this.#question(id),
    );
  }

  /** Under the row whose key is changed: what to do, or why that key cannot be taken. */
  #question(id) {
    const { problem } = this;
    if (!problem) return element("p", { class: "keys-question", role: "status" }, t("Press the new key. Esc leaves all as it is."));
    const { command: other } = problem.holder;
    const exchange = () => this.#change(() => swap(id, problem.key, other));
    return element(
      "p",
      { class: "keys-question", role: "status" },
      element("kbd", {}, shown(problem.key)),
      ` ${this.#why(problem)} `,
      other !== undefined && !FIXED.has(other) && deedButton(t("Swap the two"), exchange, { control: "swap" }),
    );
  }

  #why({ key, holder: { command: other, refused } }) {
    if (refused) return t("is a key of the browser. Press another one.");
    const named = this.page.commands.find(({ id }) => id === other)?.text;
    const label = keyed(this.page.labels).find(({ place }) => place === key);
    const name = named ?? t("Label: %(name)s", { name: nameOf(label) });
    return t("is the key of “%(name)s”. Press another one.", { name });
  }

  #wait(id) {
    Object.assign(this, { awaiting: id, problem: null });
    if (this.box.open) this.#draw();
  }

  #pressed(event) {
    if (!this.awaiting || event.isComposing || MODIFIERS.test(event.code)) return;
    const isOnSwap = event.target.closest("[data-control=swap]");
    if (event.code === "Tab" || (isOnSwap && ["Enter", "Space"].includes(event.code))) return;
    event.preventDefault();
    event.stopPropagation();
    const id = this.awaiting;
    const key = keyName(event);
    if (event.code === "Escape") return this.#wait(null);
    const held = holder(key);
    if (held?.command === id) return this.#wait(null);
    if (!held) return this.#change(() => bind(id, key));
    this.problem = { key, holder: held };
    return this.#draw();
  }

  #change(change) {
    change();
    document.dispatchEvent(new Event("keys"));
    this.#wait(null);
  }
}

function groupNames() {
  return {
    moving: t("Going through"),
    deciding: t("Deciding"),
    events: t("Events"),
    boundaries: t("Boundaries"),
    selecting: t("Selecting"),
    view: t("View"),
    document: t("The document"),
  };
}

const plainRow = (key, text) =>
  element(
    "li",
    { class: "keys-row" },
    element("span", { class: "keys-of" }, element("kbd", {}, key)),
    element("span", { class: "keys-text" }, text),
  );

/** What numbers do while the roles of an event are filled. */
const choosing = () =>
  [
    ["1–9", t("Put the span with the number into the role")],
    ["⇧ 1–9", t("The same, and stay on the role")],
    ["0", t("Number other spans")],
  ].map(([key, text]) => plainRow(key, text));

/** What a pointer does. */
const pointing = () =>
  [
    [t("Click"), t("Put a mark into focus; on free words or the mark in focus, select from here")],
    [t("Alt click"), t("Select from here, on a mark too")],
    [t("Double click"), t("Select the word")],
    [t("Drag"), t("Select the words")],
  ].map(([key, text]) => plainRow(key, text));

// What stands in the groups beside their commands.
const NOT_OF_COMMANDS = { events: choosing, selecting: pointing };
