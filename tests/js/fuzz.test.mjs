// Thousands of operations of every kind by chance: a store goes back to its start and forth to its end; pages that work
// apart, with a server that is lost now and then, end with one layer, and what became of each deed is known.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { rebase } from "../../static/js/annotate/rebasing.js";
import { apart, isSameNote } from "../../static/js/annotate/sides.js";
import { Store } from "../../static/js/annotate/store.js";
import { same } from "../../static/js/lib/same.js";
import { SaveQueue } from "../../static/js/lib/save_queue.js";
import { apply, layerFrom } from "../../static/js/text/edits.js";
import { plan } from "../../static/js/text/layer.js";
import { Problem } from "../../static/js/text/problem.js";
import { chance } from "./random.mjs";

const { ground } = JSON.parse(readFileSync(new URL("../data/operations.json", import.meta.url), "utf-8"));
const EMPTY = { id: 1, revision: 0, state: "open", spans: [], events: [], decisions: [], notes: [], refusals: [] };
const article = { slice: (start, end) => [...ground.text].slice(start, end).join("") };

function storeOf(layer = EMPTY) {
  const suggestions = ground.suggestions.map((one) => ({ ...one, arguments: [] }));
  return new Store(
    { document: { text: ground.text }, label_set: ground.label_set, suggestions, layer },
    () => "2024-01-01T00:00:00Z",
  );
}

const { labels: LABELS, roles: ROLES, event_types: TYPES } = ground.label_set;
let made = 0;
const fresh = (kind) => `${kind}${(made += 1)}`;

/** One operation of any kind, on what the layer holds; it may be one that cannot be done. */
function operation(layer, random) {
  const one = (list) => list[Math.floor(random() * list.length)];
  const suggestion = one(ground.suggestions).id;
  const [span, event, note] = [layer.spans, layer.events, layer.notes].map((map) => one([...map.keys()]) ?? "none");
  const start = Math.floor(random() * ([...ground.text].length - 1));
  const place = { start, end: start + 1 + Math.floor(random() * 4) };
  const label = one(LABELS).id;
  const type = one(TYPES).id;
  const role = one(ROLES).id;
  const filled = one([...layer.events.values()].flatMap(({ id, arguments: all }) => all.map((each) => ({ event: id, ...each }))));
  const refusal = one([...layer.refusals.values()]);
  const kinds = [
    { kind: "accept", suggestion, span: fresh("s"), event: fresh("e") },
    { kind: "fix", suggestion, span: fresh("s"), ...place, label, event: fresh("e"), type, subtype: null },
    { kind: "reject", suggestion },
    { kind: "reopen", suggestion },
    { kind: "add_span", span: fresh("s"), ...place, label },
    { kind: "change_span", span, ...place },
    { kind: "change_span", span, label },
    { kind: "remove_span", span },
    { kind: "add_event", event: fresh("e"), trigger: span, type, subtype: null },
    { kind: "change_event", event, type, subtype: null },
    { kind: "remove_event", event },
    { kind: "set_argument", event, role, span },
    { kind: "set_argument", event, role, span },
    { kind: "refuse_argument", trigger: suggestion, role, filler: one(ground.suggestions).id },
    { kind: "add_note", note: fresh("n"), sort: one(["comment", "unsure", "flag"]), text: one(["", "?"]), ...one([{}, { suggestion }, { span }]) },
    { kind: "change_note", note, text: one(["a", "b"]) },
    { kind: "remove_note", note },
    { kind: "skip", note: fresh("n"), reason: "?" },
    { kind: "finish" },
    ...Array(4).fill({ kind: "resume" }),
  ];
  if (filled) kinds.push({ kind: "unset_argument", ...filled });
  if (refusal) kinds.push({ kind: "reopen_argument", trigger: refusal.trigger, role: refusal.role, filler: refusal.filler });
  return one(kinds);
}

/** Do `act`; false where that cannot be. */
function tried(act) {
  try {
    act();
    return true;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return false;
  }
}

