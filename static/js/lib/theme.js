// The theme switch: as the system, light, dark; kept in this browser.

import { preference, prefer } from "./preferences.js";

const ORDER = ["auto", "light", "dark"];
const MARKS = { auto: "◐", light: "☼", dark: "☾" };
const system = () => globalThis.matchMedia("(prefers-color-scheme: dark)");

/** Whether the page is dark now. */
export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : system().matches;
}

/** Call `changed` whenever the page turns dark or light. */
export function onThemeChange(changed) {
  document.addEventListener("theme", changed);
  system().addEventListener("change", changed);
}

/** Make `button` switch the theme; its data-auto, data-light and data-dark are its names. */
export function themeSwitch(button) {
  const show = () => {
    const chosen = preference("theme", "auto");
    if (chosen === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    button.querySelector(".theme-mark").textContent = MARKS[chosen];
    button.querySelector(".hidden-name").textContent = button.dataset[chosen];
    button.title = button.dataset[chosen];
  };
  button.addEventListener("click", () => {
    prefer("theme", ORDER[(ORDER.indexOf(preference("theme", "auto")) + 1) % ORDER.length]);
    show();
    document.dispatchEvent(new Event("theme"));
  });
  show();
  button.hidden = false;
}
