// The page finds a name again where the core does: both are held to tests/data/same_names.json.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { pointsOf } from "../../static/js/text/clusters.js";
import { matchingPieces } from "../../static/js/text/matching.js";
import { SameNames } from "../../static/js/text/same_names.js";
import { Snapper } from "../../static/js/text/snapping.js";
import { chance, textFrom } from "./random.mjs";

const shared = JSON.parse(readFileSync(new URL("../data/same_names.json", import.meta.url), "utf-8"));

shared.forms.forEach(({ text, form }) => {
  test(`the matching form of ${text}`, () => assert.equal(matchingPieces(pointsOf(text)).join(""), form));
});

test("every name is found where the core finds it", () => {
  for (const { text, tokens, cuts, span, name, without, found } of shared.cases) {
    const points = pointsOf(text);
    const names = new SameNames(points, new Snapper(points, tokens, cuts));
    assert.deepEqual(names.find(span, without), found, `${JSON.stringify(span)} in ${text}`);
    assert.equal(names.name(span), name, `the name of ${JSON.stringify(span)} in ${text}`);
  }
});

test("around a name are the whole words that it lies in", () => {
  const { same } = read("ثم وب|حلب، قال");
  assert.deepEqual(same.around({ start: 5, end: 8 }), [3, 8]);
});

/** A text whose cuts are written as "|": its points, tokens (by white space and punctuation) and cuts. */
function read(marked) {
  const cuts = [];
  const points = [];
  for (const point of pointsOf(marked)) {
    if (point === "|") cuts.push(points.length);
    else points.push(point);
  }
  const tokens = [];
  for (let at = 0; at < points.length; at += 1) {
    if (/[\s\p{P}\p{S}]/u.test(points[at])) {
      if (!/\s/u.test(points[at])) tokens.push(at, at + 1);
      continue;
    }
    const start = at;
    while (at < points.length && !/[\s\p{P}\p{S}]/u.test(points[at])) at += 1;
    tokens.push(start, at);
    at -= 1;
  }
  const snapper = new Snapper(points, tokens, cuts);
  return { points, same: new SameNames(points, snapper), snapper };
}

/** The other places of the first `words` in the text, as their words with two characters before. */
function found(marked, words, nth = 0) {
  const { points, same } = read(marked);
  const text = points.join("");
  let unit = -1;
  for (let turn = 0; turn <= nth; turn += 1) unit = text.indexOf(words, unit + 1);
  const start = pointsOf(text.slice(0, unit)).length;
  const places = same.find({ start, end: start + pointsOf(words).length, label: "TOWN" });
  return places.map(({ start: from, end: to }) => points.slice(from, to).join(""));
}

test("spellings are one: alef, yeh, teh marbuta, tatweel, harakat, digits, invisible marks", () => {
  assert.deepEqual(found("أحمد احمد أَحْمَد أحـمد إحمد حمد", "أحمد"), ["احمد", "أَحْمَد", "أحـمد", "إحمد"]);
  assert.deepEqual(found("مدرسة مدرسه؛ مدرسات", "مدرسة"), ["مدرسه"]);
  assert.deepEqual(found("مصطفى ومعه مصطفي\u200f!", "مصطفى"), ["مصطفي\u200f"]);
  assert.deepEqual(found("لواء 12 ثم لواء ١٢ ثم لواء 13", "لواء 12"), ["لواء ١٢"]);
});

test("clitics stay outside, on both sides and in either direction", () => {
  const text = "انتشر الفيروس. ب|الفيروس، ولل|فيروس؛ وب|الفيروس";
  assert.deepEqual(found(text, "الفيروس"), ["الفيروس", "فيروس", "الفيروس"]);
  assert.deepEqual(found(text, "فيروس؛".slice(0, -1), 2), ["الفيروس", "الفيروس", "الفيروس"]);
  assert.deepEqual(found("كتيبة عادت ب|كتيبت|هم كتيبت", "كتيبة"), ["كتيبت"]);
  assert.deepEqual(found("كتيبت|هم كتيبة", "كتيبت"), ["كتيبة"]);
  assert.deepEqual(found("حلب وب|حلب و|حلب|نا", "حلب"), ["حلب", "حلب"]);
});

test("لل holds the article: the word without it is another one", () => {
  assert.deepEqual(found("نظام جديد لل|نظام", "نظام"), []);
  assert.deepEqual(found("لبنان ل|ل|بنان", "لبنان"), ["لبنان"]);
  assert.deepEqual(found("اللوز لل|لوز", "اللوز"), ["لوز"]);
});

test("nothing inside another word is found, nor a clitic itself", () => {
  assert.deepEqual(found("حلب حلبي الحلبي حلبجة", "حلب"), []);
  assert.deepEqual(found("كم قرية في بيوت|كم؟ كم!", "كم"), ["كم"]);
  assert.deepEqual(found("AK ثم AK-47 ثم AK", "AK"), ["AK"]);
});

test("several words are found with whatever space and clitics around them, but not across a line's end", () => {
  assert.deepEqual(found("خان طومان، ب|خان  طُومان وخان طومان", "خان طومان"), ["خان  طُومان"]);
  assert.deepEqual(found("خان طومان خان\nطومان", "خان طومان"), []);
  assert.deepEqual(found("(تل) ثم (تل) ثم تل", "(تل)"), ["(تل)"]);
});

test("places never overlap one another or the words themselves", () => {
  assert.deepEqual(found("تل تل تل تل تل", "تل تل"), ["تل تل"]);
});

test("on random texts what is found is written the same, whole, elsewhere and apart", () => {
  const random = chance(7);
  const pieces = ["حلب", "وب|حلب", "لل|نظام", "النظام", "ب|النظام", "نظام", "🚗", "👩‍🚒", "حَلَب", "حـلب", "،", "\n", "AK-47", "حلب|ها"];
  let hits = 0;
  for (let round = 0; round < 600; round += 1) {
    const words = Array.from({ length: 4 + Math.floor(random() * 20) }, () => pieces[Math.floor(random() * pieces.length)]);
    const { points, same, snapper } = read(round % 3 ? words.join(" ") : words.join(" ") + textFrom(random));
    const start = Math.floor(random() * points.length);
    const span = snapper.snap(start, Math.min(start + Math.floor(random() * 12), points.length));
    if (!span) continue;
    const places = same.find({ start: span[0], end: span[1], label: "TOWN" });
    hits += places.length;
    for (const [index, { start: from, end: to }] of places.entries()) {
      const [here, there] = [written(points, span), written(points, [from, to])];
      assert.ok([here, `ال${here}`].includes(there) || `ال${there}` === here, `${there} for ${here}`);
      assert.ok(snapper.segments.start.includes(from) && snapper.segments.end.includes(to));
      assert.ok(to <= span[0] || from >= span[1]);
      assert.ok(index === 0 || places[index - 1].end <= from);
      const back = same.find({ start: from, end: to, label: "TOWN" });
      assert.ok(places.length > 1 || back.length >= 1, "the way back finds the first words");
    }
  }
  assert.ok(hits > 300, `${hits} found`);
});

const written = (points, [start, end]) => matchingPieces(points.slice(start, end)).join("").replace(/\s+/gu, " ");
