// The save queue with a clock and a server that the test holds in its hands.

import assert from "node:assert/strict";
import { test } from "node:test";

import { SaveQueue } from "../../static/js/lib/save_queue.js";

class Clock {
  constructor() {
    this.now = 0;
    this.timers = new Map();
    this.made = 0;
    this.setTimeout = (run, delay) => {
      this.made += 1;
      this.timers.set(this.made, { run, at: this.now + delay });
      return this.made;
    };
    this.clearTimeout = (id) => this.timers.delete(id);
  }

  async pass(time) {
    this.now += time;
    for (const [id, { run, at }] of [...this.timers]) {
      if (at > this.now) continue;
      this.timers.delete(id);
      run();
    }
    await settled();
  }
}

const settled = () => new Promise((done) => setImmediate(done));
const op = (id) => ({ id });

/** A queue, the requests it sent, and `answer` for the oldest unanswered one. */
function setUp(events = {}) {
  const clock = new Clock();
  const requests = [];
  const states = [];
  const send = (batch, revision, signal) =>
    new Promise((resolve, reject) => {
      requests.push({ ids: batch.map(({ id }) => id), revision, resolve, reject });
      signal.addEventListener("abort", () => reject(new Error("aborted")));
    });
  const queue = new SaveQueue({
    revision: 1,
    send,
    clock,
    events: { changed: () => states.push(queue?.state), stale: () => [], refused: () => [], ...events },
  });
  let answered = 0;
  const answer = async (status, body = {}) => {
    const request = requests[answered];
    answered += 1;
    if (status === 0) request.reject(new TypeError("network"));
    else request.resolve({ status, body });
    await settled();
  };
  return { queue, requests, clock, answer, states };
}

test("one request is on the way; what comes meanwhile goes together in the next, in order", async () => {
  const { queue, requests, answer } = setUp();
  queue.push([op("a")]);
  queue.push([op("b"), op("c")]);
  queue.push([op("d")]);
  assert.deepEqual(requests.map(({ ids }) => ids), [["a"]]);
  await answer(200, { revision: 2, saved: ["a"] });
  assert.deepEqual(requests.map(({ ids }) => ids), [["a"], ["b", "c", "d"]]);
  assert.equal(requests[1].revision, 2);
  assert.equal(queue.state, "saving");
  await answer(200, { revision: 3 });
  assert.equal(queue.state, "saved");
  assert.deepEqual(queue.unsaved, []);
});

test("a lost request is sent again as it was, after longer and longer waits", async () => {
  const { queue, requests, answer, clock } = setUp();
  queue.push([op("a")]);
  await answer(0);
  assert.equal(queue.state, "retrying");
  queue.push([op("b")]);
  await clock.pass(999);
  assert.equal(requests.length, 1);
  await clock.pass(1);
  assert.deepEqual(requests[1].ids, ["a"], "the batch must not grow: it may have arrived");
  await answer(503);
  await clock.pass(1999);
  assert.equal(requests.length, 2);
  await clock.pass(1);
  await answer(200, { revision: 2 });
  assert.deepEqual(requests[3].ids, ["b"]);
  await answer(200, { revision: 3 });
  assert.equal(queue.state, "saved");
});

test("no wait is longer than thirty seconds", async () => {
  const { queue, requests, answer, clock } = setUp();
  queue.push([op("a")]);
  for (let tried = 1; tried <= 9; tried += 1) {
    await answer(0);
    await clock.pass(30000);
    assert.equal(requests.length, tried + 1);
  }
});

test("an answer that never comes is given up and sent again", async () => {
  const { queue, requests, clock } = setUp();
  queue.push([op("a")]);
  await clock.pass(20000);
  assert.equal(queue.state, "retrying");
  await clock.pass(1000);
  assert.equal(requests.length, 2);
});

test("when the connection is back, it is sent at once, and only once", async () => {
  const { queue, requests, answer, clock } = setUp();
  queue.push([op("a")]);
  await answer(0);
  queue.again();
  queue.again();
  assert.equal(requests.length, 2);
  await answer(200, { revision: 2 });
  await clock.pass(60000);
  assert.equal(requests.length, 2);
});

