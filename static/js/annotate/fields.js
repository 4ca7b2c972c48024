// What stands in a field and is not done yet: a choice stepped to by the arrow keys, a text being typed. It is done by
// Enter or by leaving the field, given up by Escape, and kept where the field is drawn anew meanwhile.

let pending = null; // {field, commit}; at most one, as one field has the focus
let pressed = false; // whether the pointer is down

const listen = (name, deed) => globalThis.document?.addEventListener(name, deed, true);
listen("pointerdown", () => (pressed = true));
// Before a button acts: what it acts on is then what the page shows.
listen("click", (event) => pending && !pending.field.parentElement?.contains(event.target) && flush());
for (const end of ["pointerup", "pointercancel"]) {
  listen(end, () => {
    pressed = false;
    setTimeout(() => pending && pending.field !== document.activeElement && flush());
  });
}

/** Do what is pending; false where it cannot be taken: the field says so, and is asked again the next time. */
export function flush() {
  const now = pending;
  pending = null;
  if (!now?.field.isConnected || now.commit() !== false) return true;
  pending = now;
  return false;
}

/** `commit` is what leaving `field` will do, null for nothing; it answers false where the value cannot be taken. */
export function hold(field, commit) {
  if (commit) pending = { field, commit };
  else if (pending?.field === field) pending = null;
}

/** Let `field` be done by Enter or by leaving it, and given up by Escape: `giveUp` puts back what it had. */
export function doneByLeaving(field, giveUp) {
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) enter(field, event);
    if (event.key !== "Escape") return;
    hold(field, null);
    giveUp();
  });
  // After the focus has moved on: what is drawn anew can then give it back. While the pointer is down it waits, or the
  // button under it would be drawn anew before it is clicked.
  field.addEventListener("blur", () => pressed || setTimeout(() => pending?.field === field && flush()));
}

function enter(field, event) {
  event.preventDefault();
  field.blur(); // the keys are for deciding again
  if (!flush()) field.focus();
}

/** What is pending in the focused field `field`: its value and where the caret stands in it; or null. */
export function draftOf(field) {
  if (!pending || pending.field !== field) return null;
  const { value, selectionStart: start, selectionEnd: end, selectionDirection: direction } = field;
  return { value, start, end, direction };
}

/** Put a draft into the field that was drawn anew. */
export function takeUp(field, { value, start, end, direction }) {
  field.value = value;
  if (typeof start === "number") field.setSelectionRange(start, end, direction);
  field.dispatchEvent(new Event("draft"));
}
