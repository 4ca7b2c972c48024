// The keys of the page: what they do, and where they are shown.

import { element } from "../lib/elements.js";
import { isOnControl, isTyping, keyName, placeOfLabelKey } from "../lib/keys.js";
import { t } from "../lib/messages.js";
import { keyOf, reserve } from "./bindings.js";
import { command } from "./command.js";
import { flush } from "./fields.js";
import { choiceOf } from "./filling.js";

export { keyOf };

/** The commands on spans, their boundaries, the selection and the document; other parts of the page bring their own. */
export function commandsOf(desk, marking, page) {
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
    command("next", "KeyJ", t("Next undecided"), () => desk.go(1), item),
    command("previous", "KeyK", t("Previous undecided"), () => desk.go(-1), item),
    command("next-any", "Shift+KeyJ", t("Next in the list"), () => desk.goAny(1), { line: ["finished"] }),
    command("previous-any", "Shift+KeyK", t("Previous in the list"), () => desk.goAny(-1), { line: ["finished"] }),
    command("accept", "KeyA", t("Accept"), decide("accept"), { ...undecided, line: ["item", "rejected"] }),
    command("accept-enter", "Enter", t("Accept, by a second key"), decide("accept"), { once: true, free: true }),
    command("accept-all", "Shift+Enter", t("Accept with arguments"), decide("accept-all"), { once: true }),
    command("reject", "KeyX", t("Reject, or remove what is decided"), decide("reject"), rejecting),
    command("remove", "Delete Backspace", t("Remove"), decide("remove"), { line: ["decided"], once: true }),
    command("add-decided", "Shift+KeyE", t("Add the suggested arguments that are decided"), decide("add-decided"), { once: true }),
    command("reopen", "KeyO", t("Open again: what is rejected, or the finished document"), () => desk.reopenHere(), { line: ["rejected", "finished"], brief: t("Open again") }),
    command("relabel", "KeyF", t("Choose another label"), () => desk.controlHere("label")),
    command("type", "KeyT", t("Choose the type of event"), () => desk.askType(), { line: ["event"] }),
    command("another-event", "Shift+KeyT", t("Add another event of this trigger"), () => desk.askForAnotherEvent()),
    command("remove-event", "Shift+Delete Shift+Backspace", t("Remove the event, not its trigger"), () => desk.removeEventHere(), { once: true }),
    command("details", "KeyD", t("Go to the fields of this"), () => desk.detailsHere(), { line: ["decided"], brief: t("Fields") }),
    command("start-left", "BracketLeft", t("Start to the left"), edge("start", "left"), item),
    command("start-right", "BracketRight", t("Start to the right"), edge("start", "right"), item),
    command("end-left", "Shift+BracketLeft", t("End to the left"), edge("end", "left")),
    command("end-right", "Shift+BracketRight", t("End to the right"), edge("end", "right")),
    command("start-left-character", "Alt+BracketLeft", t("Start to the left by one character"), edge("start", "left", true)),
    command("start-right-character", "Alt+BracketRight", t("Start to the right by one character"), edge("start", "right", true)),
    command("end-left-character", "Alt+Shift+BracketLeft", t("End to the left by one character"), edge("end", "left", true)),
    command("end-right-character", "Alt+Shift+BracketRight", t("End to the right by one character"), edge("end", "right", true)),
    command("select", "KeyS", t("Select words by keys"), () => marking.selectHere(), { line: ["always"] }),
    command("left", "ArrowLeft", t("Selection to the left"), step("left"), { ...selecting, ...selection }),
    command("right", "ArrowRight", t("Selection to the right"), step("right"), { ...selecting, ...selection }),
    command("extend-left", "Shift+ArrowLeft", t("End of the selection to the left"), step("left", true), selecting),
    command("extend-right", "Shift+ArrowRight", t("End of the selection to the right"), step("right", true), selecting),
    command("by-character", "KeyC", t("Select by character or by word"), () => marking.setByCharacter(), bySelection),
    command("leave", "Escape", t("Leave"), () => marking.leave(), { typing: true, ...selection }),
    command("undo", "Mod+KeyZ", t("Undo"), () => desk.undo(), { line: ["always"] }),
    command("redo", "Mod+KeyY Mod+Shift+KeyZ", t("Redo"), () => desk.redo()),
    command("finish", "Mod+Enter", t("Finish the document"), () => desk.finish(), finishing),
    command("next-document", "Shift+KeyN", t("Next document"), () => desk.next(), { line: ["finished"], once: true }),
    command("keys", "Shift+Slash Slash", t("All keys"), () => page.help(), { line: ["always", "finished"] }),
  ];
}

