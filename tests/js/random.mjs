// Seeded chance for tests that try many texts: the same seed gives the same texts (mulberry32).

/** A function that returns numbers in [0, 1). */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const LETTERS = ["حلب", "وب", "ُ", "ّ", "ـ", "\u200d", "\u200f", "é", "AK-47", "3/4"];
const OTHERS = [" ", "\n", "\u00a0", "🚗", "👩‍🚒", "❤️", "،", ".", "«", "»", "\ud83d", "\ude97"];
const PIECES = [...LETTERS, ...OTHERS];

/** A text of up to `most` pieces: Arabic with marks, spaces of all kinds, emoji, torn surrogates. */
export function textFrom(random, most = 30) {
  const count = Math.floor(random() * most);
  return Array.from({ length: count }, () => PIECES[Math.floor(random() * PIECES.length)]).join("");
}
