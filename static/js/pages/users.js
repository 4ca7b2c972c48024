// The page with a link for somebody: it can be copied.

import { copyButtons } from "../lib/copying.js";
import { frame } from "./base.js";

frame();
copyButtons();
