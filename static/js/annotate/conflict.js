// A row of the report for what was changed here and elsewhere: both sides in words, which one stands, and the other one
// to take.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { attributeWords } from "./attributes.js";
import { deedButton } from "./controls.js";
import { isolated } from "./differences.js";
import { nameOf, quoted, short, stateName } from "./names.js";
import { isSameSide, sideOf } from "./sides.js";
import { taking } from "./taking.js";

/** The row of a conflict (see sides.js) as {made, refresh}: `refresh` shows what stands by now. */
export function conflictRow({ subject, here, elsewhere }, place) {
  const sides = [
    [t("Here:"), here, t("Take what was done here")],
    [t("Elsewhere:"), elsewhere, t("Take what was done elsewhere")],
  ];
  const list = element("div", { class: "sides" });
  const refresh = () => {
    const { store } = place;
    const now = sideOf(subject, store);
    const rows = sides.map(([name, side, taken]) => {
      const stands = isSameSide(side, now);
      const take = () => place.desk.act(taking(store, subject, side));
      const disabled = store.layer.state !== "open"; // once it is open again
      return sideElement(name, side, stands ? null : deedButton(taken, take, { control: "take", disabled }), place);
    });
    if (rows.every((row) => row.dataset.stands === "false")) rows.push(sideElement(t("Now:"), now, null, place));
    list.replaceChildren(...rows);
  };
  refresh();
  return { made: element("li", { class: "conflict" }, head(subject, [here, elsewhere], place), list), refresh };
}

function head({ key, note }, sides, { article, desk, store }) {
  if (note) return element("p", {}, t("A note"));
  const item = sides.map((side) => side.item).find(Boolean);
  const words = isolated(short(article.slice(item.start, item.end)));
  const lead = () => desk.focus(key);
  return store.items.has(key)
    ? element("button", { type: "button", class: "link", onclick: lead }, words)
    : element("p", {}, words);
}

function sideElement(name, side, button, place) {
  const stands = button === null;
  return element(
    "div",
    { class: "side-of", "data-stands": String(stands) },
    element("span", { class: "side-name" }, name),
    element("span", {}, inWords(side, place)),
    stands ? element("span", { class: "side-stands" }, t("This stands now.")) : button,
  );
}

/** What a side holds, in words. */
function inWords({ item, note, fillers }, { store, article }) {
  if (note !== undefined) return note ? quoted(isolated(note.text)) : t("removed");
  if (!item) return t("not marked");
  if (item.state === "undecided" || item.state === "rejected") return stateName(item.state);
  const { labels } = store.ground.labels;
  const label = labels.get(item.label);
  const attributes = attributeWords(label?.attributes ?? [], item.span.attributes).map((one) => one.join(": "));
  const events = item.events.flatMap((event) => eventInWords(event, fillers, store, article));
  const words = quoted(isolated(short(article.slice(item.start, item.end))));
  return [words, nameOf(label, item.label), stateName(item.state), ...attributes, ...events].join(" · ");
}

function eventInWords({ type, subtype, attributes, arguments: filled }, fillers, { ground }, article) {
  const { types, roles, eventAttributes } = ground.labels;
  const kind = types.get(type);
  const name = nameOf(kind?.subtypes.find((one) => one.id === subtype) ?? kind, type);
  const said = ({ role, span }) => {
    const { start, end } = fillers.get(span) ?? { start: 0, end: 0 };
    return `${nameOf(roles.get(role), role)}: ${isolated(short(article.slice(start, end), 30))}`;
  };
  return [name, ...attributeWords(eventAttributes, attributes).map((one) => one.join(": ")), ...filled.map(said)];
}
