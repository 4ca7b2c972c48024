import assert from "node:assert/strict";
import { test } from "node:test";

import { found, kindsOf } from "../../static/js/annotate/types.js";
import { uuid } from "../../static/js/lib/identity.js";
import { t } from "../../static/js/lib/messages.js";
import { same } from "../../static/js/lib/same.js";
import { fold } from "../../static/js/text/fold.js";

const TYPES = [
  {
    id: "Battles",
    title: { ar: "معارك", en: "Battles" },
    subtypes: [
      { id: "Armed clash", title: { ar: "اشتباك مسلّح", en: "Armed clash" } },
      { id: "Old", title: { ar: "قديم", en: "Old" }, retired: true },
    ],
  },
  { id: "Protests", title: { ar: "احتجاجات", en: "Protests" }, subtypes: [] },
];
const names = (typed) => found(kindsOf(TYPES), typed).map(({ subtype, type }) => subtype ?? type);

test("a type is found by a few letters in Arabic or English, marks or not", () => {
  assert.deepEqual(names(""), ["Battles", "Armed clash", "Protests"]);
  assert.deepEqual(names("مسلح"), ["Armed clash"]);
  assert.deepEqual(names("clash"), ["Armed clash"]);
  assert.deepEqual(names("إحتج"), ["Protests"]);
  assert.deepEqual(names("old"), []);
});

test("folding makes spellings one and keeps different words apart", () => {
  assert.equal(fold("إِدلِـب"), fold("ادلب"));
  assert.notEqual(fold("حلب"), fold("حمص"));
});

test("places in a sentence are filled; unknown ones stay visible", () => {
  assert.equal(t("%(decided)s of %(total)s, 100%%", { decided: 0, total: 3 }), "0 of 3, 100%");
  assert.equal(t("%(missing)s"), "%(missing)s");
});

test("ids are random UUIDs of version 4", () => {
  assert.equal(uuid((bytes) => bytes.fill(255)), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  assert.notEqual(uuid(), uuid());
});

test("JSON values are compared by what they hold", () => {
  assert.ok(same({ a: [1, { b: null }] }, { a: [1, { b: null }] }));
  assert.ok(!same({ a: 1 }, { b: 1 }) && !same([1], { 0: 1 }) && !same({ a: undefined }, {}));
});
