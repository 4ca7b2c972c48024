// The other places of a name: which are offered after a decision, which are left alone, and what comes of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as deeds from "../../static/js/annotate/deeds.js";
import { deciding, placesFor } from "../../static/js/annotate/places.js";
import { Store } from "../../static/js/annotate/store.js";
import { SameNames } from "../../static/js/text/same_names.js";
import { Snapper } from "../../static/js/text/snapping.js";
import { chance } from "./random.mjs";

const label = (id, more) => ({ id, title: { en: id }, colour: "#117733", key: "", attributes: [], retired: false, ...more });
const LABELS = {
  labels: [label("TOWN"), label("GROUP"), label("OLD", { retired: true }), label("EVENT", { trigger: true })],
  event_types: ["Strike", "Clash"].map((id) => ({ id, title: {}, subtypes: [] })),
  event_attributes: [],
  roles: [],
};

/**
 * A store of a text with cuts written as "|", and the names in it. `suggested` are [words, which of their places, label,
 * type].
 */
function read(marked, ...suggested) {
  const text = marked.replaceAll("|", "");
  const cuts = [...marked.matchAll(/\|/g)].map(({ index }, before) => index - before);
  const tokens = [...text.matchAll(/\S+/g)].flatMap(({ 0: { length }, index }) => [index, index + length]);
  const suggestions = suggested.map(([words, nth, name, type = null], index) => {
    let start = -1;
    for (let turn = 0; turn <= nth; turn += 1) start = text.indexOf(words, start + 1);
    const more = { score: 0.5, suggester: "x", reason: "", type, subtype: null, attributes: {}, arguments: [] };
    return { id: index + 1, start, end: start + words.length, label: name, ...more };
  });
  const layer = { id: 1, revision: 0, state: "open", spans: [], events: [], decisions: [], notes: [], refusals: [] };
  const store = new Store({ document: { text }, label_set: LABELS, suggestions, layer });
  const names = new SameNames(store.ground.points, new Snapper(store.ground.points, tokens, cuts));
  return { store, names, text };
}

const item = (store, id) => store.items.get(`s${id}`);
const states = ({ store, text }) =>
  [...store.items.values()].map((one) => [text.slice(one.start, one.end), one.label, one.state]);

/** The places that are ticked, and the others; then what is ticked is decided on as one step. */
function propagate({ store, names, text }, subject) {
  const places = placesFor(store, subject, names);
  const said = (ticked) => places.filter((one) => one.ticked === ticked).map(({ start, end }) => text.slice(start, end));
  const found = { ticked: said(true), left: said(false) };
  const operations = deciding(store, subject, places.filter(({ ticked }) => ticked));
  if (operations.length) store.act(operations);
  return found;
}

test("a new span where nothing is suggested, an acceptance where the same is, a fix where another label is: one step", () => {
  const desk = read("حلب ثم ب|حلب ول|حلب و|حلب", ["حلب", 0, "TOWN"], ["حلب", 1, "TOWN"], ["حلب", 2, "GROUP"]);
  const { store } = desk;
  store.act(deeds.accept(store, item(store, 1)));
  const before = states(desk);
  assert.deepEqual(propagate(desk, item(store, 1)), { ticked: ["حلب", "حلب", "حلب"], left: [] });
  assert.deepEqual(states(desk).map(([, name, state]) => `${name} ${state}`), [
    "TOWN accepted",
    "TOWN accepted",
    "TOWN fixed",
    "TOWN added",
  ]);
  assert.equal(store.stacks.done.length, 2);
  store.undo();
  assert.deepEqual(states(desk), before);
  store.redo();
  assert.equal(store.layer.spans.size, 4);
  assert.deepEqual(placesFor(store, item(store, 1), desk.names), []);
});

