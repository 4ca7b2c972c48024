// Every key of the page in one table: what it does, how it is shown, in which part of the help it stands.

import { element } from "../lib/elements.js";
import { isOnControl, isTyping, keyName, placeOfLabelKey } from "../lib/keys.js";
import { t } from "../lib/messages.js";
import { nameOf } from "./names.js";

/**
 * The commands. `line` says in which moments a command stands in the line of keys: always, item, decided, selection;
 * `once`: not again while the key is held; `typing`: in fields too; `free`: not on a button, which has the key itself.
 */
export function commandsOf(desk, marking, page) {
  const command = (keys, show, text, run, more = {}) => ({ keys: keys.split(" "), show, text, run, ...more });
  const decide = (deed) => () => desk.decideHere(deed);
  const edge = (side, direction, byCharacter) => () => desk.nudge(side, direction, byCharacter);
  const step = (direction, extending) => () => marking.step(direction, extending);
  const [item, selection] = [{ line: ["item", "decided"] }, { line: ["selection"] }];
  const selecting = { selecting: true }; // only while something is selected
  const undecided = { line: ["item"], once: true };
  return [
    command("KeyJ", "J", t("Next undecided"), () => desk.go(1), item),
    command("KeyK", "K", t("Previous undecided"), () => desk.go(-1), item),
    command("Shift+KeyJ", "⇧ J", t("Next in the list"), () => desk.goAny(1)),
    command("Shift+KeyK", "⇧ K", t("Previous in the list"), () => desk.goAny(-1)),
    command("KeyA", "A", t("Accept"), decide("accept"), undecided),
    command("Enter", "↵", t("Accept"), decide("accept"), { once: true, free: true }),
    command("Shift+Enter", "⇧ ↵", t("Accept with arguments"), decide("accept-all"), { once: true }),
    command("KeyX", "X", t("Reject"), decide("reject"), undecided),
    command("Delete Backspace", "Del", t("Remove"), decide("remove"), { line: ["decided"], once: true }),
    command("KeyF", "F", t("Choose another label"), () => desk.controlHere("label")),
    command("KeyT", "T", t("Choose the type of event"), () => desk.controlHere("type")),
    command("BracketLeft", "[", t("Start to the left"), edge("start", "left"), item),
    command("BracketRight", "]", t("Start to the right"), edge("start", "right"), item),
    command("Shift+BracketLeft", "⇧ [", t("End to the left"), edge("end", "left")),
    command("Shift+BracketRight", "⇧ ]", t("End to the right"), edge("end", "right")),
    command("Alt+BracketLeft", "Alt [", t("Start to the left by one character"), edge("start", "left", true)),
    command("Alt+BracketRight", "Alt ]", t("Start to the right by one character"), edge("start", "right", true)),
    command("Alt+Shift+BracketLeft", "Alt ⇧ [", t("End to the left by one character"), edge("end", "left", true)),
    command("Alt+Shift+BracketRight", "Alt ⇧ ]", t("End to the right by one character"), edge("end", "right", true)),
    command("KeyS", "S", t("Select words by keys"), () => marking.selectHere(), { line: ["always"] }),
    command("ArrowLeft", "←", t("Selection to the left"), step("left"), { ...selecting, ...selection }),
    command("ArrowRight", "→", t("Selection to the right"), step("right"), { ...selecting, ...selection }),
    command("Shift+ArrowLeft", "⇧ ←", t("End of the selection to the left"), step("left", true), selecting),
    command("Shift+ArrowRight", "⇧ →", t("End of the selection to the right"), step("right", true), selecting),
    command("KeyC", "C", t("Select by character or by word"), () => marking.setByCharacter(), selection),
    command("Escape", "Esc", t("Leave"), () => marking.leave(), { typing: true, ...selection }),
    command("Mod+KeyZ", "Ctrl Z", t("Undo"), () => desk.undo(), { line: ["always"] }),
    command("Mod+KeyY Mod+Shift+KeyZ", "Ctrl Y", t("Redo"), () => desk.redo()),
    command("KeyG", "G", t("Show or hide the names of the labels"), () => page.toggleTags()),
    command("Mod+Enter", "Ctrl ↵", t("Finish the document"), () => desk.finish(), { typing: true, once: true }),
    command("Shift+KeyN", "⇧ N", t("Next document"), () => desk.next(), { once: true }),
    command("Slash Shift+Slash", "?", t("All keys"), () => page.help(), { line: ["always"] }),
  ];
}

/** Let the commands and the labels' keys act on key presses. */
export function listen(commands, marking, labels) {
  const byKey = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command])));
  for (const label of labels.filter((one) => !one.retired && one.key)) {
    const key = placeOfLabelKey(label.key);
    if (key && !byKey.has(key)) byKey.set(key, { once: true, run: () => marking.label(label.id) });
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const command = byKey.get(keyName(event));
    if (!command || (isTyping(event) && !command.typing) || (command.free && isOnControl(event))) return;
    if (command.selecting && !marking.isOpen) return;
    event.preventDefault();
    if (!(event.repeat && command.once)) command.run();
  });
}

/** Show the keys of the moment: `moments` names what holds now (item, decided, selection). */
export function showKeys(line, commands, moments, labels) {
  const now = commands.filter((command) => command.line?.some((one) => one === "always" || moments.includes(one)));
  const keyed = labels.filter((label) => !label.retired && label.key);
  const range = keyed.length > 1 ? `${keyed[0].key}–${keyed.at(-1).key}` : (keyed[0]?.key ?? "");
  const another = moments.includes("item") ? t("Another label") : t("Label");
  const forLabels = moments.length && range ? [pair(range, another)] : [];
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
    ...rows.map(([key, text]) =>
      element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, text)),
    ),
  );
}
