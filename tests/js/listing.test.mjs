// What the list shows and in which order, the way through it, and deciding on all of it at once.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { acceptAll, rejectAll } from "../../static/js/annotate/bulk.js";
import * as deeds from "../../static/js/annotate/deeds.js";
import { BY_HAND, EVERYTHING, Filtering } from "../../static/js/annotate/filtering.js";
import { Store } from "../../static/js/annotate/store.js";

const { ground } = JSON.parse(readFileSync(new URL("../data/operations.json", import.meta.url), "utf-8"));
const ARGUMENTS = [
  { role: "where", suggestion: 2, score: 0.5, reason: "" },
  { role: "where", suggestion: 1, score: 0.6, reason: "" },
  { role: "who", suggestion: 4, score: 0.4, reason: "" },
];

/** A store of the shared ground; the suggestion 3 is a trigger with arguments, 1 and 6 stand in one place. */
function storeOf(change = (one) => one) {
  const suggestions = ground.suggestions.map((one) =>
    change({ ...one, suggester: one.id % 2 ? "odd" : "even", arguments: one.id === 3 ? ARGUMENTS : [] }),
  );
  const empty = { spans: [], events: [], decisions: [], notes: [], refusals: [] };
  return new Store({
    document: { text: ground.text },
    label_set: ground.label_set,
    suggestions,
    layer: { id: 1, revision: 0, state: "open", ...empty },
  });
}

const keys = (items) => items.map(({ key }) => key);
const item = (store, id) => store.items.get(`s${id}`);

function listed(store, choice = {}, sort = "place") {
  const filtering = new Filtering(store);
  filtering.choose(choice);
  filtering.sortBy(sort);
  return keys(filtering.listed);
}

test("the list shows by state, label, suggester, score and notes, and all of these together", () => {
  const store = storeOf();
  store.act(deeds.reject(item(store, 1)));
  store.act(deeds.addSpan(store, [20, 21], "PLACE"));
  const manual = keys([...store.items.values()]).find((key) => key.startsWith("m"));
  store.act([{ kind: "add_note", note: "n1", sort: "unsure", text: "", suggestion: 2 }]);
  assert.deepEqual(listed(store), ["s3", "s1", "s6", "s2", "s5", manual, "s4"]);
  assert.deepEqual(listed(store, { group: "rejected" }), ["s1"]);
  assert.deepEqual(listed(store, { group: "decided" }), [manual]);
  assert.deepEqual(listed(store, { label: "PLACE" }), ["s1", "s6", "s2", manual]);
  assert.deepEqual(listed(store, { suggester: "even" }), ["s6", "s2", "s4"]);
  assert.deepEqual(listed(store, { suggester: BY_HAND }), [manual]);
  assert.deepEqual(listed(store, { score: 70 }), ["s3", "s1", "s2"]);
  assert.deepEqual(listed(store, { noted: true }), ["s2"]);
  assert.deepEqual(listed(store, { group: "undecided", label: "PLACE", score: 70 }), ["s2"]);
});

test("a score counts as it is shown", () => {
  const store = storeOf((one) => ({ ...one, score: one.id === 1 ? 0.796 : 0.794 }));
  assert.deepEqual(listed(store, { score: 80 }), ["s1"]);
});

test("the surest come first or last; what has no score comes at the end of both", () => {
  const store = storeOf();
  store.act(deeds.addSpan(store, [20, 21], "PLACE"));
  const sure = listed(store, {}, "sure");
  const unsure = listed(store, {}, "unsure");
  assert.deepEqual(sure.slice(0, -1), ["s1", "s2", "s3", "s4", "s5", "s6"]);
  assert.deepEqual(unsure.slice(0, -1), sure.slice(0, -1).reverse());
  assert.equal(sure.at(-1), unsure.at(-1));
});

test("the counts of the states are those under the other filters", () => {
  const store = storeOf();
  store.act(deeds.reject(item(store, 1)));
  const filtering = new Filtering(store);
  filtering.choose({ label: "PLACE", group: "undecided" });
  assert.deepEqual(filtering.counts, { all: 3, undecided: 2, decided: 0, rejected: 1 });
});

