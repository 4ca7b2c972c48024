// Runs before the first paint, so that nobody sees a white flash at night. The switch itself is theme.js.
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be forbidden; then the system's theme stands.
  }
})();
