// The ways back and forth, read from a log: as the store has them, after random acts, undos and redos.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as deeds from "../../static/js/annotate/deeds.js";
import { Store } from "../../static/js/annotate/store.js";
import { Problem } from "../../static/js/text/problem.js";
import { stacks } from "../../static/js/text/history.js";
import { chance } from "./random.mjs";

const shared = JSON.parse(readFileSync(new URL("../data/operations.json", import.meta.url), "utf-8"));
const SEEDS = 60;

const ways = (log) => {
  const { done, undone } = stacks(log);
  return { done, undone };
};
const entry = (id, step = "", kind = "reject", operations = undefined) => ({ id, step, kind, operations });
const undo = (id, ...operations) => entry(id, id, "undo", operations);

test("operations of one step are one group, those without are their own", () => {
  const log = [entry("a", "1"), entry("b", "1"), entry("c"), entry("d"), entry("e", "2")];
  assert.deepEqual(ways(log), { done: [["a", "b"], ["c"], ["d"], ["e"]], undone: [] });
});

test("parts of a step that came apart are one group all the same", () => {
  assert.deepEqual(ways([entry("a", "1"), entry("x", "2"), entry("b", "1")]).done, [["a", "b"], ["x"]]);
});

test("an undo of the last group is one, an undo of that a redo, and so on", () => {
  const log = [entry("a", "1"), entry("b", "1"), entry("c")];
  assert.deepEqual(ways([...log, undo("u", "c")]), { done: [["a", "b"]], undone: [["u"]] });
  assert.deepEqual(ways([...log, undo("u", "c"), undo("v", "a", "b")]), { done: [], undone: [["u"], ["v"]] });
  assert.deepEqual(ways([...log, undo("u", "c"), undo("r", "u")]), { done: [["a", "b"], ["r"]], undone: [] });
});

test("an undo of anything else is a new step, which ends the way forth", () => {
  const log = [entry("a"), entry("b"), undo("u", "b"), undo("x", "zz")];
  assert.deepEqual(ways(log), { done: [["a"], ["x"]], undone: [] });
  assert.deepEqual(ways([entry("a"), entry("b"), undo("u", "a")]).done, [["a"], ["b"], ["u"]]);
  assert.deepEqual(ways([undo("u")]), { done: [["u"]], undone: [] });
});

test("what was imported cannot be undone", () => {
  assert.deepEqual(ways([entry("import", "", "import"), entry("a")]), { done: [["a"]], undone: [] });
});

function storeOf() {
  const { text, label_set: labels, suggestions } = shared.ground;
  const layer = { id: 1, revision: 0, state: "open", spans: [], events: [], decisions: [], notes: [], refusals: [] };
  const store = new Store(
    { document: { text }, label_set: labels, suggestions: suggestions.map((one) => ({ ...one, arguments: [] })), layer },
    () => "2024-01-01T00:00:00Z",
  );
  store.sent = [];
  store.onChange(({ operations }) => store.sent.push(...operations));
  return store;
}

/** A deed of a person, by chance; it may be one that cannot be done. */
function deed(store, random) {
  const items = [...store.items.values()];
  const item = items[Math.floor(random() * items.length)];
  const [first, second] = [random(), random()];
  if (first < 0.3 && item.suggestion) return deeds.accept(store, item, second < 0.5);
  if (first < 0.5 && item.suggestion) return second < 0.7 ? deeds.reject(item) : deeds.reopen(item);
  if (first < 0.6 && item.span) return deeds.remove(item);
  if (first < 0.7) return [{ kind: "finish" }];
  if (first < 0.8) return [{ kind: "resume" }];
  const start = Math.floor(random() * 25);
  return deeds.addSpan(store, [start, start + 3], second < 0.5 ? "PLACE" : "COUNT");
}

function tried(act) {
  try {
    return act();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return false;
  }
}

/** Act, undo and redo by chance; every undo and redo leads to the very layer that stood there. */
function play(seed, moves) {
  const [random, store] = [chance(seed), storeOf()];
  const [before, after] = [[], []]; // the layers that undo and redo lead to
  for (let move = 0; move < moves; move += 1) {
    const now = store.layer;
    const luck = random();
    if (luck < 0.25) {
      if (tried(() => store.undo())) {
        assert.deepEqual(store.layer, before.pop());
        after.push(now);
      }
    } else if (luck < 0.4) {
      if (tried(() => store.redo())) {
        assert.deepEqual(store.layer, after.pop());
        before.push(now);
      }
    } else if (tried(() => (store.act(deed(store, random)), true))) {
      before.push(now);
      after.length = 0;
    }
  }
  return { store, steps: before.length };
}

test("the ways read from the log are those of the store, and lead back to the start", () => {
  let undone = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { store, steps } = play(seed, 60);
    const { done, undone: forth } = store.stacks;
    assert.deepEqual(ways(store.sent), { done, undone: forth }, `seed ${seed}`);
    assert.equal(done.length, steps);

    const log = store.sent.map((one) => ({ ...one, edits: store.log.get(one.id) }));
    const parts = Object.entries(store.layer).map(([name, one]) => [name, one instanceof Map ? [...one.values()] : one]);
    const reloaded = storeOf();
    reloaded.stand({ layer: { id: 1, revision: log.length, ...Object.fromEntries(parts) }, log }, []);
    while (reloaded.undo()) undone += 1;
    assert.deepEqual(reloaded.layer, storeOf().layer, `seed ${seed}`);
  }
  assert.ok(undone > SEEDS * 5, "there was something to undo");
});

test("a page's own steps lie on those before it; what the log has by then is not there twice", () => {
  const earlier = storeOf();
  earlier.act([{ kind: "reject", suggestion: 1 }]);
  const store = storeOf();
  store.act([{ kind: "reject", suggestion: 2 }]);
  store.act([{ kind: "reject", suggestion: 4 }]);
  const [saved, waiting] = store.sent;
  earlier.act([saved]);
  const log = earlier.sent.map((one) => ({ ...one, edits: earlier.log.get(one.id) }));
  const decisions = [...earlier.layer.decisions.values()];
  const layer = { id: 1, revision: 2, state: "open", spans: [], events: [], notes: [], refusals: [], decisions };
  store.stand({ layer, log }, [waiting]);
  assert.equal(store.stacks.done.length, 3);
  const open = [];
  while (store.undo()) open.push([1, 2, 4].filter((id) => !store.layer.decisions.has(id)));
  assert.deepEqual(open, [[4], [2, 4], [1, 2, 4]]);
});
