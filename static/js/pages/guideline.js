// Writing the guideline: what is written is not left behind by mistake, and a preview is brought into view.

const text = document.getElementById("text");
const isUnsaved = document.getElementById("preview-part") !== null || document.querySelector(".notice.error, .lines") !== null;
const before = isUnsaved ? null : text.value;
let isSent = false;
document.getElementById("guideline-form").addEventListener("submit", () => (isSent = true));
addEventListener("beforeunload", (event) => {
  if (!isSent && text.value !== before) event.preventDefault();
});
document.getElementById("preview-part")?.scrollIntoView({ block: "nearest" });
