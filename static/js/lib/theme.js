// How the pages look: theme and contrast, as the system has them or as a person chose; kept in this browser.

import { forget, prefer, preference } from "./preferences.js";

/** What can be chosen, each with its sign; "auto" is what the system has. */
export const LOOKS = {
  theme: { auto: "◐", light: "☼", dark: "☾" },
  contrast: { auto: "◔", high: "◉" },
};

/** What is chosen of `name`: "theme" or "contrast". */
export function chosenLook(name) {
  const chosen = preference(name, "auto");
  return Object.hasOwn(LOOKS[name], chosen) ? chosen : "auto";
}

/** Choose a look, or with null what the pages come with, and show it. `name` is one that theme_first.js knows. */
export function chooseLook(name, value) {
  if (value === null) forget(name);
  else prefer(name, value);
  document.dispatchEvent(new CustomEvent("look", { detail: (one) => preference(one, null) }));
}

/** Let the buttons of the bar switch theme and contrast; their data-auto, data-dark … are their names. */
export function lookSwitches() {
  for (const name of Object.keys(LOOKS)) {
    const button = document.getElementById(name);
    if (button) lookSwitch(button, name);
  }
}

function lookSwitch(button, name) {
  const order = Object.keys(LOOKS[name]);
  const show = () => {
    const chosen = chosenLook(name);
    button.querySelector(".look-mark").textContent = LOOKS[name][chosen];
    button.querySelector(".hidden-name").textContent = button.dataset[chosen];
    button.title = button.dataset[chosen];
  };
  button.addEventListener("click", () => {
    chooseLook(name, order[(order.indexOf(chosenLook(name)) + 1) % order.length]);
    show();
  });
  show();
  button.hidden = false;
}
