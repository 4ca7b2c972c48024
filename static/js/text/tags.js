// The names of the labels above the words, in a layer of their own over the text: they never move a letter.

import { element } from "../lib/elements.js";

const DRIFT = 6; // pixels that a tag may stand beside the beginning of its words
const HEIGHT = 12; // pixels between the tops of tags that do not touch
const NEAR = 400; // pixels beyond the visible part that are laid out too, so that scrolling shows no gaps

/** Tags for the marks of an article; `tag(mark)` gives {text, colour}. They are drawn for the visible lines only. */
export class Tags {
  constructor(article, layer, scroller, tag) {
    Object.assign(this, { article, layer, tag, marks: [], near: new Set(), widths: new Map(), on: true, asked: false });
    this.lineOf = new Map(article.lines.map((line) => [line.block, line]));
    this.watcher = new IntersectionObserver((entries) => this.#seen(entries), {
      root: scroller,
      rootMargin: `${NEAR}px 0px`,
    });
    // Nothing is ever marked in a blank line, and each line that is watched costs time in every frame.
    for (const { node, block } of article.lines) if (node.data.trim()) this.watcher.observe(block);
    const sizes = new ResizeObserver(() => this.ask());
    sizes.observe(article.box);
    article.signal?.addEventListener("abort", () => [this.watcher, sizes].map((one) => one.disconnect()));
  }

  /** Show these marks: [{start, end, …, spot, numbered}]; a mark with `spot` has its tag also where tags are off. */
  show(marks) {
    this.marks = marks;
    this.ask();
  }

  /** Turn all tags but that of the mark in focus on or off. */
  toggle(on) {
    this.on = on;
    this.ask();
  }

  /** Lay the tags out before the next frame. */
  ask() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.#lay();
    });
  }

  #seen(entries) {
    for (const entry of entries) {
      const line = this.lineOf.get(entry.target);
      if (entry.isIntersecting) this.near.add(line);
      else this.near.delete(line);
    }
    this.ask();
  }

  #lay() {
    const frame = this.layer.getBoundingClientRect();
    const isNear = (mark) => this.near.has(this.article.lineAt(mark.start));
    const wanted = this.marks.filter((mark) => (this.on || mark.spot) && isNear(mark));
    // All measuring comes before all writing, or the browser would lay the page out once a tag.
    const places = wanted.map((mark) => this.#place(mark, frame)).filter(Boolean);
    const taken = [];
    const tags = places
      .sort((one, other) => rank(other.mark) - rank(one.mark))
      .filter((place) => fits(place, taken, frame.width))
      .map((place) => this.#drawn(place));
    this.layer.replaceChildren(...tags);
  }

  #place(mark, frame) {
    const rect = this.article.rects(mark.start, mark.start + 1)[0] ?? this.article.rects(mark.start, mark.end)[0];
    if (!rect) return null;
    const rightToLeft = this.article.isRightToLeft(mark.start);
    const { text, colour } = this.tag(mark);
    const width = this.#width(text, mark.spot);
    const edge = rightToLeft ? rect.right - frame.left - width : rect.left - frame.left;
    const left = Math.min(Math.max(edge, 0), frame.width - width);
    return { mark, text, colour, width, left, top: rect.top - frame.top, step: rightToLeft ? -1 : 1 };
  }

  #width(text, spot) {
    const name = spot ? "tag spot" : "tag";
    const key = `${name} ${text}`;
    if (!this.widths.has(key)) {
      const probe = element("span", { class: name }, text);
      this.layer.append(probe);
      this.widths.set(key, Math.ceil(probe.getBoundingClientRect().width));
      probe.remove();
    }
    return this.widths.get(key);
  }

  #drawn({ mark, text, colour, left, top }) {
    const tag = element("span", { class: mark.spot ? "tag spot" : "tag" }, text);
    tag.style.setProperty("--label", colour);
    tag.style.transform = `translate(${left}px, ${top}px)`;
    return tag;
  }
}

/** Which tags come first where there is no place for all: a number to choose by, then what is in focus. */
const rank = ({ spot, numbered }) => Number(Boolean(numbered)) * 2 + Number(Boolean(spot));

/** Take a free place at the beginning of the words or very near to it; a tag that finds none is not drawn. */
function fits(place, taken, frameWidth) {
  const row = taken.filter((one) => Math.abs(one.top - place.top) < HEIGHT);
  const free = (left) => row.every((one) => left + place.width + 2 <= one.left || one.left + one.width + 2 <= left);
  for (let moved = 0; moved <= DRIFT; moved += 2) {
    for (const left of [place.left + moved * place.step, place.left - moved * place.step]) {
      if (left < 0 || left + place.width > frameWidth || !free(left)) continue;
      place.left = left;
      taken.push(place);
      return true;
    }
  }
  return false;
}
