// Buttons that show a password: <button data-shows="id of the field" data-show="Show …" data-hide="Hide …" hidden>.

/** Show the buttons, and let them show and hide. A password is sent from a hidden field, so that none is remembered. */
export function showButtons() {
  for (const button of document.querySelectorAll("[data-shows]")) {
    const field = document.getElementById(button.dataset.shows);
    button.hidden = false;
    button.addEventListener("click", () => show(button, field, field.type === "password"));
    field.form?.addEventListener("submit", () => show(button, field, false));
  }
}

function show(button, field, shown) {
  field.type = shown ? "text" : "password";
  button.textContent = shown ? button.dataset.hide : button.dataset.show;
}
