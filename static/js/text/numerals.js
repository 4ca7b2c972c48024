// Numbers as people write them: with the digits of Arabic and Persian, a decimal sign, groups of three.

const DIGITS = /[٠-٩۰-۹]/g;
const WRITTEN = /^[-−]?\d+(\.\d+)?$/;

/** `text` with the digits 0–9 in place of ٠–٩ and ۰–۹. */
export const western = (text) => text.replace(DIGITS, (digit) => String(digit.codePointAt(0) & 0xf));

/** The number that `text` writes: "12", "١٢", "1,200", "١٬٢٠٠", "2٫5"; null where it writes none. */
export function numberFrom(text) {
  const plain = western(text.trim()).replace(/(?<=\d)[,٬\u00a0\u202f](?=\d{3}(\D|$))/g, "").replace("٫", ".");
  return WRITTEN.test(plain) ? Number(plain.replace("−", "-")) : null;
}
