// Buttons that copy what stands in a field: <button data-copies="id of the field" data-done="Copied" hidden>.

/** Show the buttons, and let them copy. Where the browser does not allow it, the field is selected for Ctrl C. */
export function copyButtons() {
  for (const button of document.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copies);
  field.focus();
  field.select();
  try {
    // Browsers have the clipboard only on secure addresses; a server in the local network has none.
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return;
  }
  tell(button);
}

function tell(button) {
  const before = [...button.childNodes];
  button.replaceChildren(button.dataset.done);
  const status = document.getElementById("copied");
  if (status) status.textContent = button.dataset.done;
  button.addEventListener("blur", () => button.replaceChildren(...before), { once: true });
  button.focus();
}
