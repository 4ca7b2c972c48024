// The page plans as the core does: both are held to tests/data/operations.json.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { labelsById } from "../../static/js/text/checks.js";
import { pointsOf } from "../../static/js/text/clusters.js";
import { apply, layerFrom, reversedEdit } from "../../static/js/text/edits.js";
import { plan } from "../../static/js/text/layer.js";

const shared = JSON.parse(readFileSync(new URL("../data/operations.json", import.meta.url), "utf-8"));
const empty = () => layerFrom({ spans: [], events: [], decisions: [], notes: [], refusals: [], state: "open" });

function groundWith(log) {
  return {
    points: pointsOf(shared.ground.text),
    labels: labelsById(shared.ground.label_set),
    suggestions: new Map(shared.ground.suggestions.map((one) => [one.id, one])),
    editsOf: (id) => log.get(id) ?? null,
  };
}

function planned(operation, layer, ground) {
  try {
    return { edits: plan(operation, layer, ground) };
  } catch (problem) {
    if (!problem.code) throw problem;
    return { problem: problem.code };
  }
}

shared.walks.forEach((walk, number) => {
  test(`walk ${number} is planned as in the core`, () => {
    const log = new Map();
    const ground = groundWith(log);
    let layer = empty();
    for (const { operation, ...expected } of walk) {
      const got = planned(operation, layer, ground);
      assert.deepEqual(got, expected, `${operation.kind} ${operation.id}`);
      if (!got.edits) continue;
      const after = apply(layer, got.edits);
      assert.deepEqual(parts(apply(after, got.edits.toReversed().map(reversedEdit))), parts(layer), "reversed");
      log.set(operation.id, got.edits);
      layer = after;
    }
  });
});

/** What a layer holds, whatever the order. */
function parts({ state, ...maps }) {
  const byId = (map) => Object.fromEntries([...map].sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)));
  const found = Object.entries(maps).map(([place, map]) => [place, byId(map)]);
  return { state, ...Object.fromEntries(found) };
}

test("an edit that does not fit is refused", () => {
  const edit = { on: "decision", id: 1, before: { suggestion: 1, verdict: "rejected", decided_at: "" }, after: null };
  assert.throws(() => apply(empty(), [edit]), /does not fit/);
});

test("the layer of the payload has its notes by id and its refusals by what they refuse", () => {
  const note = { id: "n1", sort: "flag", text: "", span: null, suggestion: null, noted_at: "" };
  const refusal = { trigger: 3, role: "where", filler: 2, decided_at: "" };
  const layer = layerFrom({ spans: [], events: [], decisions: [], notes: [note], refusals: [refusal], state: "open" });
  assert.equal(layer.notes.get("n1"), note);
  assert.equal(layer.refusals.get("3 2 where"), refusal);
});

test("a thousand spans come back together, but not where another took the place of one", () => {
  const span = (id) => ({ id: `s${id}`, start: id, end: id + 1, label: "PLACE", attributes: {}, suggestion: null });
  const edits = Array.from({ length: 1000 }, (_, id) => ({ on: "span", id: `s${id}`, before: span(id), after: null }));
  const ground = groundWith(new Map([["all", edits]]));
  const undone = plan({ kind: "undo", operations: ["all"] }, empty(), ground);
  assert.equal(apply(empty(), undone).spans.size, 1000);
  const taken = apply(empty(), [{ on: "span", id: "other", before: null, after: { ...span(7), id: "other" } }]);
  assert.throws(() => plan({ kind: "undo", operations: ["all"] }, taken, ground), { code: "undo-changed" });
});
