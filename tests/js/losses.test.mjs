// What a page says could not be kept: only what is really lost, whole, and in the words of who did it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as deeds from "../../static/js/annotate/deeds.js";
import { rebase } from "../../static/js/annotate/rebasing.js";
import { Store } from "../../static/js/annotate/store.js";
import { taking } from "../../static/js/annotate/taking.js";

const { ground } = JSON.parse(readFileSync(new URL("../data/operations.json", import.meta.url), "utf-8"));
const EMPTY = { id: 1, revision: 0, state: "open", spans: [], events: [], decisions: [], notes: [], refusals: [] };
const article = { slice: (start, end) => [...ground.text].slice(start, end).join("") };
const LONG = "كلام ".repeat(24).trim();
const NOTHING = { losses: [], conflicts: [], changes: [] };

function storeOf(layer = EMPTY, at = "2024-01-01T00:00:00Z") {
  const suggestions = ground.suggestions.map((one) => ({ ...one, arguments: [] }));
  return new Store({ document: { text: ground.text }, label_set: ground.label_set, suggestions, layer }, () => at);
}

/** What the server says once it has what was done in `store`. */
function bodyOf({ layer: { state, ...maps }, entries, log }) {
  const parts = Object.entries(maps).map(([name, map]) => [name, [...map.values()]]);
  const layer = { ...EMPTY, state, revision: entries.length, ...Object.fromEntries(parts) };
  return { layer, log: entries.map((one) => ({ ...one, edits: log.get(one.id) })) };
}

/** Two devices that begin with what `common` does: one does `ours`, the other `theirs`; what the first is told then. */
function apart({ common = () => {}, ours, theirs, isReloaded = false }) {
  const there = storeOf(EMPTY, "2025-05-05T05:05:05Z");
  common(there);
  const begun = bodyOf(there);
  const here = storeOf(begun.layer);
  here.stand(begun, []);
  const unsaved = [];
  here.onChange(({ operations }) => unsaved.push(...operations));
  ours(here);
  theirs(there);
  const page = isReloaded ? storeOf(bodyOf(there).layer) : here;
  const { losses, conflicts, changes } = rebase(page, article, bodyOf(there), unsaved, begun.layer.revision);
  return { store: page, losses, conflicts, changes };
}

/** The same, on the page that goes on and on one that was opened anew. */
function always(work, expected) {
  for (const isReloaded of [false, true]) {
    const { losses, conflicts, changes } = apart({ ...work, isReloaded });
    assert.deepEqual({ losses, conflicts, changes }, expected, isReloaded ? "opened anew" : "going on");
  }
}

const accept = (number) => (store) => store.act(deeds.accept(store, store.items.get(`s${number}`)));
const reject = (number) => (store) => store.act(deeds.reject(store.items.get(`s${number}`)));
const mark = (span) => (store) => store.act([{ kind: "add_span", span, start: 0, end: 4, label: "PLACE" }]);
const note = (id, text, more = {}) => (store) => store.act([{ kind: "add_note", note: id, sort: "comment", text, ...more }]);
const unmark = (span) => (store) => store.act([{ kind: "remove_span", span }]);
const finish = (store) => store.act([{ kind: "finish" }]);
const undo = (store) => store.undo();
const all = (...steps) => (store) => steps.forEach((step) => step(store));

test("what was done alike on both sides is no loss and no change", () => {
  always({ ours: accept(1), theirs: accept(1) }, NOTHING);
  always({ ours: accept(3), theirs: accept(3) }, NOTHING); // a trigger with its event
  always({ ours: reject(1), theirs: reject(1) }, NOTHING);
  const rejected = all(...[1, 2, 3, 4, 5, 6].map(reject), finish);
  always({ ours: rejected, theirs: rejected }, NOTHING);
  const unsure = (id) => (store) => store.act([{ kind: "add_note", note: id, sort: "unsure", text: "", suggestion: 1 }]);
  always({ ours: unsure("a"), theirs: unsure("b") }, NOTHING);
  always({ ours: mark("a"), theirs: mark("b") }, NOTHING);
  always({ common: accept(1), ours: undo, theirs: undo }, NOTHING);
  always({ ours: all(mark("a"), note("n", "x", { span: "a" })), theirs: all(mark("b"), note("m", "x", { span: "b" })) }, NOTHING);
  const refuse = (store) => store.act([{ kind: "refuse_argument", trigger: 3, role: "where", filler: 1 }]);
  always({ ours: all(refuse, finish), theirs: all(refuse, finish) }, NOTHING);
});

