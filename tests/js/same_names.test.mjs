// The page finds a name again where the core does: both are held to tests/data/same_names.json.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { pointsOf } from "../../static/js/text/clusters.js";
import { matchingPieces } from "../../static/js/text/matching.js";
import { SameNames } from "../../static/js/text/same_names.js";
import { Snapper } from "../../static/js/text/snapping.js";

const shared = JSON.parse(readFileSync(new URL("../data/same_names.json", import.meta.url), "utf-8"));

shared.forms.forEach(({ text, form }) => {
  test(`the matching form of ${text}`, () => assert.equal(matchingPieces(pointsOf(text)).join(""), form));
});

test("every name is found where the core finds it", () => {
  for (const { text, tokens, cuts, span, without, found } of shared.cases) {
    const points = pointsOf(text);
    const names = new SameNames(points, new Snapper(points, tokens, cuts));
    assert.deepEqual(names.find(span, without), found, `${JSON.stringify(span)} in ${text}`);
  }
});
