// Events: what is suggested for their roles, what may fill them and in which order, how they read as a sentence.

import assert from "node:assert/strict";
import { test } from "node:test";

import { aftermath } from "../../static/js/annotate/aftermath.js";
import * as deeds from "../../static/js/annotate/deeds.js";
import { candidates, isOpen, nextOpen } from "../../static/js/annotate/filling.js";
import { dateName, sentenceOf, sentenceText } from "../../static/js/annotate/sentence.js";
import { Store } from "../../static/js/annotate/store.js";

const TEXT = "حلب ثم قصف حلب في السبت فقتل 18 شخصا وفق مصدر ثم دمشق";
const number = (id) => ({ id, title: { en: id }, kind: "number", choices: [], required: false });
const kind = { id: "kind", title: { en: "Kind" }, kind: "choice", choices: [{ id: "k", title: { en: "Killed" } }], required: false };
const label = (id, more) => ({ id, title: { en: id }, colour: "#117733", key: "", attributes: [], retired: false, ...more });
const role = (id, labels, more) => ({ id, title: { en: id }, labels, many: true, retired: false, phrase: {}, ...more });
const LABELS = {
  labels: [
    label("TOWN"),
    label("COUNT", { attributes: [kind, number("low"), number("high")] }),
    label("DAY", { attributes: [{ id: "iso", title: { en: "Day" }, kind: "date", choices: [], required: false }] }),
    label("EVENT", { trigger: true }),
  ],
  event_types: [{ id: "Strike", title: { en: "Strike" }, subtypes: [{ id: "Air", title: { en: "Air strike" } }] }],
  event_attributes: [{ ...kind, id: "status", choices: [{ id: "denied", title: { en: "Denied" } }] }],
  roles: [
    role("where", ["TOWN"], { phrase: { en: "in …", ar: "في …" } }),
    role("when", ["DAY"], { many: false, phrase: { en: ", …", ar: "، …" } }),
    role("dead", ["COUNT"], { phrase: { en: ", …", ar: "، …" } }),
    role("other", ["TOWN", "DAY"]),
    role("old", ["TOWN"], { retired: true }),
  ],
};

const at = (words, from = 0) => [TEXT.indexOf(words, from), TEXT.indexOf(words, from) + words.length];
const SUGGESTED = [
  [at("قصف"), "EVENT"],
  [at("حلب", 5), "TOWN"],
  [at("السبت"), "DAY"],
  [at("18 شخصا"), "COUNT"],
  [at("دمشق"), "TOWN"],
  [at("حلب"), "TOWN"],
];
const ARGUMENTS = [
  { role: "where", suggestion: 5, score: 0.4, reason: "" },
  { role: "where", suggestion: 2, score: 0.9, reason: "" },
  { role: "when", suggestion: 3, score: 0.5, reason: "" },
];

function storeOf() {
  const suggestions = SUGGESTED.map(([[start, end], name], index) => ({
    id: index + 1, start, end, label: name, score: 0.5, suggester: "x", reason: "", attributes: {},
    type: name === "EVENT" ? "Strike" : null, subtype: name === "EVENT" ? "Air" : null,
    arguments: name === "EVENT" ? ARGUMENTS : [],
  }));
  const layer = { id: 1, revision: 0, state: "open", spans: [], events: [], decisions: [], notes: [], refusals: [] };
  const store = new Store({ document: { text: TEXT }, label_set: LABELS, suggestions, layer });
  store.act(deeds.accept(store, store.items.get("s1")));
  return store;
}

const article = { slice: (start, end) => TEXT.slice(start, end) };
const trigger = (store) => store.items.get("s1");
const event = (store) => trigger(store).events[0];
const roleOf = (store, id) => store.ground.labels.roles.get(id);
const keys = (store, id) => candidates(store, trigger(store), event(store), roleOf(store, id)).map(({ item }) => item.key);
const said = (store) => sentenceText(sentenceOf(event(store), store, article));

const lastEdits = (store) => {
  const { step } = store.entries.at(-1);
  return store.entries.filter((one) => one.step === step).flatMap(({ id }) => store.log.get(id));
};

test("what an event loses by a deed on a span is told, and nothing where that was what was asked for", () => {
  const store = storeOf();
  fill(store, "where", "s2");
  fill(store, "when", "s3");
  store.act([deeds.unsetArgument(event(store).id, "when", store.items.get("s3").span.id)]);
  assert.match(aftermath(lastEdits(store), store.ground), /when \(Strike\)/);
  store.act(deeds.remove(store.items.get("s2")));
  assert.match(aftermath(lastEdits(store), store.ground), /where \(Strike\)/);
  fill(store, "where", "s5");
  store.act(deeds.relabel(store, trigger(store), "TOWN"));
  assert.match(aftermath(lastEdits(store), store.ground), /The event went with it, with its arguments: 1/);
  store.act(deeds.accept(store, store.items.get("s6")));
  assert.equal(aftermath(lastEdits(store), store.ground), "");
});

test("a span that fills a role already does nothing in it once more", () => {
  const store = storeOf();
  fill(store, "where", "s2");
  assert.deepEqual(deeds.fillRole(store, event(store), "where", store.items.get("s2")), []);
});

function fill(store, id, key) {
  store.act(deeds.fillRole(store, event(store), id, store.items.get(key)));
}

test("what is suggested for a role comes first, the surest first, then the nearest", () => {
  const store = storeOf();
  assert.deepEqual(keys(store, "where"), ["s2", "s5", "s6"]);
  assert.deepEqual(keys(store, "other"), ["s2", "s6", "s3", "s5"]);
  assert.deepEqual(keys(store, "dead"), ["s4"]);
});