/** Do a step of one to three operations; whether it could be done. */
function step(store, random) {
  const operations = Array.from({ length: 1 + Math.floor(random() * 3) }, () => operation(store.layer, random));
  return tried(() => store.act(random() < 0.8 ? operations.slice(0, 1) : operations));
}

/** What a layer holds without its times, in an order of its own. */
function said({ state, ...maps }) {
  const timeless = ({ decided_at: decided, noted_at: noted, ...rest }) => rest;
  const entries = (map) => [...map].map(([id, one]) => [String(id), timeless(one)]).sort(([one], [other]) => (one < other ? -1 : 1));
  return { state, ...Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, entries(map)])) };
}

test("undoing thousands of deeds of every kind leads to the start, doing them again to the end", () => {
  const kinds = new Map();
  for (let seed = 1; seed <= 12; seed += 1) {
    const [random, store] = [chance(seed), storeOf()];
    const start = said(store.layer);
    for (let moves = 0; moves < 600; moves += 1) {
      const luck = random();
      if (luck < 0.1) tried(() => store.undo());
      else if (luck < 0.15) tried(() => store.redo());
      else step(store, random);
    }
    for (const { kind } of store.entries) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const end = said(store.layer);
    const steps = store.stacks.done.length;
    assert.ok(steps > 20, `seed ${seed}: ${steps} steps`);
    while (store.undo());
    assert.deepEqual(said(store.layer), start, `seed ${seed}`);
    for (let number = 0; number < steps; number += 1) assert.equal(store.redo(), true);
    assert.deepEqual(said(store.layer), end, `seed ${seed}`);
  }
  assert.equal(kinds.size, 21, [...kinds.keys()].join(" ")); // all of them
  assert.ok([...kinds.values()].every((count) => count > 5), JSON.stringify([...kinds]));
});

/** A server with one layer, which plans as the page does: that both plan alike is tested elsewhere. */
class Server {
  constructor() {
    Object.assign(this, { layer: layerFrom(EMPTY), log: [] });
    const { ground: shared } = storeOf();
    this.ground = { ...shared, editsOf: (id) => this.log.find((one) => one.id === id)?.edits ?? null };
  }

  get state() {
    const parts = Object.entries(this.layer).map(([name, one]) => [name, one instanceof Map ? [...one.values()] : one]);
    return { layer: { id: 1, revision: this.log.length, ...Object.fromEntries(parts) }, log: [...this.log] };
  }

  save(operations, revision) {
    const known = new Map(this.log.map(({ id }, index) => [id, index + 1]));
    const fresh = operations.filter(({ id }) => !known.has(id));
    if (!fresh.length) return { status: 200, body: { revision: Math.max(...operations.map(({ id }) => known.get(id))) } };
    if (revision !== this.log.length) return { status: 409, body: this.state };
    const [before, count] = [this.layer, this.log.length];
    for (const one of fresh) {
      try {
        const edits = plan({ ...one, at: "2025-05-05T05:05:05Z" }, this.layer, this.ground);
        this.layer = apply(this.layer, edits);
        this.log.push({ id: one.id, step: one.step, kind: one.kind, operations: one.operations, edits });
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        const body = { operation: one.id, problem: { message: problem.message } };
        [this.layer, this.log.length] = [before, count];
        return { status: 422, body: { ...body, ...this.state } };
      }
    }
    return { status: 200, body: { revision: this.log.length } };
  }

  replayed() {
    return this.log.reduce((layer, { edits }) => apply(layer, edits), layerFrom(EMPTY));
  }
}

const settled = () => new Promise((done) => setImmediate(done));
const clock = { setTimeout: () => 0, clearTimeout: () => {} };

/** The notes that were written on this side and do not stand now, by id. */
const notesLost = ({ base, here }, store) =>
  [...here.layer.notes].filter(([id, note]) => note.sort !== "skip" && !same(note, base.notes.get(id)) && !isSameNote(id, here, store)).map(([id]) => id);

const isTold = (id, { losses, conflicts }) =>
  losses.some(({ note }) => note?.id === id) || conflicts.some(({ subject }) => subject.note === id);

