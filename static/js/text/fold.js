// Forms for searching: what people type is found whatever the spelling. Never used on what is stored.

/**
 * `string` without case, marks, tatweel and invisible characters, with the forms of alef, yeh, kaf and teh marbuta as
 * one, and digits as 0–9.
 */
export const fold = (string) =>
  string
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}\u0640]/gu, "")
    .replace(/[أإآٱ]/g, "ا")
    .replace(/[ىی]/g, "ي")
    .replace(/ک/g, "ك")
    .replace(/ة/g, "ه")
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