test("what fills the role, was rejected, or was refused for it is not offered; what fills another role comes last", () => {
  const store = storeOf();
  fill(store, "where", "s2");
  assert.deepEqual(keys(store, "where"), ["s5", "s6"]);
  assert.deepEqual(keys(store, "other"), ["s6", "s3", "s5", "s2"]);
  store.act(deeds.refuseArgument(trigger(store), ARGUMENTS[0]));
  store.act(deeds.reject(store.items.get("s6")));
  assert.deepEqual(keys(store, "where"), []);
  store.undo();
  store.undo();
  assert.deepEqual(keys(store, "where"), ["s5", "s6"]);
});

test("a suggestion that repeats a decided span is not offered beside it, and filling takes that span", () => {
  const store = storeOf();
  const [start, end] = at("دمشق");
  store.act([{ kind: "add_span", span: "mine", start, end, label: "TOWN" }]);
  assert.deepEqual(keys(store, "where").filter((key) => key.startsWith("s5") || key === "mmine"), ["mmine"]);
  fill(store, "where", "s5");
  assert.deepEqual(event(store).arguments, [{ role: "where", span: "mine" }]);
});

test("filling accepts what is only suggested, as one step", () => {
  const store = storeOf();
  fill(store, "when", "s3");
  assert.equal(store.items.get("s3").state, "accepted");
  assert.equal(event(store).arguments.length, 1);
  store.undo();
  assert.equal(store.items.get("s3").state, "undecided");
  assert.equal(event(store).arguments.length, 0);
});

test("a role refuses what it does not take, a retired one everything", () => {
  const store = storeOf();
  const operations = (id, key) => deeds.fillRole(store, event(store), id, store.items.get(key));
  assert.deepEqual(operations("where", "s4"), []);
  assert.deepEqual(operations("old", "s2"), []);
  assert.equal(operations("where", "s2").length, 2);
});

test("the next role is one that is empty and can be filled, or has a suggestion left", () => {
  const store = storeOf();
  const next = (id) => nextOpen(store, trigger(store), event(store), id && roleOf(store, id))?.id ?? null;
  assert.equal(next(null), "where");
  fill(store, "where", "s2");
  assert.equal(isOpen(store, trigger(store), event(store), roleOf(store, "where")), true, "دمشق is suggested for it too");
  assert.equal(next("where"), "when");
  fill(store, "when", "s3");
  fill(store, "dead", "s4");
  assert.equal(next("dead"), "other");
  fill(store, "other", "s6");
  assert.equal(next("other"), "where");
  fill(store, "where", "s5");
  assert.equal(next("where"), null);
});

test("suggested arguments are open, filled, refused, or gone with their span", () => {
  const store = storeOf();
  const states = () => deeds.suggestedFor(store, trigger(store), event(store)).map(({ state }) => state);
  assert.deepEqual(states(), ["open", "open", "open"]);
  fill(store, "where", "s2");
  store.act(deeds.refuseArgument(trigger(store), ARGUMENTS[2]));
  store.act(deeds.reject(store.items.get("s5")));
  assert.deepEqual(states(), ["filled", "refused", "gone"]);
  store.act(deeds.reopenArgument(trigger(store), ARGUMENTS[2]));
  assert.deepEqual(states(), ["filled", "open", "gone"]);
});

test("an event reads as one sentence, values rather than words", () => {
  const store = storeOf();
  assert.equal(said(store), "Air strike");
  fill(store, "where", "s2");
  fill(store, "where", "s5");
  fill(store, "dead", "s4");
  assert.equal(said(store), "Air strike in حلب and دمشق, 18 شخصا");
  const { span } = store.items.get("s4");
  const count = (attributes) => store.act([{ kind: "change_span", span: span.id, attributes }]);
  count({ kind: "k", low: 18, high: 18 });
  assert.equal(said(store), "Air strike in حلب and دمشق, 18 killed");
  count({ kind: "k", low: 18 });
  assert.equal(said(store), "Air strike in حلب and دمشق, at least 18 killed");
  count({ low: 10, high: 18 });
  assert.equal(said(store), "Air strike in حلب and دمشق, \u206610–18\u2069");
  store.act([{ kind: "change_event", event: event(store).id, attributes: { status: "denied" } }]);
  fill(store, "other", "s6");
  assert.equal(said(store), "Air strike in حلب and دمشق, \u206610–18\u2069, other: حلب (denied)");
});

test("days, months, years and intervals are written out", () => {
  assert.equal(dateName("2016-02-20"), "February 20, 2016");
  assert.equal(dateName("2016-02"), "February 2016");
  assert.equal(dateName("0987"), "987");
  assert.equal(dateName("2016-02-01/2016-02-29"), "February 1, 2016 to February 29, 2016");
  assert.equal(dateName("2016-02-01/2016-02-01"), "February 1, 2016");
});

test("a trigger has several events, each of its own type; one is taken away alone", () => {
  const store = storeOf();
  store.act(deeds.addEvent(trigger(store), { type: "Strike", subtype: null }));
  const [first, second] = trigger(store).events;
  store.act(deeds.setType(store, trigger(store), second, { type: "Strike", subtype: "Air" }));
  assert.deepEqual(trigger(store).events.map(({ subtype }) => subtype), ["Air", "Air"]);
  store.act(deeds.removeEvent(first));
  assert.deepEqual(trigger(store).events.map(({ id }) => id), [second.id]);
  store.undo();
  assert.equal(trigger(store).events.length, 2);
});
