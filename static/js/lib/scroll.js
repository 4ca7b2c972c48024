// Scrolling that does not tear the reader away: not at all where the place is in view, and else shortly and softly.

const DURATION = 110; // milliseconds

/** Bring the rectangle `rect` (in the window's pixels) into the comfortable middle of `scroller`. */
export function bringIntoView(scroller, rect) {
  const frame = scroller.getBoundingClientRect();
  const comfortable = rect.top > frame.top + frame.height * 0.12 && rect.bottom < frame.top + frame.height * 0.78;
  if (comfortable) return;
  glide(scroller, scroller.scrollTop + rect.top - frame.top - frame.height * 0.38);
}

/** Scroll by just as much as brings the rectangle `rect` out from under the lower edge of `scroller`. */
export function uncover(scroller, rect) {
  const below = rect.bottom + rect.height / 2 - scroller.getBoundingClientRect().bottom;
  if (below > 0) scroller.scrollTop += below;
}

/** Bring an element into the view of what it scrolls in, `block` says where; a page that scrolls as a whole stays. */
export function bringWithin(element, block) {
  const { scrollX, scrollY } = globalThis;
  element.scrollIntoView({ block });
  globalThis.scrollTo(scrollX, scrollY);
}

/** Scroll softly to `target`, but no further once the reader, or anything else, has scrolled. */
function glide(scroller, target) {
  const still = globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const from = scroller.scrollTop;
  const far = Math.abs(target - from) > scroller.clientHeight * 1.5;
  if (still || far) {
    scroller.scrollTop = target;
    return;
  }
  const began = performance.now();
  let at = from;
  const step = (now) => {
    if (Math.abs(scroller.scrollTop - at) > 1) return;
    const part = Math.min(Math.max((now - began) / DURATION, 0), 1);
    scroller.scrollTop = from + (target - from) * (1 - (1 - part) ** 3);
    at = scroller.scrollTop;
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
