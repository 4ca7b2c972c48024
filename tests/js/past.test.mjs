// Undo and redo while the log is on its way: in the order in which they were asked for, and nothing else is taken back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Past } from "../../static/js/annotate/past.js";

/** A store that does not know its past; `arrive(isKnown)` brings its log. */
function setUp() {
  const store = { entries: [], isWhole: false };
  const said = [];
  const asked = [];
  const queue = { ask: () => new Promise((answered) => asked.push(answered)) };
  const past = new Past(store, queue, { announce: () => {}, complain: (text) => said.push(text) });
  const arrive = async (isKnown) => {
    if (isKnown) Object.assign(store, { entries: ["a", "b", "c"], isWhole: true });
    for (const answered of asked.splice(0)) answered(isKnown);
    await new Promise((done) => setImmediate(done));
  };
  return { store, past, asked, arrive, said };
}

test("all that was asked for before the log came is done when it is there, in order, and the log is asked for once", async () => {
  const { past, asked, arrive } = setUp();
  const done = [];
  for (const turn of ["undo", "undo again", "redo"]) past.before([], () => done.push(turn));
  past.before([["x"]], () => done.push("undo at last"));
  assert.deepEqual([asked.length, done], [1, []]);
  await arrive(true);
  assert.deepEqual(done, ["undo", "undo again", "redo", "undo at last"]);
  past.before([], () => done.push("at once"));
  assert.equal(done.at(-1), "at once");
});

test("none of it is done where something was done meanwhile: that would be taken back", async () => {
  const { store, past, arrive } = setUp();
  const done = [];
  for (const turn of ["undo", "undo again"]) past.before([], () => done.push(turn));
  store.entries.push("finish");
  await arrive(true);
  assert.deepEqual(done, []);
});

test("without a server nothing is done, which is said once; later it is asked for again", async () => {
  const { past, arrive, said } = setUp();
  const done = [];
  for (const turn of ["undo", "undo again"]) past.before([], () => done.push(turn));
  await arrive(false);
  assert.deepEqual([done.length, said.length], [0, 1]);
  past.before([], () => done.push("undo"));
  await arrive(true);
  assert.deepEqual(done, ["undo"]);
});