test("without a sign-in everything is kept until it is back", async () => {
  const { queue, requests, answer, clock } = setUp();
  queue.push([op("a")]);
  await answer(401, { problem: { message: "Sign in" } });
  assert.equal(queue.state, "signed-out");
  queue.push([op("b")]);
  await clock.pass(60000);
  assert.equal(requests.length, 1);
  assert.deepEqual(queue.unsaved.map(({ id }) => id), ["a", "b"]);
  queue.again();
  await answer(200, { revision: 2 });
  await answer(200, { revision: 3 });
  assert.equal(queue.state, "saved");
});

test("409: what is still to be sent is asked for, and sent on the server's revision", async () => {
  const { queue, requests, answer } = setUp({ stale: () => queue.unsaved.filter(({ id }) => id !== "b") });
  queue.push([op("a")]);
  queue.push([op("b"), op("c")]);
  await answer(409, { layer: { revision: 9 } });
  assert.deepEqual([requests[1].ids, requests[1].revision], [["a", "c"], 9]);
});

test("422: the refused operation goes, the others are kept in order", async () => {
  const seen = [];
  const refused = (body) => {
    seen.push(body.operation);
    return queue.unsaved.filter(({ id }) => id !== body.operation);
  };
  const { queue, requests, answer } = setUp({ refused });
  queue.push([op("a")]);
  await answer(200, { revision: 2 });
  queue.push([op("b"), op("c"), op("d")]);
  await answer(422, { operation: "c", layer: { revision: 2 } });
  assert.deepEqual(seen, ["c"]);
  assert.deepEqual(requests[2].ids, ["b", "d"]);
});

test("what is too large is sent in smaller parts", async () => {
  const { queue, requests, answer } = setUp();
  queue.push([op("a"), op("b"), op("c")]);
  await answer(413);
  assert.deepEqual(requests[1].ids, ["a", "b"]);
  await answer(200, { revision: 2 });
  assert.deepEqual(requests[2].ids, ["c"]);
});

test("what the server will never take stops the queue and says why; nothing is thrown away", async () => {
  const { queue, answer, clock, requests } = setUp();
  queue.push([op("a")]);
  await answer(403, { problem: { message: "You may not" } });
  assert.deepEqual([queue.state, queue.message], ["stopped", "You may not"]);
  await clock.pass(60000);
  assert.equal(requests.length, 1);
  assert.deepEqual(queue.unsaved.map(({ id }) => id), ["a"]);
});

test("what is done while it is only asked how the layer stands is not called saved", async () => {
  const { queue, requests, answer, states } = setUp();
  let known;
  queue.look = () => new Promise((resolve) => (known = resolve));
  const asked = queue.ask();
  assert.equal(queue.state, "saved");
  queue.push([op("a")]);
  assert.equal(queue.state, "saving");
  assert.equal(states.at(-1), "saving");
  known({ status: 204, body: {} });
  assert.equal(await asked, true);
  await settled();
  assert.deepEqual(requests.map(({ ids }) => ids), [["a"]]);
  await answer(200, { revision: 2 });
  assert.equal(queue.state, "saved");
});

test("an answer that is not the server's saves nothing: it counts as none", async () => {
  for (const body of [{}, { saved: ["a"] }, { revision: "2" }]) {
    const { queue, requests, answer, clock } = setUp();
    queue.push([op("a")]);
    await answer(200, body);
    assert.equal(queue.state, "retrying");
    await clock.pass(1000);
    assert.deepEqual(requests.map(({ ids }) => ids), [["a"], ["a"]]);
    await answer(200, { revision: 2 });
    assert.equal(queue.state, "saved");
  }
});

test("where the layer is another one again and again, the next request waits", async () => {
  const { queue, requests, answer, clock } = setUp({ stale: () => [op("a")] });
  queue.push([op("a")]);
  for (let revision = 2; revision < 6; revision += 1) await answer(409, { layer: { revision } });
  assert.equal(queue.state, "retrying");
  assert.equal(requests.length, 4);
  await clock.pass(1000);
  await answer(200, { revision: 7 });
  assert.equal(queue.state, "saved");
});

test("a refusal without words says at least its number", async () => {
  const { queue, answer } = setUp();
  queue.push([op("a")]);
  await answer(413, {});
  assert.deepEqual([queue.state, queue.message], ["stopped", "413"]);
});
