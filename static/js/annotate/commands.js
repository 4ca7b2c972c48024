// Every key of the page in one table: what it does, how it is shown, in which part of the help it stands.

import { element } from "../lib/elements.js";
import { isOnControl, isTyping, keyName, placeOfLabelKey } from "../lib/keys.js";
import { t } from "../lib/messages.js";
import { flush } from "./fields.js";
import { nameOf } from "./names.js";

/**
 * The commands. `line` says in which moments a command stands in the line of keys: always, item (undecided), decided,
 * rejected, selection, finished (then those alone); `brief` is what it is called there. `once`: not again while the key
 * is held; `typing`: in fields too; `free`: not on a button, which has the key itself; `selecting`: only while something
 * is selected; `drops`: false where a first click goes on waiting for its second; `finishes`: not another deed.
 */
export function commandsOf(desk, marking, page) {
  const command = (keys, show, text, run, more = {}) => ({ keys: keys.split(" "), show, text, run, ...more });
  const decide = (deed) => () => desk.decideHere(deed);
  const edge = (side, direction, byCharacter) => () => desk.nudge(side, direction, byCharacter);
  const step = (direction, extending) => () => marking.step(direction, extending);
  const [item, selection] = [{ line: ["item", "decided", "rejected"] }, { line: ["selection"] }];
  const selecting = { selecting: true }; // only while something is selected
  const undecided = { line: ["item"], once: true };
  const rejecting = { ...undecided, brief: t("Reject") };
  const bySelection = { ...selection, drops: false };
  const finishing = { typing: true, once: true, finishes: true };
  return [
    command("KeyJ", "J", t("Next undecided"), () => desk.go(1), item),
    command("KeyK", "K", t("Previous undecided"), () => desk.go(-1), item),
    command("Shift+KeyJ", "⇧ J", t("Next in the list"), () => desk.goAny(1), { line: ["finished"] }),
    command("Shift+KeyK", "⇧ K", t("Previous in the list"), () => desk.goAny(-1), { line: ["finished"] }),
    command("KeyA", "A", t("Accept"), decide("accept"), { ...undecided, line: ["item", "rejected"] }),
    command("Enter", "↵", t("Accept"), decide("accept"), { once: true, free: true }),
    command("Shift+Enter", "⇧ ↵", t("Accept with arguments"), decide("accept-all"), { once: true }),
    command("KeyX", "X", t("Reject, or remove what is decided"), decide("reject"), rejecting),
    command("Delete Backspace", "Del", t("Remove"), decide("remove"), { line: ["decided"], once: true }),
    command("KeyE", "E", t("Add the suggested arguments that are decided"), decide("add-decided"), { once: true }),
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
    command("KeyC", "C", t("Select by character or by word"), () => marking.setByCharacter(), bySelection),
    command("Escape", "Esc", t("Leave"), () => marking.leave(), { typing: true, ...selection }),
    command("Mod+KeyZ", "Ctrl Z", t("Undo"), () => desk.undo(), { line: ["always"] }),
    command("Mod+KeyY Mod+Shift+KeyZ", "Ctrl Y", t("Redo"), () => desk.redo()),
    command("KeyG", "G", t("Show or hide the names of the labels"), () => page.toggleTags()),
    command("Mod+Enter", "Ctrl ↵", t("Finish the document"), () => desk.finish(), finishing),
    command("Shift+KeyN", "⇧ N", t("Next document"), () => desk.next(), { line: ["finished"], once: true }),
    command("Slash Shift+Slash", "?", t("All keys"), () => page.help(), { line: ["always", "finished"] }),
  ];
}

/** Let the commands and the labels' keys act on key presses. */
export function listen(commands, marking, labels) {
  const byKey = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command])));
  for (const label of labels.filter((one) => !one.retired && one.key)) {
    const key = placeOfLabelKey(label.key);
    if (key && !byKey.has(key)) byKey.set(key, { once: true, drops: false, run: () => marking.label(label.id) });
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const command = byKey.get(keyName(event));
    if (!command || (isTyping(event) && !command.typing) || (command.free && isOnControl(event))) return;
    if (command.selecting && !marking.isOpen) return;
    event.preventDefault();
    if (!(event.repeat && command.once)) run(command, marking);
  });
  const disarm = ({ target }) => target.closest?.("#finish") || marking.desk.disarm();
  for (const name of ["pointerdown", "click"]) document.addEventListener(name, disarm, true);
}

function run(command, marking) {
  flush(); // what stands in a field first
  if (!command.finishes) marking.desk.disarm();
  if (command.drops !== false) marking.drop();
  command.run();
}

/** Show the keys of the moment: `moments` names what holds now (item, decided, selection). */
export function showKeys(line, commands, moments, labels) {
  const standing = moments.includes("finished") ? moments : [...moments, "always"];
  const now = commands.filter((command) => command.line?.some((one) => standing.includes(one)));
  const keyed = labels.filter((label) => !label.retired && label.key);
  const range = keyed.length > 1 ? `${keyed[0].key}–${keyed.at(-1).key}` : (keyed[0]?.key ?? "");
  const another = moments.includes("item") ? t("Another label") : t("Label");
  const forLabels = moments.length && range && !moments.includes("finished") ? [pair(range, another)] : [];
  line.replaceChildren(...forLabels, ...now.map(({ show, text, brief }) => pair(show, brief ?? text)));
}

const pair = (key, text) => element("span", { class: "key" }, element("kbd", {}, key), ` ${text}`);

/** Fill the sheet of all keys. */
export function fillHelp(list, commands, labels) {
  const keyed = labels.filter((label) => !label.retired && label.key);
  const rows = [
    ...commands.map(({ show, text }) => [show, text]),
    ...keyed.map((label) => [label.key.toUpperCase(), t("Label: %(name)s", { name: nameOf(label) })]),
    [t("Click"), t("Put a mark into focus; on free words or the mark in focus, select from here")],
    [t("Alt click"), t("Select from here, on a mark too")],
    [t("Double click"), t("Select the word")],
    [t("Drag"), t("Select the words")],
  ];
  list.replaceChildren(
    ...rows.map(([key, text]) =>
      element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, text)),
    ),
  );
}
