// Every key of the page in one table: what it does, how it is shown, in which part of the help it stands.

import { element } from "../lib/elements.js";
import { isOnControl, isTyping, keyName, placeOfLabelKey } from "../lib/keys.js";
import { t } from "../lib/messages.js";
import { nameOf } from "./names.js";

/** The commands of `desk`. `line` says when a command stands in the line of keys: always, item, decided, selection. */
export function commandsOf(desk) {
  const edge = (side, direction, byCharacter) => () => desk.nudge(side, direction, byCharacter);
  return [
    { keys: ["KeyJ"], show: "J", line: ["item", "decided"], text: t("Next undecided"), run: () => desk.go(1) },
    { keys: ["KeyK"], show: "K", line: ["item", "decided"], text: t("Previous undecided"), run: () => desk.go(-1) },
    { keys: ["Shift+KeyJ"], show: "⇧ J", text: t("Next in the list"), run: () => desk.goAny(1) },
    { keys: ["Shift+KeyK"], show: "⇧ K", text: t("Previous in the list"), run: () => desk.goAny(-1) },
    { keys: ["KeyA"], show: "A", line: ["item"], text: t("Accept"), once: true, run: () => desk.decideHere("accept") },
    { keys: ["Enter"], show: "↵", text: t("Accept"), once: true, free: true, run: () => desk.decideHere("accept") },
    {
      keys: ["Shift+Enter"],
      show: "⇧ ↵",
      text: t("Accept with arguments"),
      once: true,
      run: () => desk.decideHere("accept-all"),
    },
    { keys: ["KeyX"], show: "X", line: ["item"], text: t("Reject"), once: true, run: () => desk.decideHere("reject") },
    {
      keys: ["Delete", "Backspace"],
      show: "Del",
      line: ["decided"],
      text: t("Remove"),
      once: true,
      run: () => desk.decideHere("remove"),
    },
    { keys: ["KeyF"], show: "F", text: t("Choose another label"), run: () => desk.controlHere("label") },
    { keys: ["KeyT"], show: "T", text: t("Choose the type of event"), run: () => desk.controlHere("type") },
    { keys: ["BracketLeft"], show: "[", line: ["item", "decided"], text: t("Start to the left"), run: edge("start", "left") },
    { keys: ["BracketRight"], show: "]", line: ["item", "decided"], text: t("Start to the right"), run: edge("start", "right") },
    { keys: ["Shift+BracketLeft"], show: "⇧ [", text: t("End to the left"), run: edge("end", "left") },
    { keys: ["Shift+BracketRight"], show: "⇧ ]", text: t("End to the right"), run: edge("end", "right") },
    { keys: ["Alt+BracketLeft"], show: "Alt [", text: t("Start to the left by one character"), run: edge("start", "left", true) },
    {
      keys: ["Alt+BracketRight"],
      show: "Alt ]",
      text: t("Start to the right by one character"),
      run: edge("start", "right", true),
    },
    {
      keys: ["Alt+Shift+BracketLeft"],
      show: "Alt ⇧ [",
      text: t("End to the left by one character"),
      run: edge("end", "left", true),
    },
    {
      keys: ["Alt+Shift+BracketRight"],
      show: "Alt ⇧ ]",
      text: t("End to the right by one character"),
      run: edge("end", "right", true),
    },
    { keys: ["KeyS"], show: "S", line: ["always"], text: t("Select words by keys"), run: () => desk.selectHere() },
    { keys: ["ArrowLeft"], show: "←", line: ["selection"], selecting: true, text: t("Selection to the left"), run: () => desk.step("left") },
    { keys: ["ArrowRight"], show: "→", line: ["selection"], selecting: true, text: t("Selection to the right"), run: () => desk.step("right") },
    {
      keys: ["Shift+ArrowLeft"],
      show: "⇧ ←",
      line: ["selection"],
      selecting: true,
      text: t("End of the selection to the left"),
      run: () => desk.step("left", true),
    },
    {
      keys: ["Shift+ArrowRight"],
      show: "⇧ →",
      selecting: true,
      text: t("End of the selection to the right"),
      run: () => desk.step("right", true),
    },
    { keys: ["KeyC"], show: "C", line: ["selection"], text: t("Select by character or by word"), run: () => desk.setByCharacter() },
    { keys: ["Escape"], show: "Esc", line: ["selection"], text: t("Leave"), typing: true, run: () => desk.leave() },
    { keys: ["Mod+KeyZ"], show: "Ctrl Z", line: ["always"], text: t("Undo"), run: () => desk.undo() },
    { keys: ["Mod+KeyY", "Mod+Shift+KeyZ"], show: "Ctrl Y", text: t("Redo"), run: () => desk.redo() },
    { keys: ["KeyG"], show: "G", text: t("Show or hide the names of the labels"), run: () => desk.toggleTags() },
    { keys: ["Mod+Enter"], show: "Ctrl ↵", text: t("Finish the document"), typing: true, once: true, run: () => desk.finish() },
    { keys: ["Shift+KeyN"], show: "⇧ N", text: t("Next document"), once: true, run: () => desk.next() },
    { keys: ["Slash", "Shift+Slash"], show: "?", line: ["always"], text: t("All keys"), run: () => desk.help() },
  ];
}

/** Let the commands and the labels' keys act on key presses. */
export function listen(commands, desk, labels) {
  const byKey = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command])));
  for (const label of labels.filter((one) => !one.retired && one.key)) {
    const key = placeOfLabelKey(label.key);
    if (key && !byKey.has(key)) byKey.set(key, { once: true, run: () => desk.label(label.id) });
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const command = byKey.get(keyName(event));
    if (!command || (isTyping(event) && !command.typing) || (command.free && isOnControl(event))) return;
    if (command.selecting && !desk.isSelecting) return;
    event.preventDefault();
    if (!(event.repeat && command.once)) command.run();
  });
}

/** Show the keys of the moment: `moments` names what holds now (item, decided, selection). */
export function showKeys(line, commands, moments, labels) {
  const now = commands.filter((command) => command.line?.some((one) => one === "always" || moments.includes(one)));
  const keyed = labels.filter((label) => !label.retired && label.key);
  const range = keyed.length > 1 ? `${keyed[0].key}–${keyed.at(-1).key}` : (keyed[0]?.key ?? "");
  const forLabels = moments.length && range ? [pair(range, moments.includes("item") ? t("Another label") : t("Label"))] : [];
  line.replaceChildren(...forLabels, ...now.map(({ show, text }) => pair(show, text)));
}

const pair = (key, text) => element("span", { class: "key" }, element("kbd", {}, key), ` ${text}`);

/** Fill the sheet of all keys. */
export function fillHelp(list, commands, labels) {
  const keyed = labels.filter((label) => !label.retired && label.key);
  const rows = [
    ...commands.map(({ show, text }) => [show, text]),
    ...keyed.map((label) => [label.key.toUpperCase(), t("Label: %(name)s", { name: nameOf(label) })]),
  ];
  list.replaceChildren(
    ...rows.map(([key, text]) => element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, text))),
  );
}
