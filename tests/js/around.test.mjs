// What is around the deciding: examples of guidelines, the day that it is.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bracketed, topicsOf } from "../../static/js/annotate/guideline.js";
import { onThisDay } from "../../static/js/annotate/progress.js";

test("an example is what stands before, in and after its brackets", () => {
  assert.deepEqual(bracketed("تعرضت ل[قصف] كثيف."), ["تعرضت ل", "قصف", " كثيف."]);
  assert.deepEqual(bracketed("[قصف]"), ["", "قصف", ""]);
  assert.deepEqual(bracketed("بلا أقواس"), ["بلا أقواس", "", ""]);
});

test("labels, types and subtypes have a guideline each; retired types have none on offer", () => {
  const [title, labels] = [{ en: "X" }, [{ id: "A", title: { en: "A" }, retired: true }]];
  const types = [
    { id: "T", title, subtypes: [{ id: "S", title }, { id: "old", title, retired: true }] },
    { id: "gone", title, subtypes: [], retired: true },
  ];
  const topics = topicsOf({ labels, event_types: types });
  assert.deepEqual(topics.map(({ label, type, subtype }) => [label, type, subtype]), [
    ["A", undefined, undefined],
    [undefined, "T", null],
    [undefined, "T", "S"],
  ]);
});

test("today is the day that it is where the reader is", () => {
  const now = new Date(2024, 4, 5, 0, 30);
  const ago = (minutes) => new Date(now.getTime() - minutes * 60000).toISOString();
  assert.equal(onThisDay([ago(0), ago(29), ago(31), ago(24 * 60)], now), 2);
  assert.equal(onThisDay([], now), 0);
});
