// A place of the text as it is shown in lists: with some of the words around it.

const AROUND = 20; // characters shown on either side of a place

/** The words of a span with some of those around it in its line: [before, words, after]. */
export function context(article, start, end) {
  const before = article.slice(Math.max(article.lineAt(start).start, start - AROUND), start);
  const after = article.slice(end, end + AROUND).split("\n")[0];
  const isCut = [...before].length === AROUND;
  return [
    isCut ? `… ${before.replace(/^\S*\s/, "")}` : before,
    article.slice(start, end),
    [...after].length === AROUND ? `${after.replace(/\s\S*$/, "")} …` : after,
  ];
}
