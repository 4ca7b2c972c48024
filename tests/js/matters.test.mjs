// What is open before finishing: what is found in a layer.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as deeds from "../../static/js/annotate/deeds.js";
import { mattersOf } from "../../static/js/annotate/matters.js";
import { Store } from "../../static/js/annotate/store.js";

const TEXT = "قصف حلب ثم قصف حلب ثم قصف حلب وقصف حلب";
const [STRIKES, TOWNS] = [
  [[0, 3], [11, 14], [22, 25], [31, 34]],
  [[4, 7], [15, 18]],
];
const attribute = { id: "kind", title: { en: "Kind" }, kind: "choice", choices: [{ id: "a", title: {} }], required: true };
const label = (id, more) => ({ id, title: { en: id }, colour: "#117733", key: "", attributes: [], retired: false, ...more });
const LABELS = {
  labels: [label("TOWN", { attributes: [attribute] }), label("GROUP"), label("EVENT", { trigger: true })],
  event_types: [{ id: "Strike", title: {}, subtypes: [] }, { id: "Clash", title: {}, subtypes: [] }],
  event_attributes: [{ ...attribute, id: "status", title: { en: "Status" } }],
  roles: [],
};

/** A store of TEXT with suggestions given as [[start, end], label, type]. */
function storeOf(...suggested) {
  const suggestions = suggested.map(([[start, end], name, type = null], index) => {
    const kind = { type, subtype: null, attributes: {}, arguments: [] };
    return { id: index + 1, start, end, label: name, score: 0.5, suggester: "x", reason: "", ...kind };
  });
  const layer = { id: 1, revision: 0, state: "open", spans: [], events: [], decisions: [], notes: [], refusals: [] };
  return new Store({ document: { text: TEXT }, label_set: LABELS, suggestions, layer });
}

const item = (store, id) => store.items.get(`s${id}`);

test("open before finishing is what is undecided, what lacks a needed value, what names no event yet", () => {
  const store = storeOf([TOWNS[0], "TOWN"], [STRIKES[0], "EVENT", "Strike"], [TOWNS[1], "TOWN"]);
  assert.deepEqual(mattersOf(store), { undecided: 3, open: [], unsure: [] });
  store.act(deeds.accept(store, item(store, 1)));
  store.act(deeds.accept(store, item(store, 2)));
  store.act(deeds.addSpan(store, STRIKES[3], "EVENT"));
  store.act([{ kind: "add_note", note: "n", sort: "unsure", text: "", suggestion: 1 }]);
  const { undecided, open, unsure } = mattersOf(store);
  const manual = [...store.items.keys()].find((key) => key.startsWith("m"));
  assert.equal(undecided, 1);
  assert.deepEqual(open.map(({ places }) => places), [
    [{ key: "s2", control: "event-status", event: item(store, 2).events[0].id }],
    [{ key: "s1", control: "span-kind" }],
    [{ key: manual, control: "type" }],
  ]);
  assert.deepEqual(unsure, [{ key: "s1" }]);
});

test("what is mended is open no more; being unsure alone is no matter", () => {
  const store = storeOf([TOWNS[0], "TOWN"]);
  store.act(deeds.accept(store, item(store, 1)));
  store.act([{ kind: "add_note", note: "n", sort: "unsure", text: "", suggestion: 1 }]);
  store.act([{ kind: "change_span", span: item(store, 1).span.id, attributes: { kind: "a" } }]);
  assert.deepEqual(mattersOf(store), { undecided: 0, open: [], unsure: [{ key: "s1" }] });
});

test("what is rejected lacks nothing", () => {
  const store = storeOf([TOWNS[0], "TOWN"]);
  store.act(deeds.reject(item(store, 1)));
  assert.deepEqual(mattersOf(store), { undecided: 0, open: [], unsure: [] });
});