test("a count that the server has read on one side only is no conflict; one that somebody has put in is", () => {
  const put = (attributes) => (store) => {
    store.act([{ kind: "change_span", span: store.items.get("s4").span.id, attributes }]);
  };
  const [four, five] = [{ kind: "dead", low: 4 }, { kind: "dead", low: 5 }];
  always({ ours: accept(4), theirs: all(accept(4), put(four)) }, NOTHING);
  assert.equal(apart({ ours: all(accept(4), put(five)), theirs: all(accept(4), put(four)) }).conflicts.length, 1);
  const common = all(accept(4), put(five));
  assert.equal(apart({ common, ours: undo, theirs: put(four) }).conflicts.length, 1);
});

test("what differs is still told", () => {
  const { losses, changes } = apart({ ours: reject(1), theirs: all(reject(2), finish) });
  assert.equal(losses.length, 1);
  assert.equal(changes.length, 2);
  assert.equal(apart({ ours: accept(1), theirs: reject(1) }).conflicts.length, 1);
});

test("what was done again after it was undone is a loss", () => {
  const again = all(reject(1), undo, (store) => store.redo());
  assert.equal(apart({ ours: again, theirs: finish }).losses.length, 1);
  assert.deepEqual(apart({ ours: all(reject(1), undo), theirs: finish }).losses, []);
});

test("a lost comment is told whole, with its place, and not as removed elsewhere", () => {
  for (const isReloaded of [false, true]) {
    const { losses, changes } = apart({ ours: note("n", LONG, { suggestion: 1 }), theirs: finish, isReloaded });
    assert.deepEqual(losses.map(({ note: lost }) => lost), [{ id: "n", sort: "comment", text: LONG, key: "s1" }]);
    assert.deepEqual(changes.map(({ text }) => text), isReloaded ? [] : ["The document was finished."]);
  }
});

test("a lost comment that was written and changed here is told once, as it was last", () => {
  const changed = (store) => store.act([{ kind: "change_note", note: "n", text: LONG }]);
  const { losses } = apart({ ours: all(note("n", "x"), changed), theirs: finish });
  assert.deepEqual(losses.map(({ note: lost }) => lost.text), [LONG]);
});

test("a comment on a span that was removed elsewhere is told, also where both sides changed the span", () => {
  const common = mark("a");
  const theirs = unmark("a");
  const { losses, changes } = apart({ common, theirs, ours: note("n", LONG, { span: "a" }) });
  assert.deepEqual(losses.map(({ note: lost }) => [lost.text, lost.key]), [[LONG, "ma"]]);
  assert.deepEqual(changes.map(({ text }) => text.split(":")[0]), ["Removed"]);
  const move = (store) => store.act([{ kind: "change_span", span: "a", start: 5, end: 11 }]);
  const both = apart({ common, theirs, ours: all(move, note("n", LONG, { span: "a" })) });
  assert.equal(both.conflicts.length, 1);
  assert.deepEqual(both.losses.map(({ note: lost }) => lost.text), [LONG]);
});

test("a changed comment whose span was removed elsewhere is taken onto the document", () => {
  const changed = (store) => store.act([{ kind: "change_note", note: "n", text: LONG }]);
  const { store, conflicts } = apart({
    common: all(mark("a"), note("n", "x", { span: "a" })),
    ours: changed,
    theirs: unmark("a"),
  });
  const [{ subject, here }] = conflicts;
  store.act(taking(store, subject, here));
  const [taken] = store.layer.notes.values();
  assert.deepEqual([taken.text, taken.span, taken.suggestion], [LONG, null, null]);
});

test("a lost change of an event names the event, the role and the words", () => {
  const work = {
    common: all(accept(3), accept(1)),
    ours(store) {
      const [event] = store.layer.events.values();
      const { span } = store.items.get("s1");
      store.act([{ kind: "set_argument", event: event.id, role: "where", span: span.id }]);
    },
    theirs: (store) => store.act(["s1"].map((key) => removal(store, key))),
  };
  for (const isReloaded of [false, true]) {
    const { losses } = apart({ ...work, isReloaded });
    assert.equal(losses.length, 1);
    for (const words of ["Where", "وصلَ", "الوفدُ"]) assert.match(losses[0].text, new RegExp(words));
  }
});

const removal = (store, key) => ({ kind: "remove_span", span: store.items.get(key).span.id });
