// The keys of the page, by their place on the keyboard, whatever the layout.

import { isOnControl, isTyping, keyName } from "../lib/keys.js";
import { LETTERS } from "./parts.js";

/** Let keys act until `signal` ends: `desk` decides, `marking` holds what is selected, `help` opens the sheet of keys. */
export function listen(desk, marking, help, signal) {
  const keys = new Map([
    ["KeyJ", () => desk.step(1)],
    ["ArrowDown", () => desk.step(1)],
    ["KeyK", () => desk.step(-1)],
    ["ArrowUp", () => desk.step(-1)],
    ["KeyN", () => desk.nothing()],
    ["KeyE", () => desk.edit()],
    ["KeyP", () => desk.parts()],
    ["KeyX", () => desk.reopen()],
    ["KeyR", () => desk.giveReason()],
    ["KeyO", () => desk.askOpinion()],
    ["KeyG", () => desk.guideline()],
    ["Shift+KeyN", () => desk.next()],
    ["Mod+KeyZ", () => desk.undo()],
    ["Mod+KeyY", () => desk.redo()],
    ["Mod+Shift+KeyZ", () => desk.redo()],
    ["Mod+Enter", () => (desk.editing.isOpen ? desk.editing.keep() : desk.approve())],
    ["Escape", () => desk.leave()],
    ["Shift+Slash", help],
    ["Slash", help],
    ...[...LETTERS].map((letter) => [`Key${letter}`, () => desk.letter(letter)]),
  ]);
  const boundaries = new Map([
    ["BracketLeft", ["start", -1]],
    ["BracketRight", ["start", 1]],
    ["Shift+BracketLeft", ["end", -1]],
    ["Shift+BracketRight", ["end", 1]],
  ]);
  const pressed = (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const name = keyName(event);
    const isFree = name === "Escape" || (name === "Mod+Enter" && !desk.asking.isOpen);
    if (isTyping(event) && !isFree) return;
    const label = marking.labelAt(name);
    const side = desk.editing.isOpen ? boundaries.get(name) : null;
    const deed = label ? () => marking.choose(label) : side ? () => desk.editing.move(...side) : keys.get(name);
    if (!deed || (["ArrowDown", "ArrowUp"].includes(name) && isOnControl(event) && desk.editing.isOpen)) return;
    event.preventDefault();
    if (!event.repeat || ["KeyJ", "KeyK", "ArrowDown", "ArrowUp"].includes(name)) deed();
  };
  document.addEventListener("keydown", pressed, { signal });
}
