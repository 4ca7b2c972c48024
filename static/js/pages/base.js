// Every page: the switches of the bar.

import { lookSwitches } from "../lib/theme.js";

/** Bring the page that one is on into view, where the ways to the others are wider than the window. */
function showWhere() {
  const ways = document.querySelector(".ways");
  const here = ways?.querySelector("[aria-current='page']");
  if (!here || ways.scrollWidth <= ways.clientWidth) return;
  const [outer, inner] = [ways.getBoundingClientRect(), here.getBoundingClientRect()];
  ways.scrollLeft += inner.left + inner.width / 2 - (outer.left + outer.width / 2);
}

/** Let the frame of the page work; again where it was replaced without a navigation. */
export function frame() {
  lookSwitches();
  showWhere();
}

frame();
