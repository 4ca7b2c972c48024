// What an attribute may be: the same as in core/labels.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { attributeSummary } from "../../static/js/annotate/attributes.js";
import { checkArgument, checkAttributes, checkEventType } from "../../static/js/text/checks.js";

const DATE = [{ id: "iso", kind: "date", title: {}, choices: [] }];

function isTaken(value) {
  try {
    checkAttributes({ iso: value }, DATE);
    return true;
  } catch (problem) {
    assert.equal(problem.code, "attribute-value");
    return false;
  }
}

test("a date is a day, a month, a year, or two of them in order", () => {
  const single = ["2016", "2016-02", "2016-02-29", "2000-02-29", "0001-01-01"];
  const two = ["2016-02-20/2016-02-29", "2016-02-20/2016-02", "2016/2016", "2015-12-31/2016", "2016-02-20/2016"];
  for (const value of [...single, ...two]) assert.ok(isTaken(value), value);
});

test("what no calendar has, or what runs backwards, is refused", () => {
  const wrong = ["", "2016-02-30", "2015-02-29", "1900-02-29", "2016-13", "2016-00", "2016-2-3", "0000", "2016-04-31"];
  const more = ["2016-02-29/2016-02-20", "2017/2016", "2016/", "/2016", "1/2/3", "أمس", "٢٠١٦", "2016\n", 2016];
  for (const value of [...wrong, ...more]) assert.ok(!isTaken(value), String(value));
});

test("the values of a span are short enough for its line in the list", () => {
  const attributes = [
    { id: "kind", kind: "choice", title: {}, choices: [{ id: "killed", title: { en: "Killed" } }] },
    { id: "low", kind: "number", title: {} },
    { id: "high", kind: "number", title: {} },
    { id: "note", kind: "text", title: {} },
  ];
  const said = (values) => attributeSummary(attributes, values);
  assert.deepEqual(said({ kind: "killed", low: 3, high: 5, note: "…" }), ["Killed", "3–5"]);
  assert.deepEqual(said({ low: 15, high: 15 }), ["15"]);
  assert.deepEqual(said({ low: 0 }), ["≥ 0"]);
  assert.deepEqual(said({ high: 15 }), ["≤ 15"]);
  assert.deepEqual(said({}), []);
});

test("what is retired is offered for nothing new", () => {
  const types = new Map([["Old", { id: "Old", retired: true, subtypes: [] }]]);
  types.set("New", { id: "New", subtypes: [{ id: "gone", retired: true }, { id: "here" }] });
  const roles = new Map([["who", { id: "who", retired: true, labels: ["ACTOR"] }]]);
  const set = { types, roles };
  assert.throws(() => checkEventType(set, "Old", null), { code: "event-retired" });
  assert.throws(() => checkEventType(set, "New", "gone"), { code: "event-retired" });
  checkEventType(set, "New", "here");
  checkEventType(set, "New", null);
  assert.throws(() => checkArgument(set, "who", "ACTOR"), { code: "role-retired" });
});
