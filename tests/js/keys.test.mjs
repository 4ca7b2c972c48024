import assert from "node:assert/strict";
import { test } from "node:test";

import { isTyping, keyName, placeOfLabelKey } from "../../static/js/lib/keys.js";

const press = (code, more = {}) => keyName({ code, key: "", ...more });

test("a key is its place: an Arabic layout changes nothing", () => {
  assert.equal(press("KeyA", { key: "ش" }), "KeyA");
  assert.equal(press("Digit5", { key: "٥" }), "Digit5");
});

test("modifiers stand in one order; Control and the command key are one", () => {
  assert.equal(press("KeyZ", { ctrlKey: true, shiftKey: true }), "Mod+Shift+KeyZ");
  assert.equal(press("KeyZ", { metaKey: true, shiftKey: true }), "Mod+Shift+KeyZ");
  assert.equal(press("BracketLeft", { altKey: true, shiftKey: true }), "Alt+Shift+BracketLeft");
});

test("the question mark is found wherever a layout has it", () => {
  assert.equal(press("Minus", { key: "?", shiftKey: true }), "Shift+Slash");
  assert.equal(press("Slash", { key: "؟", shiftKey: true }), "Shift+Slash");
});

test("the number pad counts as the row of digits", () => {
  assert.equal(press("Numpad7"), "Digit7");
  assert.equal(press("NumpadEnter", { shiftKey: true }), "Shift+Enter");
});

test("a label's key is a digit or a Latin letter", () => {
  assert.deepEqual(["1", "q", "Q", "", "ش"].map(placeOfLabelKey), ["Digit1", "KeyQ", "KeyQ", null, null]);
});

test("in a field keys are letters", () => {
  const inside = (found) => ({ target: { closest: () => found } });
  assert.equal(isTyping(inside({})), true);
  assert.equal(isTyping(inside(null)), false);
  assert.equal(isTyping({ target: null }), false);
});
