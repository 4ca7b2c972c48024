// Runs before the first paint, so that nobody sees a white flash at night or a text that jumps to its size. What a
// person chose (theme.js, annotate/view.js) becomes attributes and custom properties of the root, here and nowhere else.
(() => {
  const root = document.documentElement;
  const CHOICES = { theme: ["light", "dark"], contrast: ["high"] };
  const NUMBERS = ["reading-width", "reading-size", "reading-leading"];
  const show = (chosen) => {
    for (const [name, values] of Object.entries(CHOICES)) {
      if (values.includes(chosen(name))) root.dataset[name] = chosen(name);
      else delete root.dataset[name];
    }
    for (const name of NUMBERS) {
      if (/^\d{1,3}(\.\d+)?$/.test(chosen(name))) root.style.setProperty(`--${name}`, chosen(name));
      else root.style.removeProperty(`--${name}`);
    }
  };
  document.addEventListener("look", ({ detail }) => show(detail));
  try {
    show((name) => localStorage.getItem(name));
  } catch {
    // Storage may be forbidden; then the page looks as the system has it.
  }
})();
