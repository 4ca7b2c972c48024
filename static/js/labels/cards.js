// Lists of parts as cards that open: add, remove and put back, move up and down.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { isGone, isWrong, setGone } from "./paper.js";

/**
 * The cards of the parts in `list`. `head(part)` are the nodes of a card's line, `fields(part, refresh)` what is in it,
 * `fresh()` a new part, `add` the words of the button that adds one; `told` is called with what was done, in words.
 */
export function cards(list, { head, fields, fresh, add, told }) {
  const box = element("div", { class: "cards" });
  const adding = element("button", { type: "button", class: "button", onclick: () => append() }, add);
  const draw = () => box.replaceChildren(...list.map((part) => cardOf(part)));
  const kept = new Map(); // a part → its card

  function cardOf(part) {
    if (!kept.has(part)) kept.set(part, card(part, { head, fields, move, remove }));
    return kept.get(part);
  }

  function append() {
    const part = fresh();
    list.push(part);
    draw();
    const made = cardOf(part);
    made.open = true;
    made.querySelector("input, textarea, select")?.focus();
  }

  function move(part, by, button) {
    const [from, to] = [list.indexOf(part), list.indexOf(part) + by];
    if (to < 0 || to >= list.length) return told(t("It is at the end of the list already."));
    list.splice(from, 1);
    list.splice(to, 0, part);
    const [mine, other] = [cardOf(part), cardOf(list[from])];
    if (by < 0) other.before(mine);
    else other.after(mine);
    button.focus();
    return told(t("Moved to place %(place)s of %(count)s.", { place: to + 1, count: list.length }));
  }

  function remove(part) {
    setGone(part, !isGone(part));
    const before = cardOf(part);
    kept.delete(part);
    before.replaceWith(cardOf(part));
    cardOf(part).querySelector("summary").focus();
    told(isGone(part) ? t("Taken out. It can be put back until you save.") : t("Put back."));
  }

  draw();
  return element("div", { class: "cards" }, box, element("div", { class: "actions" }, adding));
}

function card(part, { head, fields, move, remove }) {
  const line = element("summary", {});
  const refresh = () => line.replaceChildren(...head(part), ...(isGone(part) ? [badge(t("taken out"))] : []));
  const wrong = isWrong(part);
  const made = element("details", { class: wrong ? "card wrong" : "card", open: wrong }, line);
  refresh();
  const inside = isGone(part) ? [putBack(part, remove)] : null;
  if (isGone(part)) made.classList.add("gone");
  // What is in a card is made when it opens first: a large set has a thousand fields.
  const fill = (isOpening) => {
    if (!(isOpening === true || made.open) || made.querySelector(":scope > .card-fields")) return;
    const all = inside ?? [...fields(part, refresh), buttons(part, move, remove)];
    made.append(element("div", { class: "card-fields" }, ...all));
  };
  made.addEventListener("toggle", fill);
  // The browser tells of an opened card a moment later; who types on at once must find its fields.
  line.addEventListener("click", () => fill(true));
  if (made.open) fill();
  Object.defineProperty(made, "open", {
    get: () => made.hasAttribute("open"),
    set: (is) => {
      made.toggleAttribute("open", is);
      fill();
    },
  });
  return made;
}

const putBack = (part, remove) =>
  element("div", { class: "actions" }, element("button", { type: "button", class: "button", onclick: () => remove(part) }, t("Put back")));

function buttons(part, move, remove) {
  const button = (text, deed) => element("button", { type: "button", class: "button small", onclick: deed }, text);
  return element(
    "div",
    { class: "actions" },
    button(t("Move up"), ({ currentTarget }) => move(part, -1, currentTarget)),
    button(t("Move down"), ({ currentTarget }) => move(part, 1, currentTarget)),
    button(t("Take out"), () => remove(part)),
  );
}

export const badge = (text) => element("span", { class: "badge" }, text);