test("a suggestion with a clitic, or of a part of the name, is mended into the name", () => {
  const desk = read("ريف حلب ثم ريف حلب وب|ريف حلب", ["ريف حلب", 0, "TOWN"], ["حلب", 1, "TOWN"], ["وبريف حلب", 0, "GROUP"]);
  const { store } = desk;
  store.act(deeds.accept(store, item(store, 1)));
  propagate(desk, item(store, 1));
  assert.deepEqual(states(desk), [
    ["ريف حلب", "TOWN", "accepted"],
    ["ريف حلب", "TOWN", "fixed"],
    ["ريف حلب", "TOWN", "fixed"],
  ]);
});

test("what was mended here is mended elsewhere; a longer name of which it is only a part is left alone", () => {
  const desk = read("مدينة حلب ثم مدينة حلب ثم ريف حلب", ["مدينة حلب", 0, "TOWN"], ["مدينة حلب", 1, "TOWN"], ["ريف حلب", 0, "TOWN"]);
  const { store } = desk;
  store.act(deeds.moveBoundaries(store, item(store, 1), 6, 9));
  assert.deepEqual(propagate(desk, item(store, 1)), { ticked: ["حلب"], left: ["حلب"] });
  assert.deepEqual(states(desk).map(([words]) => words), ["حلب", "حلب", "ريف حلب"]);
});

test("what is decided otherwise is left alone: rejected, labelled otherwise, a part of what is labelled", () => {
  const desk = read("حلب و|حلب ثم حلب ثم جبل حلب وريف حلب", ...[0, 1, 2].map((nth) => ["حلب", nth, "TOWN"]));
  const { store } = desk;
  store.act(deeds.accept(store, item(store, 1)));
  store.act(deeds.reject(item(store, 2)));
  store.act(deeds.relabel(store, item(store, 3), "GROUP"));
  store.act(deeds.addSpan(store, [19, 26], "GROUP"));
  store.act(deeds.addSpan(store, [28, 35], "TOWN"));
  const places = placesFor(store, item(store, 1), desk.names);
  assert.deepEqual(places.map(({ ticked, standing }) => [ticked, standing.label, standing.state]), [
    [false, "TOWN", "rejected"],
    [false, "GROUP", "fixed"],
    [false, "GROUP", "added"],
  ]);
  store.act(deciding(store, item(store, 1), places)); // ticked after all
  assert.equal([...store.layer.spans.values()].filter((span) => span.label === "TOWN").length, 5);
});

test("a suggestion that is the same lies in others as it may; what is only a part of a suggestion is not marked anew", () => {
  const desk = read("حلب و15 من حلب و20 من حلب", ["حلب", 0, "TOWN"], ["حلب", 1, "TOWN"], ["15 من حلب", 0, "GROUP"], ["20 من حلب", 0, "GROUP"]);
  const { store } = desk;
  store.act(deeds.accept(store, item(store, 1)));
  store.act(deeds.accept(store, item(store, 3)));
  assert.deepEqual(propagate(desk, item(store, 1)), { ticked: ["حلب"], left: ["حلب"] });
  assert.equal(item(store, 2).state, "accepted");
});

test("of a rejected suggestion the undecided ones of the same name and label are rejected, and nothing is marked", () => {
  const names = [["حلب", 0, "TOWN"], ["حلب", 1, "TOWN"], ["ولحلب", 0, "TOWN"], ["حلب", 3, "GROUP"], ["حلب", 4, "TOWN"]];
  const desk = read("حلب ثم ب|حلب ول|حلب و|حلب ثم حلب و|حلب", ...names);
  const { store } = desk;
  store.act(deeds.reject(item(store, 1)));
  store.act(deeds.accept(store, item(store, 5)));
  propagate(desk, item(store, 1));
  assert.deepEqual(states(desk).map(([, , state]) => state), ["rejected", "rejected", "rejected", "undecided", "accepted"]);
  store.undo();
  assert.deepEqual(states(desk).map(([, , state]) => state), ["rejected", "undecided", "undecided", "undecided", "accepted"]);
});