/** A page on `server`, as saving.js makes it, with what it keeps; the way to the server is `way()`: there, lost, unheard. */
function pageOn(server, way) {
  const page = { kept: [], given: new Set(), told: new Set(), silent: [] };
  const begin = () => {
    const { layer } = server.state;
    const store = storeOf(layer);
    const asked = async (answer) => {
      await settled();
      const how = way();
      if (how === "lost") throw new Error("lost");
      const found = answer();
      if (how === "unheard") throw new Error("unheard");
      return found;
    };
    const take = (body) => {
      const { unsaved } = queue;
      if (!unsaved.length) return store.stand(body, []).kept;
      const since = Math.min(queue.revision, page.since ?? queue.revision);
      page.since = null;
      const sides = apart(store, body, unsaved, since);
      const { kept, ...told } = rebase(store, article, body, unsaved, since);
      page.silent.push(...notesLost(sides, store).filter((id) => !isTold(id, told)));
      const still = new Set([...kept.map(({ id }) => id), ...body.log.map(({ id }) => id)]);
      for (const { id } of unsaved) if (!still.has(id)) page.told.add(id);
      return kept;
    };
    const send = (batch, revision) => asked(() => server.save(batch, revision));
    const look = () => asked(() => ({ status: 200, body: server.state }));
    const keep = () => (page.kept = [...queue.unsaved]);
    const events = { changed: () => queue && keep(), stale: take, refused: take, looked: take };
    const queue = new SaveQueue({ revision: layer.revision, send, look, events, clock });
    store.onChange(({ operations }) => {
      for (const { id } of operations) page.given.add(id);
      if (operations.length) queue.push(operations);
    });
    Object.assign(page, { store, queue });
  };
  begin();
  page.reload = () => {
    const { kept, queue } = page;
    queue.push = () => {};
    queue.events.changed = () => {};
    queue.send = queue.look = () => new Promise(() => {}); // the old page is gone
    page.since = kept.length ? queue.revision : null;
    begin();
    if (kept.length) page.queue.restore(kept);
  };
  return page;
}

test("pages that work apart end with one layer, and each deed is there or was told to be lost", async () => {
  let [given, told] = [0, 0];
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = chance(seed);
    const server = new Server();
    const isUp = [true, true];
    const way = (number) => () => (isUp[number] ? "there" : random() < 0.5 ? "lost" : "unheard");
    const pages = [0, 1].map((number) => pageOn(server, way(number)));
    for (let moves = 0; moves < 120; moves += 1) {
      const number = random() < 0.5 ? 0 : 1;
      const page = pages[number];
      const luck = random();
      if (luck < 0.06) isUp[number] = !isUp[number];
      else if (luck < 0.1 && !page.queue.flying) page.reload();
      else if (luck < 0.2) tried(() => page.store.undo());
      else if (luck < 0.25) tried(() => page.store.redo());
      else if (luck < 0.3) page.queue.ask();
      else step(page.store, random);
      if (random() < 0.6) await settled();
      page.queue.again();
    }
    isUp.fill(true);
    for (let turns = 0; turns < 200; turns += 1) {
      for (const { queue } of pages) queue.again();
      await settled();
    }
    for (const { queue } of pages) queue.ask();
    for (let turns = 0; turns < 20; turns += 1) await settled();
    assert.deepEqual(said(server.replayed()), said(server.layer), `seed ${seed}`);
    const logged = new Set(server.log.map(({ id }) => id));
    for (const page of pages) {
      assert.deepEqual([page.queue.state, page.queue.unsaved], ["saved", []], `seed ${seed}`);
      assert.deepEqual(said(page.store.layer), said(server.layer), `seed ${seed}`);
      for (const id of page.given) assert.notEqual(logged.has(id), page.told.has(id), `seed ${seed}: ${id}`);
      assert.deepEqual(page.silent, [], `seed ${seed}`);
      given += page.given.size;
      told += page.told.size;
    }
    assert.equal(logged.size, server.log.length, "nothing is done twice");
  }
  assert.ok(given > 1500 && told > 50, `${given} given, ${told} told`);
});
