// Every page: the theme switch.

import { themeSwitch } from "../lib/theme.js";

const button = document.getElementById("theme");
if (button) themeSwitch(button);