test("of a trigger the same type goes along: suggestions of another type or label are left alone", () => {
  const strikes = [["قصف", 0, "EVENT", "Strike"], ["قصف", 1, "EVENT", "Strike"], ["قصف", 2, "EVENT", "Clash"], ["قصف", 3, "TOWN"]];
  const desk = read("قصف و|قصف ثم قصف ثم قصف ثم قصف", ...strikes);
  const { store } = desk;
  store.act(deeds.accept(store, item(store, 1)));
  assert.deepEqual(propagate(desk, item(store, 1)), { ticked: ["قصف", "قصف"], left: ["قصف", "قصف"] });
  assert.deepEqual(states(desk).map(([, , state]) => state), ["accepted", "accepted", "undecided", "undecided", "added"]);
  assert.deepEqual([...store.layer.events.values()].map(({ type }) => type), ["Strike", "Strike", "Strike"]);
});

test("one suggestion becomes one span, though the name stands in it twice", () => {
  const desk = read("بيروت بيروت ثم بيروت بيروت", ["بيروت بيروت", 0, "TOWN"], ["بيروت بيروت", 1, "TOWN"]);
  const { store } = desk;
  store.act(deeds.moveBoundaries(store, item(store, 1), 0, 5));
  const places = placesFor(store, item(store, 1), desk.names);
  store.act(deciding(store, item(store, 1), places));
  assert.deepEqual(states(desk).map(([words]) => words), ["بيروت", "بيروت", "بيروت", "بيروت"]);
});

test("a label that is no longer on offer goes nowhere", () => {
  const desk = read("حلب ثم حلب", ["حلب", 0, "OLD"], ["حلب", 1, "OLD"]);
  const { store } = desk;
  assert.deepEqual(placesFor(store, item(store, 1), desk.names), []);
  store.act(deeds.reject(item(store, 1)));
  assert.equal(placesFor(store, item(store, 1), desk.names).length, 1);
});

/** A desk with a random text, random suggestions in it, and random decisions on some of them. */
function drawn(random) {
  const some = (list) => list[Math.floor(random() * list.length)];
  const pieces = ["حلب", "و|حلب", "ب|حلب", "ريف حلب", "قصف", "و|قصف", "بيروت", "لل|نظام", "النظام"];
  const marked = Array.from({ length: 6 + Math.floor(random() * 12) }, () => some(pieces)).join(" ");
  const plain = marked.replaceAll("|", "");
  const kinds = [["TOWN"], ["GROUP"], ["EVENT", "Strike"], ["EVENT", "Clash"]];
  const words = ["حلب", "ريف حلب", "وحلب", "قصف", "النظام", "حلب و"];
  const suggested = Array.from({ length: 9 }, () => [some(words), Math.floor(random() * 4), ...some(kinds)]);
  const desk = read(marked, ...suggested.filter(([word, nth]) => plain.split(word).length > nth + 1));
  for (const { suggestion } of [...desk.store.items.values()]) {
    const one = desk.store.items.get(`s${suggestion.id}`);
    const label = some(["TOWN", "GROUP"]);
    const deed = some([() => [], () => deeds.reject(one), () => deeds.accept(desk.store, one), () => deeds.relabel(desk.store, one, label)]);
    try {
      desk.store.act(deed());
    } catch (problem) {
      assert.equal(problem.code, "span-double");
    }
  }
  return { ...desk, subject: some([...desk.store.items.values()]) };
}

test("whatever is suggested and decided: what is ticked can be done, touches no decision, and is one step", () => {
  const random = chance(11);
  let count = 0;
  for (let round = 0; round < 500; round += 1) {
    const { store, names, subject } = drawn(random);
    if (!subject) continue;
    const places = placesFor(store, subject, names);
    for (const some of [places.filter(({ ticked }) => ticked), places]) {
      const before = store.layer;
      const operations = deciding(store, subject, some);
      if (!operations.length) continue;
      store.act(operations);
      count += some.length;
      for (const span of before.spans.values()) assert.equal(store.layer.spans.get(span.id), span);
      const left = placesFor(store, store.items.get(subject.key), names);
      const isDone = (place) => !left.some((one) => one.start === place.start && one.end === place.end);
      assert.ok(some.every(isDone), JSON.stringify(some));
      store.undo();
      assert.deepEqual(store.layer, before);
    }
  }
  assert.ok(count > 500, `${count} places`);
});
