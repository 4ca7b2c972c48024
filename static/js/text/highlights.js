// Marks in the text by the CSS Custom Highlight API: no element is put into the text, so letters join and lines run as
// they would without any mark. One highlight per label, state (suggested, decided) and level of underline.

import { LEVELS } from "./levels.js";

/** Whether this browser can show marks. */
export const canHighlight = () => Boolean(globalThis.CSS?.highlights && globalThis.Highlight && globalThis.StaticRange);

const PRIORITY = { decided: 1, suggested: 2, preview: 3, spot: 4 };
const SUGGESTED = { style: "dotted", width: 2 };
const DECIDED = { style: "solid", width: 2 };
const TRIGGER_WIDTH = 4;

/** All marks of one article. A mark is {start, end, label, decided}. */
export class Highlights {
  constructor(article, labels, isDark) {
    this.article = article;
    this.labels = labels;
    this.indexes = new Map(labels.map((label, index) => [label.id, index]));
    this.sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet];
    this.placed = new Map(); // a mark's key → {name, range, start, end}
    this.paint(isDark);
  }

  /** Write the colours of the labels for a light or a dark page. */
  paint(isDark) {
    const rules = this.labels.flatMap((label, index) => rulesOf(label, index, isDark));
    this.sheet.replaceSync(rules.join("\n"));
  }

  /** Show the mark `key` as it is now; `level` says how deep its underline lies. */
  place(key, mark, level) {
    const state = mark.decided ? "decided" : "suggested";
    const name = `label-${this.indexes.get(mark.label) ?? 0}-${state}-${level}`;
    const before = this.placed.get(key);
    if (before?.name === name && before.start === mark.start && before.end === mark.end) return;
    this.remove(key);
    const range = this.article.staticRange(mark.start, mark.end);
    highlight(name, PRIORITY[state]).add(range);
    this.placed.set(key, { name, range, start: mark.start, end: mark.end });
  }

  /** Take the mark `key` away. */
  remove(key) {
    const before = this.placed.get(key);
    if (!before) return;
    CSS.highlights.get(before.name)?.delete(before.range);
    this.placed.delete(key);
  }

  /** Show the one span in focus ("spot") or the one being selected ("preview"); null shows none. */
  show(name, span) {
    const shown = highlight(name, PRIORITY[name]);
    shown.clear();
    if (span) shown.add(this.article.staticRange(span[0], span[1]));
  }
}

function highlight(name, priority) {
  if (!CSS.highlights.has(name)) {
    const made = new Highlight();
    made.priority = priority;
    CSS.highlights.set(name, made);
  }
  return CSS.highlights.get(name);
}

function rulesOf(label, index, isDark) {
  const line = isDark ? `color-mix(in oklab, ${label.colour} 65%, white)` : label.colour;
  const tint = `color-mix(in srgb, ${line} ${isDark ? 20 : 16}%, transparent)`;
  return Array.from({ length: LEVELS }, (_, level) => {
    const underline = ({ style, width }) =>
      `text-decoration: underline ${style} ${label.trigger ? TRIGGER_WIDTH : width}px ${line};` +
      `text-underline-offset: ${(0.36 + 0.2 * level).toFixed(2)}em;`;
    return [
      `.line::highlight(label-${index}-suggested-${level}) { ${underline(SUGGESTED)} }`,
      `.line::highlight(label-${index}-decided-${level}) { background-color: ${tint}; ${underline(DECIDED)} }`,
    ].join("\n");
  });
}
