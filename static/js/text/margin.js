// Signs in the margin, beside the lines in which something was noted: in a layer of their own, outside the text.

import { element } from "../lib/elements.js";

const WIDTH = 18; // pixels of a sign
const GAP = 1; // pixels between the text and a sign

/** Signs beside the lines of an article. `pressed(keys)` is told what the signs of a line stand for. */
export class Margin {
  constructor(article, layer, pressed) {
    Object.assign(this, { article, layer, pressed, signs: [], asked: false });
    const sizes = new ResizeObserver(() => this.#ask());
    sizes.observe(article.box);
    article.signal.addEventListener("abort", () => sizes.disconnect());
  }

  /** Show these signs: [{key, start, sign, title}], each beside the line of its offset. */
  show(signs) {
    if (JSON.stringify(signs) === JSON.stringify(this.signs)) return;
    this.signs = signs;
    this.#ask();
  }

  #ask() {
    if (this.asked || (!this.signs.length && !this.layer.firstChild)) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.#lay();
    });
  }

  #lay() {
    const frame = this.layer.getBoundingClientRect();
    const lines = new Map(); // the place of a line → its signs
    for (const sign of this.signs) {
      const rect = this.article.rects(sign.start, sign.start + 1)[0];
      if (!rect) continue;
      const left = this.article.isRightToLeft(sign.start) ? frame.width + GAP : -WIDTH - GAP;
      const place = `translate(${left}px, ${Math.round(rect.top - frame.top)}px)`;
      lines.set(place, [...(lines.get(place) ?? []), sign]);
    }
    this.layer.replaceChildren(...[...lines].map(([place, signs]) => this.#drawn(place, signs)));
  }

  #drawn(place, signs) {
    const marks = [...new Set(signs.map(({ sign }) => sign))].sort();
    const made = element("span", { class: "margin-sign" }, ...marks.map((mark) => element("span", {}, mark)));
    made.title = signs.map(({ title }) => title).join("\n");
    made.style.transform = place;
    made.addEventListener("click", () => this.pressed(signs.map(({ key }) => key)));
    return made;
  }
}
