// The matching form: the twin of core/arabic.py, by which names are compared. Never used on what is stored.

const LETTERS = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ى: "ي", ة: "ه", ـ: "", ی: "ي", ک: "ك" };
const SEATS = { و: "ؤ", ي: "ئ" };
const HAMZA_ABOVE = "\u0654";
const LETTERS_OF_THEIR_OWN = /[ؤئ]/;
const known = new Map(); // a code point → its piece

/** What each code point becomes; together they are the matching form. */
export function matchingPieces(points) {
  const pieces = points.map((point) => known.get(point) ?? learned(point));
  points.forEach((point, index) => {
    if (point === HAMZA_ABOVE && SEATS[pieces[index - 1]]) pieces[index - 1] = SEATS[pieces[index - 1]];
  });
  return pieces;
}

function learned(point) {
  const compatible = point.normalize("NFKC").toLowerCase().normalize("NFKC");
  const apart = Array.from(compatible, (letter) => (LETTERS_OF_THEIR_OWN.test(letter) ? letter : letter.normalize("NFD")));
  const piece = Array.from(apart.join(""), letterOf).join("");
  known.set(point, piece);
  return piece;
}

function letterOf(letter) {
  if (letter in LETTERS) return LETTERS[letter];
  if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(letter)) return "";
  return /\p{Nd}/u.test(letter) ? digitOf(letter.codePointAt(0)) : letter;
}

/** Digits stand in tens, from 0 to 9. */
function digitOf(point) {
  let zero = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((point - zero) % 10);
}
