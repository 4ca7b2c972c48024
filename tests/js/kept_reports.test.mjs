// What was reported and not put away: for the same person, in the same document.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KeptReports } from "../../static/js/annotate/kept_reports.js";

/** A storage as browsers have it: its names are its own properties, its methods are not. */
class FakeStorage {
  getItem(name) {
    return this[name] ?? null;
  }

  setItem(name, value) {
    this[name] = value;
  }

  removeItem(name) {
    delete this[name];
  }
}

const suggestion = { id: 7, start: 0, end: 4, reason: "" };
const item = { key: "s7", suggestion, span: null, state: "rejected", start: 0, end: 4, label: "PLACE", events: [] };
const fillers = new Map([["a", { id: "a", start: 0, end: 4 }]]);
const conflict = { subject: { key: "s7" }, here: { item, fillers }, elsewhere: { item: null, fillers: new Map() } };
const onNote = { subject: { note: "n" }, here: { note: { id: "n", text: "x" } }, elsewhere: { note: null } };
const found = { conflicts: [conflict, onNote], losses: [{ key: null, text: "x" }], changes: [], more: 0 };
const suggestions = new Map([[7, suggestion]]);

test("a report comes back as it was, until it is put away", () => {
  const storage = new FakeStorage();
  new KeptReports(1, 2, storage).add(found);
  const again = new KeptReports(1, 2, storage);
  assert.deepEqual(again.all(suggestions), [found]);
  assert.deepEqual(again.all(new Map())[0].conflicts, [onNote]); // its suggestion is not there any more
  again.forget();
  assert.deepEqual(Object.keys(storage), []);
});

test("a report is for one document, and what another tab found stays", () => {
  const storage = new FakeStorage();
  const [one, other] = [new KeptReports(1, 2, storage), new KeptReports(1, 2, storage)];
  one.add(found);
  other.add({ ...found, more: 3 });
  assert.deepEqual(new KeptReports(1, 3, storage).all(suggestions), []);
  one.forget();
  assert.deepEqual(new KeptReports(1, 2, storage).all(suggestions).map(({ more }) => more), [3]);
});

test("who comes after somebody else finds nothing, and leaves nothing of theirs", () => {
  const storage = new FakeStorage();
  storage.setItem("tour", "done");
  new KeptReports(1, 2, storage).add(found);
  new KeptReports(12, 2, storage).add(found);
  assert.deepEqual(Object.keys(storage), ["tour", "report-12-2"]);
  assert.deepEqual(new KeptReports(1, 2, storage).all(suggestions), []);
  assert.deepEqual(Object.keys(storage), ["tour"]);
});

test("without storage there is nothing to keep", () => {
  const reports = new KeptReports(1, 2, null);
  reports.add(found);
  assert.deepEqual(reports.all(suggestions), []);
  reports.forget();
});
