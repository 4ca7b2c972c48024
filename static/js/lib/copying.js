// Buttons that copy what stands in a field: <button data-copy="the field's id" data-copied="what is said then" hidden>.

/** Let the buttons of the page copy; without this script they stay hidden, and the field is copied by hand. */
export function copyButtons(page = document) {
  for (const button of page.querySelectorAll("[data-copy]")) {
    const field = page.getElementById(button.dataset.copy);
    button.addEventListener("click", () => copy(field, button));
    field.addEventListener("focus", () => field.select());
    button.hidden = false;
  }
}

async function copy(field, button) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Over plain HTTP there is no clipboard for scripts; the old way still copies what is selected.
    if (!document.execCommand("copy")) return;
  }
  button.textContent = button.dataset.copied;
  const status = document.getElementById("copied");
  if (status) status.textContent = button.dataset.copied;
}
