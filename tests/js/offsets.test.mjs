import assert from "node:assert/strict";
import { test } from "node:test";

import { clusterBoundary, extendsCluster, pointsOf, trimmed } from "../../static/js/text/clusters.js";
import { Offsets } from "../../static/js/text/offsets.js";
import { chance, textFrom } from "./random.mjs";

const TEXTS = Array.from({ length: 400 }, (_, seed) => textFrom(chance(seed)));

test("every code point offset comes back, and slices the same words", () => {
  for (const text of TEXTS) {
    const offsets = new Offsets(text);
    const points = pointsOf(text);
    assert.equal(offsets.points, points.length);
    for (let point = 0; point <= points.length; point += 1) {
      const unit = offsets.toUnit(point);
      assert.equal(text.slice(0, unit), points.slice(0, point).join(""));
      assert.equal(offsets.toPoint(unit), point);
    }
  }
});

test("a unit inside a surrogate pair is the pair's start", () => {
  const offsets = new Offsets("ab🚗c");
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((unit) => offsets.toPoint(unit)), [0, 1, 2, 2, 3, 4]);
});

test("offsets outside the text are its ends", () => {
  const offsets = new Offsets("🚗");
  assert.deepEqual([offsets.toUnit(-3), offsets.toUnit(9), offsets.toPoint(-1), offsets.toPoint(99)], [0, 2, 0, 1]);
});

test("lone surrogates count one each, as in Python", () => {
  const offsets = new Offsets("\ude97\ud83dx");
  assert.deepEqual([offsets.points, offsets.toUnit(2), offsets.toPoint(2)], [3, 2, 2]);
});

test("a letter is not torn from its marks, nor an emoji into its parts", () => {
  const torn = (text) => pointsOf(text).map((_, offset) => extendsCluster(pointsOf(text), offset));
  assert.deepEqual(torn("قُصِ"), [false, true, false, true]);
  assert.deepEqual(torn("👩‍🚒!"), [false, true, true, false]);
  assert.deepEqual(torn("❤️"), [false, true]);
  assert.deepEqual(torn("a\r\n"), [false, false, true]);
  assert.deepEqual(torn(" ُ"), [false, false]);
});

test("a boundary moved to a cluster tears none and stays in the text", () => {
  for (const text of TEXTS) {
    const points = pointsOf(text);
    for (let offset = -1; offset <= points.length + 1; offset += 1) {
      for (const step of [-1, 1]) {
        const at = clusterBoundary(points, offset, step);
        assert.ok(at >= 0 && at <= points.length && !extendsCluster(points, at));
      }
    }
  }
});

test("trimming takes white space of every kind, and nothing else", () => {
  assert.deepEqual(trimmed(pointsOf(" \u00a0حلب\u2003\n"), 0, 7), [2, 5]);
  assert.deepEqual(trimmed(pointsOf("\u200fحلب"), 0, 4), [0, 4]);
});
