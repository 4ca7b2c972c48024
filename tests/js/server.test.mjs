// What an answer of the server is taken for.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { history, post, statedBy } from "../../static/js/lib/server.js";

const { fetch } = globalThis;
afterEach(() => (globalThis.fetch = fetch));

/** Let every request be answered so. */
function answering(body, status = 200) {
  globalThis.fetch = async () => new Response(status === 204 ? null : body, { status });
}

const save = () => post("/operations", { layer: 1, token: "t", revision: 3, operations: [] });

test("an answer is its status and its JSON", async () => {
  answering('{"revision": 4}');
  assert.deepEqual(await save(), { status: 200, body: { revision: 4 } });
  answering('{"problem": {"code": "stale"}}', 409);
  assert.deepEqual(await save(), { status: 409, body: { problem: { code: "stale" } } });
  answering("", 204);
  assert.deepEqual(await history("/history", 3), { status: 204, body: {} });
});

test("an answer that is cut off, or not ours, is none: nothing counts as saved by it", async () => {
  for (const body of ['{"revision": 4, "sav', "<!doctype html><title>Sign in to the hotel</title>", ""]) {
    answering(body);
    await assert.rejects(save());
    await assert.rejects(history("/history", 3));
    assert.equal(await statedBy("/values", { start: 0, end: 1, label: "A" }), null);
  }
});

test("a refusal without words is still a refusal", async () => {
  answering("<h1>Bad gateway</h1>", 502);
  assert.deepEqual(await save(), { status: 502, body: {} });
});

test("values that can never be read are none, others may come later", async () => {
  answering('{"attributes": {"low": 3}}');
  assert.deepEqual(await statedBy("/values", {}), { low: 3 });
  answering("{}", 400);
  assert.deepEqual(await statedBy("/values", {}), {});
  answering("{}", 401);
  assert.equal(await statedBy("/values", {}), null);
});
