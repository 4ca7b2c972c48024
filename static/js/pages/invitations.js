// Invitations: copying a link, seeing the password that one chooses.

import { copyButtons } from "../lib/copying.js";
import { showButtons } from "../lib/showing.js";
import { frame } from "./base.js";

frame();
copyButtons();
showButtons();
