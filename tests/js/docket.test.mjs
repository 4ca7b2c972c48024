// What is looked at in adjudication, and how decisions reach the server: one after the other, none twice, none lost.

import assert from "node:assert/strict";
import { test } from "node:test";

import { chosenOf } from "../../static/js/adjudicate/card.js";
import { Deeds } from "../../static/js/adjudicate/deeds.js";
import { Docket } from "../../static/js/adjudicate/docket.js";
import { Sender } from "../../static/js/adjudicate/sender.js";

const caseAt = (start, state = "open", more = {}) => ({
  key: `${start}-${start + 2}-LOCATION`, start, end: start + 2, label: "LOCATION", kinds: [], without: [], parts: [], state,
  options: [{ letter: "A", by: ["2"], start, end: start + 2, label: "LOCATION", attributes: {}, events: [] }],
  result: null, stale: false, opinion: null, ...more,
});

const settlingOf = (cases, more = {}) => ({
  stamp: "s", annotators: ["2", "3"], cases, verdicts: [], lost: [], gone: 0, gold: null, people: { 2: "layla" }, ...more,
});

const docketOf = (cases, more) =>
  new Docket({ user: "1", label_set: { labels: [] }, settling: settlingOf(cases, more) }, () => {});

class Storage {
  kept = new Map();
  getItem = (name) => this.kept.get(name) ?? null;
  setItem = (name, value) => this.kept.set(name, value);
  removeItem = (name) => this.kept.delete(name);
}

const ok = (body) => ({ status: 200, json: async () => body });
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("the list shows what is to be decided, and always what is looked at", () => {
  const docket = docketOf([caseAt(0), caseAt(5, "agreed"), caseAt(9)]);
  assert.deepEqual(docket.list.map(({ start }) => start), [0, 9]);
  docket.focus("5-7-LOCATION");
  assert.deepEqual(docket.list.map(({ start }) => start), [0, 5, 9]);
  docket.onward();
  assert.equal(docket.current, "9-11-LOCATION");
  docket.onward();
  assert.equal(docket.current, "0-2-LOCATION");
});

test("a document in which nothing is open shows all of it", () => {
  assert.equal(docketOf([caseAt(0, "agreed")]).shown, "all");
});

test("what is being sent counts as decided, and the next case comes", () => {
  const docket = docketOf([caseAt(0), caseAt(5)]);
  const sent = [];
  const deeds = new Deeds(docket, { send: (request) => sent.push(request) }, { verdicts: "/v" });
  deeds.decide(docket.case, { nothing: true });
  assert.deepEqual(docket.numbers, { total: 2, open: 1 });
  assert.equal(docket.current, "5-7-LOCATION");
  assert.equal(sent[0].body.stamp, "s");
});

test("undo takes back the last decision, redo decides again, a new one forgets what was undone", () => {
  const docket = docketOf([caseAt(0), caseAt(5)], {
    verdicts: [{ id: "old", case: "0-2-LOCATION", by: "1", withdrawn: false, choice: {} }, { id: "other", case: "x", by: "7", withdrawn: false, choice: {} }],
  });
  const sent = [];
  const deeds = new Deeds(docket, { send: (request) => sent.push(request) }, { verdicts: "/v" });
  assert.equal(deeds.undo(), true);
  assert.deepEqual([sent[0].method, sent[0].url], ["POST", "/v/old/withdrawal"]);
  assert.equal(deeds.undo(), false); // what another curator decided is theirs
  assert.equal(deeds.redo(), true);
  assert.equal(sent[1].method, "DELETE");
  deeds.undo();
  deeds.decide(docket.case, { nothing: true });
  assert.equal(deeds.redo(), false);
});

test("when a case is gone, the nearest one is looked at", () => {
  const docket = docketOf([caseAt(0), caseAt(50)]);
  docket.focus("50-52-LOCATION");
  docket.take(settlingOf([caseAt(0), caseAt(48)]));
  assert.equal(docket.current, "48-50-LOCATION");
});

test("which answer a case was settled by", () => {
  const [option] = caseAt(0).options;
  assert.equal(chosenOf(caseAt(0)), null);
  assert.equal(chosenOf(caseAt(0, "decided")), "nothing");
  assert.equal(chosenOf(caseAt(0, "decided", { result: { ...option } })), 0);
  assert.equal(chosenOf(caseAt(0, "decided", { result: { ...option, end: 3 } })), "edited");
});

test("requests go one after the other, and are forgotten when the server has them", async () => {
  const storage = new Storage();
  const [asked, answered] = [[], []];
  const fetching = async (url, { body }) => {
    asked.push(JSON.parse(body).id);
    return ok({ number: asked.length });
  };
  const on = { answered: (body) => answered.push(body.number), refused() {}, changed() {} };
  const sender = new Sender("p", "token", on, { storage, fetching });
  for (const id of ["a", "b"]) sender.send({ method: "POST", url: "/v", body: { id }, key: id });
  await settled();
  await settled();
  await settled();
  assert.deepEqual([asked, answered, sender.state], [["a", "b"], [1, 2], "saved"]);
  assert.equal(storage.getItem("p"), null);
});

test("what the server never got is there for the next page", async () => {
  const storage = new Storage();
  const fetching = async () => {
    throw new TypeError("no network");
  };
  const on = { answered() {}, refused() {}, changed() {} };
  const sender = new Sender("p", "token", on, { storage, fetching });
  sender.send({ method: "POST", url: "/v", body: { id: "a" }, key: "a" });
  await settled();
  clearTimeout(sender.timer);
  assert.equal(sender.state, "retrying");
  assert.deepEqual(new Sender("p", "token", on, { storage, fetching }).requests.map(({ key }) => key), ["a"]);
});

test("where the layers have changed, all that waits is given back with the document as it is", async () => {
  const refused = [];
  const fetching = async () => ({ status: 409, json: async () => ({ problem: { message: "changed" }, settling: { stamp: "t" } }) });
  const on = { answered() {}, refused: (problem, { key }, settling) => refused.push([problem.message, key, settling.stamp]), changed() {} };
  const sender = new Sender("p", "token", on, { storage: new Storage(), fetching });
  sender.requests = [{ method: "POST", url: "/v", body: {}, key: "a" }];
  sender.send({ method: "POST", url: "/v", body: {}, key: "b" });
  await settled();
  await settled();
  assert.deepEqual(refused, [["changed", "a", "t"], ["changed", "b", "t"]]);
  assert.equal(sender.isDone, true);
});
