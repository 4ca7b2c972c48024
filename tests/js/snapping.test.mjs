import assert from "node:assert/strict";
import { test } from "node:test";

import { extendsCluster, isSpace, pointsOf } from "../../static/js/text/clusters.js";
import { Snapper } from "../../static/js/text/snapping.js";
import { chance, textFrom } from "./random.mjs";

/** Tokens as runs without white space, punctuation marks by themselves: enough for snapping. */
function tokensOf(text) {
  const points = pointsOf(text);
  const tokens = [];
  points.forEach((point, at) => {
    if (isSpace(point)) return;
    const alone = /^[^\p{L}\p{N}\p{M}\u200d\u200f]$/u;
    const joins = tokens.at(-1) === at && !alone.test(point) && !alone.test(points[at - 1]);
    if (joins) tokens[tokens.length - 1] = at + 1;
    else tokens.push(at, at + 1);
  });
  return tokens;
}

function snapped(text, a, b, { cuts = [], byCharacter = false } = {}) {
  const points = pointsOf(text);
  const span = new Snapper(points, tokensOf(text), cuts).snap(a, b, byCharacter);
  return span && points.slice(...span).join("");
}

test("what is touched is covered", () => {
  assert.equal(snapped("قصف بلدة حلب", 2, 6), "قصف بلدة");
  assert.equal(snapped("قصف بلدة حلب", 6, 2), "قصف بلدة");
});

test("a click is its word; in a gap, the word before or behind it", () => {
  assert.equal(snapped("قصف حلب", 5, 5), "حلب");
  assert.equal(snapped("قصف حلب", 3, 3), "قصف");
  assert.equal(snapped("قصف حلب", 3, 4), "حلب");
});

test("a selection that begins behind a clitic leaves it out", () => {
  const cuts = [5];
  assert.equal(snapped("قصف بحلب أمس", 6, 8, { cuts }), "حلب");
  assert.equal(snapped("قصف بحلب أمس", 5, 8, { cuts }), "حلب");
  assert.equal(snapped("قصف بحلب أمس", 4, 8, { cuts }), "بحلب");
  assert.equal(snapped("قصف بحلب أمس", 5, 5, { cuts }), "حلب");
});

test("a click on a clitic is the whole word, as nobody means a clitic alone", () => {
  assert.equal(snapped("قصف بحلب أمس", 4, 4, { cuts: [5] }), "بحلب");
  assert.equal(snapped("مدينتهم", 6, 6, { cuts: [5] }), "مدينتهم");
  assert.equal(snapped("مدينتهم", 2, 2, { cuts: [5] }), "مدينت");
});

test("a word that marks hold together is taken whole", () => {
  const text = "نوع AK-47، 18.500 @ali_b في 85% و٪12 يوم 3/4/2019.";
  for (const word of ["AK-47", "18.500", "@ali_b", "85%", "3/4/2019"]) {
    const start = text.indexOf(word);
    for (let at = start; at < start + word.length; at += 1) assert.equal(snapped(text, at, at), word, `${word} ${at}`);
  }
  assert.equal(snapped("حلب.وقال", 1, 1), "حلب");
});

test("a selection that ends before a pronoun leaves it out", () => {
  assert.equal(snapped("مدينتهم", 0, 4, { cuts: [5] }), "مدينت");
  assert.equal(snapped("مدينتهم", 0, 6, { cuts: [5] }), "مدينتهم");
});

test("white space and punctuation at the edges stay out", () => {
  assert.equal(snapped("قال «أبو ريم»، أمس", 3, 14), "أبو ريم");
  assert.equal(snapped("في حلب.", 2, 7), "حلب");
  assert.equal(snapped(" \u00a0حلب ", 0, 6), "حلب");
});

test("a bracket whose other half is inside stays", () => {
  assert.equal(snapped("قوات (الحشد) هنا", 0, 12), "قوات (الحشد)");
  assert.equal(snapped("قوات (الحشد) هنا", 5, 12), "الحشد");
});

test("a mark alone can be selected", () => {
  assert.equal(snapped("قال « أمس", 4, 5), "«");
});

test("by character the span is what was selected, to the nearest whole letter", () => {
  assert.equal(snapped("بحلبَ", 1, 4, { byCharacter: true }), "حلبَ");
  assert.equal(snapped("👩‍🚒", 1, 2, { byCharacter: true }), "👩‍🚒");
});

test("a span is never empty, blank, torn or outside, and snapping it again changes nothing", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const random = chance(seed);
    const text = textFrom(random);
    const points = pointsOf(text);
    const at = () => Math.floor(random() * (points.length + 1));
    const cuts = [at()].filter((cut) => !extendsCluster(points, cut) && cut > 0 && !isSpace(points[cut] ?? " "));
    const snapper = new Snapper(points, tokensOf(text), cuts);
    for (const byCharacter of [false, true]) {
      const span = snapper.snap(at(), at(), byCharacter);
      if (!span) continue;
      const [start, end] = span;
      assert.ok(0 <= start && start < end && end <= points.length, `${seed}`);
      assert.ok(!points.slice(start, end).every(isSpace), `${seed} blank`);
      assert.ok(!byCharacter || (!extendsCluster(points, start) && !extendsCluster(points, end)), `${seed} torn`);
      // A single letter counts as pointed at, which means its word.
      if (!byCharacter && end - start === 1) continue;
      assert.deepEqual(snapper.snap(start, end, byCharacter), span, `${seed} again`);
    }
  }
});

test("a boundary steps over words, clitics and characters", () => {
  const points = pointsOf("قصف بحلب قُرب");
  const snapper = new Snapper(points, tokensOf("قصف بحلب قُرب"), [5]);
  assert.equal(snapper.next("start", 4, 1), 5);
  assert.equal(snapper.next("start", 5, -1), 4);
  assert.equal(snapper.next("end", 8, 1), 13);
  assert.equal(snapper.next("end", 8, -1), 5);
  assert.equal(snapper.next("end", 13, 1), 13);
  assert.equal(snapper.next("end", 9, 1, true), 11);
  assert.equal(snapper.next("start", 0, -1, true), 0);
});

test("a boundary passes over punctuation and stops where its line ends", () => {
  const text = "قصف «حلب»، أمس.\nوقال شاهد";
  const points = pointsOf(text);
  const snapper = new Snapper(points, tokensOf(text), []);
  const [city, end] = [text.indexOf("حلب"), text.indexOf("أمس") + 3];
  assert.equal(snapper.next("end", 3, 1), city + 3);
  assert.equal(snapper.next("end", city + 3, 1), end);
  assert.equal(snapper.next("end", end, 1), end);
  assert.equal(snapper.next("end", text.indexOf("\n"), 1, true), text.indexOf("\n"));
  assert.equal(snapper.next("start", city, -1), 0);
  assert.equal(snapper.next("start", 0, 1), city);
  const second = text.indexOf("وقال");
  assert.equal(snapper.next("start", second, -1), second);
  assert.equal(snapper.next("start", second, -1, true), second);
  assert.equal(snapper.next("end", second + 4, -1), end, "a span over two lines can be made shorter");
});
