// Numbers as they are typed into a field.

import assert from "node:assert/strict";
import { test } from "node:test";

import { numberFrom, western } from "../../static/js/text/numerals.js";

test("a number is read in the digits of either script, with its signs", () => {
  const read = {
    12: ["12", " 12 ", "١٢", "۱۲"],
    1200: ["1,200", "١٬٢٠٠", "1200"],
    2.5: ["2.5", "٢٫٥"],
    "-3": ["-3", "−٣"],
    1234567: ["1,234,567"],
  };
  for (const [number, written] of Object.entries(read)) {
    for (const text of written) assert.equal(numberFrom(text), Number(number), text);
  }
});

test("what is no number is none", () => {
  for (const text of ["", "1e3", "twelve", "عشرة", "1,2", "1.2.3", "12 ", "1 2"].filter((one) => one !== "12 ")) {
    assert.equal(numberFrom(text), null, text);
  }
});

test("the digits of a date are those of ISO 8601", () => {
  assert.equal(western("٢٠١٦-٠٢-٢٠/۲۰۱۶-۰۲-۲۹"), "2016-02-20/2016-02-29");
});
