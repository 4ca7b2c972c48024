// Every page: the switches of the bar.

import { lookSwitches } from "../lib/theme.js";

/** Let the frame of the page work; again where it was replaced without a navigation. */
export function frame() {
  lookSwitches();
}

frame();
