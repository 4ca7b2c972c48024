// Forms for searching: what people type is found whatever the spelling. Never used on what is stored.

/** `string` without case, marks and tatweel, with the forms of alef, yeh and teh marbuta as one. */
export const fold = (string) =>
  string
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\p{M}\u0640]/gu, "")
    .replace(/[أإآٱ]/g, "ا")
    .replace(/ى/g, "ي")
    .replace(/ة/g, "ه");
