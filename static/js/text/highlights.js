// Marks in the text by the CSS Custom Highlight API: no element is put into the text, so letters join and lines run as
// they would without any mark. One highlight per label, state (suggested, decided) and level of underline.

/** Whether this browser can show marks. */
export const canHighlight = () => Boolean(globalThis.CSS?.highlights && globalThis.Highlight && globalThis.StaticRange);

// A browser looks at every range of every highlight again whenever one of them changes. Where there are many, only those
// of the lines in view and near it are registered.
const MANY = 200; // marks
const NEAR = "200%"; // of the height of the view, above and below it
const FIRST = 6000; // characters from the beginning, which are near until the browser has said what is

const PRIORITY = { decided: 1, suggested: 2, filler: 3, candidate: 4, preview: 5, same: 5, spot: 6, "same-at": 7 };

/** All marks of one article. A mark is {start, end, label, decided}. */
export class Highlights {
  constructor(article, labels) {
    this.article = article;
    this.labels = labels;
    this.indexes = new Map(labels.map((label, index) => [label.id, index]));
    this.sheet = new CSSStyleSheet();
    this.ruled = new Set(); // the labels and levels that have their rules
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet];
    article.signal?.addEventListener("abort", () => this.#leave());
    this.placed = new Map(); // a mark's key → {name, range, start, end, lines, isShown}
    this.near = null; // the lines in view and near it; null where all marks are registered
  }

  /** Register from now on only the marks near the view of `scroller`, if `count` of them are many. */
  narrow(scroller, count) {
    if (this.near || count < MANY || !globalThis.IntersectionObserver) return;
    const { lines, signal } = this.article;
    const byBlock = new Map(lines.map((line) => [line.block, line]));
    this.near = new Set(lines.filter(({ start }) => start < FIRST));
    const turned = (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.near.add(byBlock.get(target));
        else this.near.delete(byBlock.get(target));
      }
      for (const one of this.placed.values()) this.#register(one);
    };
    const observer = new IntersectionObserver(turned, { root: scroller, rootMargin: `${NEAR} 0px` });
    for (const { block } of lines) observer.observe(block);
    signal?.addEventListener("abort", () => observer.disconnect());
    for (const one of this.placed.values()) this.#register(one);
  }

  #register(one) {
    const isShown = !this.near || one.lines.some((line) => this.near.has(line));
    if (isShown === one.isShown) return;
    one.isShown = isShown;
    if (isShown) highlight(one.name, one.priority).add(one.range);
    else CSS.highlights.get(one.name)?.delete(one.range);
  }

  #leave() {
    CSS.highlights.clear();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
  }

  /** Show the mark `key` as it is now; `level` says how deep its underline lies. */
  place(key, mark, level) {
    const state = mark.decided ? "decided" : "suggested";
    const index = this.indexes.get(mark.label) ?? 0;
    const name = `label-${index}-${state}-${level}`;
    const before = this.placed.get(key);
    if (before?.name === name && before.start === mark.start && before.end === mark.end) return;
    this.remove(key);
    this.#rule(index, level);
    const { start, end } = mark;
    const range = this.article.staticRange(start, end);
    const lines = [this.article.lineAt(start), this.article.lineAt(end - 1)];
    const one = { name, range, start, end, lines, priority: PRIORITY[state], isShown: false };
    this.placed.set(key, one);
    this.#register(one);
  }

  /** Add the rules of a label at a level when they are first needed: each costs the browser time for every line. */
  #rule(index, level) {
    const place = `${index} ${level}`;
    if (this.ruled.has(place)) return;
    this.ruled.add(place);
    for (const rule of rulesOf(this.labels[index], index, level)) this.sheet.insertRule(rule);
  }

  /** Take the mark `key` away. */
  remove(key) {
    const before = this.placed.get(key);
    if (!before) return;
    if (before.isShown) CSS.highlights.get(before.name)?.delete(before.range);
    this.placed.delete(key);
  }

  /**
   * Show the spans in focus ("spot"), those that a label may be put on ("preview"), that fill a role of the event in
   * focus ("filler") or may ("candidate"), the other places of a name ("same", "same-at"), as [start, end] each.
   */
  show(name, spans) {
    const shown = highlight(name, PRIORITY[name]);
    shown.clear();
    for (const [start, end] of spans) shown.add(this.article.staticRange(start, end));
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

/** The rules of a label at a level of underline, in the colours and widths of the page's theme (tokens.css). */
function rulesOf(label, index, level) {
  const line = `color-mix(in oklab, ${label.colour} var(--label-part), var(--label-rest))`;
  const tint = `color-mix(in srgb, ${line} var(--label-tint), transparent)`;
  const width = label.trigger ? "var(--mark-strong)" : "var(--mark)";
  const offset = `${(0.36 + 0.2 * level).toFixed(2)}em`;
  const underline = (style) => `text-decoration: underline ${style} ${width} ${line}; text-underline-offset: ${offset};`;
  const words = ".line:not(.blank)";
  return [
    `${words}::highlight(label-${index}-suggested-${level}) { ${underline("dotted")} }`,
    `${words}::highlight(label-${index}-decided-${level}) { background-color: ${tint}; ${underline("solid")} }`,
  ];
}