test("the way goes through what is listed, in its order, also from an item that is not", () => {
  const store = storeOf();
  const filtering = new Filtering(store);
  filtering.choose({ label: "PLACE", group: "undecided" });
  filtering.sortBy("unsure");
  assert.deepEqual(keys(filtering.listed), ["s6", "s2", "s1"]);
  assert.equal(filtering.undecidedFrom("s6", 1).key, "s2");
  assert.equal(filtering.undecidedFrom("s6", -1).key, "s1");
  assert.equal(filtering.undecidedFrom("s3", 1).key, "s2", "the trigger lies between 0.6 and 0.8");
  store.act(deeds.reject(item(store, 2)));
  assert.equal(filtering.undecidedFrom("s2", 1).key, "s1", "what was just decided keeps its place");
  assert.equal(filtering.itemFrom("s6", 1).key, "s1");
});

test("with nothing left it is said whether anything is hidden", () => {
  const store = storeOf();
  const filtering = new Filtering(store);
  filtering.choose({ label: "COUNT" });
  store.act(deeds.reject(item(store, 4)));
  assert.equal(filtering.undecidedFrom("s4", 1), null);
  assert.match(filtering.nothingLeft, /5 are not listed/);
  filtering.choose(EVERYTHING);
  assert.equal(filtering.isNarrow, false);
  for (const { key } of filtering.undecided) store.act(deeds.reject(store.items.get(key)));
  assert.match(filtering.nothingLeft, /^All suggestions are decided/);
});

function accepted(store, items = [...store.items.values()]) {
  const found = acceptAll(store, items);
  store.act(found.operations);
  return found;
}

test("all are accepted as one step, spans before triggers, with the arguments that are there then", () => {
  const store = storeOf();
  const { operations, count, passed } = accepted(store);
  assert.deepEqual([count, passed], [5, 1]);
  assert.equal(item(store, 6).state, "undecided", "its place is taken by the suggestion 1");
  const order = operations.map(({ kind, suggestion }) => suggestion ?? kind);
  assert.deepEqual(order, [1, 2, 4, 3, 5, "set_argument", "set_argument"]);
  const battle = item(store, 3).events[0];
  assert.deepEqual(battle.arguments, [
    { role: "where", span: item(store, 1).span.id },
    { role: "who", span: item(store, 4).span.id },
  ]);
  store.undo();
  assert.deepEqual([store.layer.spans.size, store.layer.events.size, store.layer.decisions.size], [0, 0, 0]);
});

test("only what is given is accepted; of the arguments, those decided before or with it", () => {
  const store = storeOf();
  store.act(deeds.accept(store, item(store, 2)));
  accepted(store, [item(store, 3)]);
  assert.deepEqual(item(store, 3).events[0].arguments, [{ role: "where", span: item(store, 2).span.id }]);
  assert.equal(item(store, 4).state, "undecided");
});

test("a place that was marked by hand is passed over, and fills the role all the same", () => {
  const store = storeOf();
  store.act([{ kind: "add_span", span: "hand", start: 5, end: 11, label: "PLACE" }]);
  const { count, passed } = accepted(store, [1, 3].map((id) => item(store, id)));
  assert.deepEqual([count, passed], [1, 1]);
  assert.deepEqual(item(store, 3).events[0].arguments, [{ role: "where", span: "hand" }]);
});

test("a label that is retired is passed over", () => {
  const store = storeOf((one) => (one.id === 4 ? { ...one, label: "OLD" } : one));
  const { count, passed } = accepted(store, [2, 4].map((id) => item(store, id)));
  assert.deepEqual([count, passed], [1, 1]);
  assert.equal(item(store, 4).state, "undecided");
});

test("a refused argument is never set: not by accepting one, not with all", () => {
  for (const deed of [(store) => store.act(deeds.accept(store, item(store, 3), true)), (store) => accepted(store)]) {
    const store = storeOf();
    store.act([{ kind: "refuse_argument", trigger: 3, role: "where", filler: 1 }]);
    deed(store);
    const where = item(store, 3).events[0].arguments.filter(({ role }) => role === "where");
    assert.deepEqual(where, [{ role: "where", span: item(store, 2).span.id }]);
  }
});

test("an argument whose span got a label that the role does not take is left out", () => {
  const store = storeOf();
  store.act(deeds.relabel(store, item(store, 1), "COUNT"));
  store.act(deeds.relabel(store, item(store, 2), "COUNT"));
  accepted(store);
  assert.deepEqual(item(store, 3).events[0].arguments, [{ role: "who", span: item(store, 4).span.id }]);
});

test("all are rejected as one step", () => {
  const store = storeOf();
  store.act(rejectAll(store, [...store.items.values()]).operations);
  assert.ok([...store.items.values()].every(({ state }) => state === "rejected"));
  store.undo();
  assert.equal(store.layer.decisions.size, 0);
});
