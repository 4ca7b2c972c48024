// The page's store and the deeds on it: what one press does, and what a press of undo takes back.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { decision, leavesArguments } from "../../static/js/annotate/decision.js";
import * as deeds from "../../static/js/annotate/deeds.js";
import { counts, itemFrom, undecidedFrom } from "../../static/js/annotate/items.js";
import { Store } from "../../static/js/annotate/store.js";

const shared = JSON.parse(readFileSync(new URL("../data/operations.json", import.meta.url), "utf-8"));

const EMPTY = { state: "open", spans: [], events: [], decisions: [], notes: [], refusals: [] };

function storeOf(more = {}) {
  const suggestions = shared.ground.suggestions.map((one) => ({ ...one, arguments: [] }));
  suggestions.find(({ id }) => id === 3).arguments = [
    { role: "where", suggestion: 2, score: 0.5, reason: "" },
    { role: "where", suggestion: 1, score: 0.6, reason: "" },
    { role: "who", suggestion: 4, score: 0.4, reason: "" },
  ];
  const store = new Store(
    {
      document: { text: shared.ground.text },
      label_set: shared.ground.label_set,
      suggestions,
      layer: { id: 1, revision: 0, ...EMPTY },
      ...more,
    },
    () => "2024-01-01T00:00:00Z",
  );
  store.sent = [];
  store.onChange(({ operations }) => store.sent.push(...operations));
  return store;
}

const item = (store, id) => store.items.get(`s${id}`);
const kinds = (store) => store.sent.map(({ kind }) => kind);
const filled = (store) => [...store.layer.events.values()].flatMap((event) => event.arguments.map(({ role }) => role));

test("accepting a trigger accepts the trigger alone, with its type", () => {
  const store = storeOf();
  store.act(deeds.accept(store, item(store, 3)));
  assert.deepEqual(kinds(store), ["accept"]);
  assert.deepEqual([...store.layer.events.values()].map(({ type, subtype }) => [type, subtype]), [["Battle", "Clash"]]);
  assert.equal(store.layer.spans.size, 1);
});

test("it sets those suggested arguments that are decided already, as one step", () => {
  const store = storeOf();
  store.act(deeds.accept(store, item(store, 1)));
  store.act(deeds.accept(store, item(store, 3)));
  assert.deepEqual(filled(store), ["where"]);
  store.undo();
  assert.deepEqual([store.layer.spans.size, store.layer.events.size], [1, 0]);
});

test("with arguments, their spans are accepted too; a role for one takes the best", () => {
  const store = storeOf();
  store.act(deeds.accept(store, item(store, 3), true));
  assert.deepEqual(kinds(store), ["accept", "accept", "set_argument", "accept", "set_argument"]);
  assert.deepEqual(filled(store), ["where", "who"]);
  assert.ok(item(store, 1).span && item(store, 4).span && !item(store, 2).span);
});

test("rejected suggestions do not fill roles", () => {
  const store = storeOf();
  store.act(deeds.reject(item(store, 1)));
  store.act(deeds.accept(store, item(store, 3), true));
  const where = store.layer.events.values().next().value.arguments.find(({ role }) => role === "where");
  assert.equal(where.span, item(store, 2).span.id);
});

test("another label or other boundaries are a fix; the suggested label is an acceptance", () => {
  const store = storeOf();
  store.act(deeds.relabel(store, item(store, 1), "PLACE"));
  store.act(deeds.relabel(store, item(store, 2), "COUNT"));
  store.act(deeds.moveBoundaries(store, item(store, 4), 26, 28));
  assert.deepEqual([1, 2, 4].map((id) => item(store, id).state), ["accepted", "fixed", "fixed"]);
});

test("a new span just as an undecided suggestion proposes it is taken from it", () => {
  const store = storeOf();
  store.act(deeds.addSpan(store, [16, 19], "PLACE"));
  store.act(deeds.addSpan(store, [0, 4], "EVENT", { type: "Battle", subtype: "Clash" }));
  assert.deepEqual(kinds(store), ["accept", "accept", "set_argument"]);
});

test("a new trigger comes with its event; one of another type than suggested is a fix", () => {
  const store = storeOf();
  store.act(deeds.addSpan(store, [20, 21], "EVENT", { type: "Talks", subtype: null }));
  store.act(deeds.addSpan(store, [0, 4], "EVENT", { type: "Talks", subtype: null }));
  assert.deepEqual(kinds(store), ["add_span", "add_event", "fix"]);
});

test("what cannot be done changes nothing and is not sent", () => {
  const store = storeOf();
  const before = store.layer;
  assert.throws(() => store.act([{ kind: "reject", suggestion: 1 }, { kind: "reject", suggestion: 1 }]), {
    code: "suggestion-decided",
  });
  assert.equal(store.layer, before);
  assert.deepEqual(store.sent, []);
});

test("undo and redo go back and forth through groups; a new deed ends the way forth", () => {
  const store = storeOf();
  store.act(deeds.accept(store, item(store, 3), true));
  store.act(deeds.reject(item(store, 2)));
  assert.equal(store.undo() && store.undo(), true);
  assert.deepEqual(counts(store.items), { all: 6, undecided: 6, decided: 0, rejected: 0 });
  assert.equal(store.undo(), false);
  assert.equal(store.redo(), true);
  assert.equal(store.layer.spans.size, 3);
  store.act(deeds.reject(item(store, 5)));
  assert.equal(store.redo(), false);
  assert.equal(store.undo() && store.undo(), true);
  assert.equal(store.layer.spans.size, 0);
});