/** Let the commands and the labels' keys act on key presses until `signal` ends the page. */
export function listen(commands, marking, labels, signal) {
  reserve(keyed(labels).map(({ place }) => place));
  let byKey = indexOf(commands, marking, labels);
  fillKeys();
  const changed = () => {
    byKey = indexOf(commands, marking, labels);
    fillKeys();
  };
  document.addEventListener("keys", changed, { signal });
  const pressed = (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const name = keyName(event);
    const { filling } = marking.desk;
    const chosen = filling.isOn && !marking.isOpen && !isTyping(event) ? choiceOf(name) : null;
    if (chosen) {
      event.preventDefault();
      if (!event.repeat) filling.pick(chosen);
      return;
    }
    const command = byKey.get(name);
    if (!command || (isTyping(event) && !(command.typing && isApart(name)))) return;
    if (command.label && filling.hasEnded) {
      event.preventDefault();
      filling.warn();
      return;
    }
    filling.hasEnded = false;
    if (command.directing && !filling.isOn && !marking.isOpen) return;
    if ((command.free || PRESSING.has(name)) && isOnControl(event)) return;
    if (command.selecting && !marking.isOpen) return;
    event.preventDefault();
    if (!(event.repeat && command.once)) run(command, marking);
  };
  document.addEventListener("keydown", pressed, { signal });
  const disarm = ({ target }) => target.closest?.("#finish") || marking.desk.disarm();
  for (const name of ["pointerdown", "click"]) document.addEventListener(name, disarm, { capture: true, signal });
}

/** Whether a key press writes nothing, also where somebody has chosen the keys: in a field, letters are letters. */
const isApart = (name) => name.startsWith("Mod+") || name === "Escape";

const PRESSING = new Set(["Enter", "Space"]); // what presses the button that has the focus

function indexOf(commands, marking, labels) {
  const byKey = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command])));
  for (const { id, place } of keyed(labels)) {
    if (!byKey.has(place)) byKey.set(place, { once: true, drops: false, label: id, run: () => marking.label(id) });
  }
  return byKey;
}

/** The labels that have a key, with its place on the keyboard. */
export function keyed(labels) {
  const all = labels.filter((label) => !label.retired && label.key);
  return all.map((label) => ({ ...label, place: placeOfLabelKey(label.key) })).filter(({ place }) => place);
}

/** Write the keys of now into what the page shows of them: <kbd data-command="its id">. */
function fillKeys() {
  for (const key of document.querySelectorAll("kbd[data-command]")) key.textContent = keyOf(key.dataset.command);
}

function run(command, marking) {
  flush(); // what stands in a field first
  if (!command.finishes) marking.desk.disarm();
  if (command.drops !== false) marking.drop();
  command.run();
}

/** Show the keys of the moment: `moments` names what holds now (item, decided, selection). The list of places has its own. */
export function showKeys(line, commands, moments, labels) {
  if (moments.includes("places")) return line.replaceChildren();
  const standing = moments.includes("finished") ? moments : [...moments, "always"];
  const now = commands.filter((command) => command.line?.some((one) => standing.includes(one)));
  const some = keyed(labels);
  const range = some.length > 1 ? `${some[0].key}–${some.at(-1).key}` : (some[0]?.key ?? "");
  const another = moments.includes("item") ? t("Another label") : t("Label");
  const labelled = moments.length && range && !moments.includes("finished") && !moments.includes("filling");
  const forLabels = labelled ? [pair(range, another)] : [];
  if (moments.includes("filling")) forLabels.push(pair("1–9", t("Choose")));
  line.replaceChildren(...forLabels, ...now.map(({ show, text, brief }) => pair(show, brief ?? text)));
}

const pair = (key, text) => element("span", { class: "key" }, element("kbd", {}, key), ` ${text}`);
