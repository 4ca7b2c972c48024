// Dragging over the text with a mouse or a pen. The browser's own selection is not used for it: that leaps to the end
// of the text, and scrolls there, as soon as the pointer leaves the article.

const LEAST = 4; // pixels that the pointer moves before a press is a drag
const PACE = 8; // pixels that the text scrolls in a frame while the pointer is above or below it

/** `on` has: dragged(from, to) with offsets while the pointer moves, dropped() at its end, isLocked(). */
export class Dragging {
  constructor(article, scroller, on) {
    Object.assign(this, { article, scroller, on, begin: null, isOn: false });
    article.box.addEventListener("mousedown", (event) => this.#pressed(event));
    const { signal } = article;
    document.addEventListener("pointermove", (event) => this.#moved(event), { signal });
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => this.#ended(), { signal });
  }

  #pressed(event) {
    this.isOn = false;
    if (event.button !== 0 || this.on.isLocked()) return;
    event.preventDefault();
    this.scroller.focus({ preventScroll: true }); // as the press would have done
    const { clientX: x, clientY: y } = event;
    this.begin = { x, y, offset: this.#offsetAt(x, y) };
  }

  #moved({ clientX: x, clientY: y, pointerType }) {
    if (!this.begin || pointerType === "touch") return;
    this.isOn ||= Math.hypot(x - this.begin.x, y - this.begin.y) >= LEAST;
    if (!this.isOn) return;
    this.point = { x, y };
    this.#follow();
  }

  #follow() {
    const { x, y } = this.point;
    const to = this.#offsetAt(x, y);
    if (to !== null && this.begin.offset !== null) this.on.dragged(this.begin.offset, to);
    const { top, bottom } = this.scroller.getBoundingClientRect();
    const pace = y < top ? -PACE : y > bottom ? PACE : 0;
    cancelAnimationFrame(this.asked);
    if (!pace) return;
    this.asked = requestAnimationFrame(() => {
      if (!this.begin) return;
      this.scroller.scrollTop += pace;
      this.#follow();
    });
  }

  #ended() {
    if (!this.begin) return;
    this.begin = null;
    cancelAnimationFrame(this.asked);
    if (this.isOn) this.on.dropped();
  }

  /** The offset at a point; of one beside what is visible of the article, at the nearest point there. */
  #offsetAt(x, y) {
    const [box, frame] = [this.article.box.getBoundingClientRect(), this.scroller.getBoundingClientRect()];
    const within = (at, low, high) => Math.min(Math.max(at, low + 1), high - 1);
    const [top, bottom] = [Math.max(box.top, frame.top), Math.min(box.bottom, frame.bottom)];
    return this.article.offsetAt(within(x, box.left, box.right), within(y, top, bottom));
  }
}