/** What the server says once it has `operations`: their edits, with its own time, and the layer that they lead to. */
function serverWith(operations) {
  const store = storeOf();
  store.now = () => "2024-05-05T05:05:05Z";
  for (const operation of operations) store.act([operation]);
  const log = store.entries.map((entry) => ({ ...entry, edits: store.log.get(entry.id) }));
  const parts = Object.entries(store.layer).map(([name, part]) => [name, part instanceof Map ? [...part.values()] : part]);
  return { layer: { id: 1, revision: log.length, ...Object.fromEntries(parts) }, log };
}

test("on another layer, what can be kept is planned again and what cannot is named", () => {
  const store = storeOf();
  store.act(deeds.accept(store, item(store, 1)));
  store.act(deeds.reject(item(store, 2)));
  const { kept, lost } = store.stand(serverWith([{ kind: "reject", suggestion: 1 }]), store.sent);
  assert.deepEqual(kept.map(({ suggestion }) => suggestion), [2]);
  const named = lost.map(({ operation, problem }) => [operation.suggestion, problem.code]);
  assert.deepEqual(named, [[1, "suggestion-decided"]]);
  assert.equal(item(store, 1).state, "rejected");
  store.undo();
  assert.equal(item(store, 2).state, "undecided");
  assert.equal(store.undo(), true, "what was done elsewhere is a step as well");
  assert.equal(item(store, 1).state, "undecided");
  assert.equal(store.undo(), false);
});

test("what this page saved can be undone with what was done elsewhere, whatever the times", () => {
  const store = storeOf();
  store.act(deeds.accept(store, item(store, 1)));
  const { span } = item(store, 1);
  const fix = { kind: "change_span", span: span.id, end: span.end - 2 };
  const server = serverWith([...store.sent, fix, { kind: "reject", suggestion: 2 }]);
  store.stand(server, []);
  assert.equal(store.undo() && store.undo() && store.undo(), true);
  assert.deepEqual(counts(store.items).undecided, 6);
});

test("a step that was changed elsewhere cannot be undone; the way to the steps before it stays open", () => {
  const store = storeOf();
  store.act(deeds.reject(item(store, 2)));
  store.act(deeds.accept(store, item(store, 1)));
  const [first, second] = [...store.sent];
  const { span } = item(store, 1);
  const server = serverWith([first, second, { kind: "change_span", span: span.id, end: span.end - 2 }]);
  server.log.at(-1).kind = "import"; // nobody's step
  store.stand(server, []);
  assert.throws(() => store.undo(), { code: "undo-changed" });
  assert.equal(store.undo(), true);
  assert.equal(item(store, 2).state, "undecided");
});

test("what is equal at the server stays the same object, so that it is not drawn again", () => {
  const store = storeOf();
  store.stand(serverWith([{ kind: "reject", suggestion: 1 }]), []);
  const decision = store.layer.decisions.get(1);
  store.stand(serverWith([{ kind: "reject", suggestion: 1 }, { kind: "reject", suggestion: 2 }]), []);
  assert.equal(store.layer.decisions.get(1), decision);
});

test("the next undecided item goes round the text; without any there is none", () => {
  const store = storeOf();
  const order = [...store.items.keys()];
  assert.equal(undecidedFrom(store.items, order.at(-1), 1).key, order[0]);
  assert.equal(undecidedFrom(store.items, order[0], -1).key, order.at(-1));
  assert.equal(undecidedFrom(store.items, null, 1).key, order[0]);
  assert.equal(undecidedFrom(store.items, null, -1).key, order.at(-1));
  assert.equal(itemFrom(store.items, order[0], 1).key, order[1]);
  for (const key of order) store.act(deeds.reject(store.items.get(key)));
  assert.equal(undecidedFrom(store.items, order[0], 1), null);
});

test("what was rejected is accepted or fixed after all in one step", () => {
  const store = storeOf();
  store.act(deeds.reject(item(store, 1)));
  store.act(decision(store, item(store, 1), "accept").operations);
  assert.equal(item(store, 1).state, "accepted");
  store.undo();
  assert.equal(item(store, 1).state, "rejected");
  const { start, end } = item(store, 1);
  store.act(deeds.moveBoundaries(store, item(store, 1), start, end - 2));
  assert.equal(item(store, 1).state, "fixed");
});

test("rejecting what is decided removes it; it has no second acceptance", () => {
  const store = storeOf();
  store.act(deeds.accept(store, item(store, 1)));
  assert.deepEqual(decision(store, item(store, 1), "accept"), {});
  store.act(decision(store, item(store, 1), "reject").operations);
  assert.equal(item(store, 1).state, "rejected");
});

test("the arguments that are decided by now are added to an event, the others are left", () => {
  const store = storeOf();
  store.act(deeds.accept(store, item(store, 3)));
  assert.ok(leavesArguments(store, item(store, 3)));
  store.act(deeds.accept(store, item(store, 2)));
  assert.deepEqual(filled(store), []);
  store.act(decision(store, item(store, 3), "add-decided").operations);
  assert.deepEqual(filled(store), ["where"]);
  assert.equal(item(store, 4).state, "undecided");
  assert.deepEqual(decision(store, item(store, 3), "add-decided").operations, []);
});
