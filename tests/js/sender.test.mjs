// The sender of adjudication with a server that the test answers for.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Sender } from "../../static/js/adjudicate/sender.js";

/** A sender whose requests are answered so, and what it has told. */
function sent(status, body) {
  const told = [];
  const storage = { kept: null, getItem: () => null, setItem: (_, kept) => (storage.kept = kept), removeItem: () => (storage.kept = null) };
  const fetching = async () => ({ status, json: async () => body });
  const on = { answered: () => told.push("answered"), refused: ({ message }, { key }) => told.push(`${key}: ${message}`), changed: () => {} };
  const sender = new Sender("place", "token", on, { storage, fetching });
  for (const key of ["one", "two"]) sender.send({ method: "POST", url: "/", body: {}, key });
  return { sender, storage, told };
}

test("decisions on a document that is gone are given back, and tried no more", async () => {
  const { sender, storage, told } = sent(404, { problem: { message: "There is no such page." } });
  await new Promise(setImmediate);
  assert.deepEqual(told, ["one: There is no such page.", "two: There is no such page."]);
  assert.ok(sender.isDone);
  assert.equal(sender.state, "saved");
  assert.equal(storage.kept, null);
});

test("one decision that cannot be kept does not take the next with it", async () => {
  const { told } = sent(422, { problem: { message: "no" } });
  await new Promise(setImmediate);
  assert.deepEqual(told, ["one: no", "two: no"]);
});
