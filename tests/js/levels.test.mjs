import assert from "node:assert/strict";
import { test } from "node:test";

import { LEVELS, levelsOf } from "../../static/js/text/levels.js";
import { chance } from "./random.mjs";

const mark = (start, end) => ({ start, end });

test("marks apart lie next to the letters", () => {
  const marks = [mark(0, 3), mark(3, 5), mark(9, 12)];
  assert.deepEqual([...levelsOf(marks).values()], [0, 0, 0]);
});

test("of nested marks the shorter is the upper", () => {
  const [inner, outer, equal] = [mark(4, 7), mark(0, 9), mark(4, 7)];
  const levels = levelsOf([outer, inner, equal]);
  assert.equal(levels.get(outer), 2);
  assert.deepEqual(new Set([levels.get(inner), levels.get(equal)]), new Set([0, 1]));
});

test("up to the last level, overlapping marks differ", () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const random = chance(seed);
    const marks = Array.from({ length: 12 }, () => {
      const start = Math.floor(random() * 40);
      return mark(start, start + 1 + Math.floor(random() * 8));
    });
    const levels = levelsOf(marks);
    assert.equal(levels.size, marks.length);
    marks.forEach((one, index) => {
      for (const other of marks.slice(index + 1)) {
        const overlap = one.start < other.end && other.start < one.end;
        const low = Math.min(levels.get(one), levels.get(other));
        if (overlap && low < LEVELS - 1) assert.notEqual(levels.get(one), levels.get(other), `seed ${seed}`);
      }
    });
  }
});
