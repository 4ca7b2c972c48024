// Keys by their place on the keyboard (KeyboardEvent.code), so that they work under an Arabic layout too.

const FIELDS = "input, select, textarea, [contenteditable]";

/** Whether the event comes from a field, where keys mean letters. */
export const isTyping = (event) => Boolean(event.target?.closest?.(FIELDS));

/** Whether the event comes from something that Enter and Space press. */
export const isOnControl = (event) => Boolean(event.target?.closest?.("button, a[href], summary, [role=option]"));

/** The name of a key press: modifiers and place, such as "KeyA", "Shift+Enter", "Mod+KeyZ" (Mod: Control or ⌘). */
export function keyName(event) {
  const modifiers = [
    (event.ctrlKey || event.metaKey) && "Mod",
    event.altKey && "Alt",
    event.shiftKey && "Shift",
  ].filter(Boolean);
  return [...modifiers, placeOf(event)].join("+");
}

function placeOf(event) {
  if (event.key === "?" || event.key === "؟") return "Slash";
  return event.code.replace("NumpadEnter", "Enter").replace(/^Numpad(\d)$/, "Digit$1");
}

/** The place of the key that a label set names by a digit or a Latin letter; null for none. */
export function placeOfLabelKey(key) {
  if (/^\d$/.test(key)) return `Digit${key}`;
  return /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : null;
}

const SIGNS = {
  Shift: "⇧",
  Mod: "Ctrl",
  Enter: "↵",
  Escape: "Esc",
  Delete: "Del",
  Backspace: "⌫",
  BracketLeft: "[",
  BracketRight: "]",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Slash: "/",
  "Shift+Slash": "?",
  Equal: "=",
  Minus: "-",
  Comma: ",",
  Period: ".",
  Semicolon: ";",
  Quote: "'",
  Backquote: "`",
  Backslash: "\\",
  Space: "␣",
  NumpadAdd: "+",
  NumpadSubtract: "−",
  PageUp: "⇞",
  PageDown: "⇟",
};

/** A key name ("Shift+KeyJ") as people read it ("⇧ J"). */
export function shown(name) {
  if (SIGNS[name]) return SIGNS[name];
  return name
    .split("+")
    .map((part) => SIGNS[part] ?? part.replace(/^(Key|Digit)/, ""))
    .join(" ");
}
