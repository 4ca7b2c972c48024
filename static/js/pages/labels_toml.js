// The label set as text: line numbers beside it, and the ways from the errors to their lines.

const text = document.getElementById("toml");
const numbers = document.getElementById("line-numbers");
let shown = 0;

function number() {
  const count = text.value.split("\n").length;
  if (count !== shown) numbers.textContent = Array.from({ length: count }, (_, at) => at + 1).join("\n");
  shown = count;
}

/** Select the line with this number, counted from 1, and bring it into view. */
function goTo(line) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  text.scrollTop = (text.scrollHeight / lines.length) * Math.max(line - 5, 0);
  text.scrollLeft = 0;
}

for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    goTo(Number(link.dataset.line));
  });
}
text.addEventListener("input", number);
text.addEventListener("scroll", () => (numbers.scrollTop = text.scrollTop));
new ResizeObserver(() => (numbers.style.blockSize = `${text.clientHeight}px`)).observe(text);
number();

// A text that was changed, or sent back with its errors, is kept nowhere else.
const before = document.querySelector("[data-line]") ? null : text.value;
let isSent = false;
document.getElementById("toml-form").addEventListener("submit", () => (isSent = true));
addEventListener("beforeunload", (event) => {
  if (!isSent && text.value !== before) event.preventDefault();
});
