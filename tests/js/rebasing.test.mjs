// What a page reports when it stands on another layer than it thought: only what others have done.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as deeds from "../../static/js/annotate/deeds.js";
import { Doing } from "../../static/js/annotate/doing.js";
import { rebase } from "../../static/js/annotate/rebasing.js";
import { Store } from "../../static/js/annotate/store.js";

const { ground } = JSON.parse(readFileSync(new URL("../data/operations.json", import.meta.url), "utf-8"));
const EMPTY = { id: 1, revision: 0, state: "open", spans: [], events: [], decisions: [], notes: [], refusals: [] };
const article = { slice: (start, end) => [...ground.text].slice(start, end).join("") };

function storeOf(layer = EMPTY) {
  const suggestions = ground.suggestions.map((one) => ({ ...one, arguments: [] }));
  return new Store({ document: { text: ground.text }, label_set: ground.label_set, suggestions, layer });
}

/** A store on which two suggestions were decided: the operations, and what the server says once it has the `first` so many. */
function worked(first) {
  const store = storeOf();
  const operations = [];
  store.onChange(({ operations: done }) => operations.push(...done));
  const states = [];
  for (const deed of [() => deeds.accept(store, store.items.get("s1")), () => deeds.reject(store.items.get("s2"))]) {
    store.act(deed());
    states.push(store.layer);
  }
  const { state, ...maps } = states[first - 1];
  const layer = { ...EMPTY, state, revision: first };
  for (const [name, map] of Object.entries(maps)) layer[name] = [...map.values()];
  return { operations, body: { layer, log: store.entries.slice(0, first).map((one) => ({ ...one, edits: store.log.get(one.id) })) } };
}

test("what an earlier page did and could still send is not reported as done elsewhere", () => {
  for (const first of [1, 2]) {
    const { operations, body } = worked(first);
    const { kept, changes, losses, conflicts } = rebase(storeOf(), article, body, operations, 0);
    assert.deepEqual(kept.map(({ id }) => id), operations.slice(first).map(({ id }) => id));
    assert.deepEqual([changes, losses, conflicts], [[], [], []]);
  }
});

test("what an earlier page of this tab did and sent is not reported either, once it is no longer kept", () => {
  const { operations, body } = worked(1);
  const kept = new Map();
  const storage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) };
  const earlier = new Doing(1, storage);
  earlier.add(operations);
  earlier.leave();
  const found = (doing) => rebase(storeOf(), article, body, operations.slice(1), 0, doing.ids).changes;
  assert.deepEqual(found(new Doing(1, storage)), []);
  assert.equal(found(new Doing(2, storage)).length, 1);
  assert.equal(found(new Doing(1, null)).length, 1);
});

test("what others did is reported", () => {
  const { body } = worked(2);
  const { changes } = rebase(storeOf(), article, body, [], 0);
  assert.equal(changes.length, 2);
});
