// The import page: files are sent as soon as they are chosen or dropped, and what was understood is shown.

import { Card, fault } from "../intake/cards.js";
import { dropping } from "../intake/dropping.js";
import { Line, send } from "../intake/sending.js";
import { t } from "../lib/messages.js";
import "./base.js";

const byId = (id) => document.getElementById(id);
const form = byId("import");
const token = form.elements.csrf_token?.value ?? "";
const largest = Number(form.dataset.largest);
const line = new Line();
let isWanted = false; // the import was asked for while files were still being sent

const say = (sentence) => (byId("said").textContent = sentence);

function take(files) {
  for (const file of files) begin(file);
}

function begin(file) {
  document.querySelector(".uploads").hidden = false;
  const card = new Card(byId("uploads"), file);
  if (file.size > largest) {
    const values = { name: file.name, size: Math.floor(largest / 1e6) };
    card.fail(t("“%(name)s” is larger than %(size)s MB. Split it into several files.", values));
    return;
  }
  line.add(async () => {
    const answer = await send(form.dataset.uploads, file, token, (share) => card.share(share));
    if (answer.status === 201 && answer.body.card) card.become(answer.body.card);
    else {
      isWanted = false;
      card.fail(fault(file.name, answer), () => begin(file));
    }
  }).then(settled);
}

function settled() {
  if (line.waiting) return;
  say(t("All files are sent. See what was understood of them."));
  if (isWanted) form.requestSubmit();
}

async function remove(button) {
  const box = button.closest(".upload");
  const answer = await fetch(button.formAction, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => null);
  if (!answer?.ok && answer?.status !== 404) return say(t("This did not work. Try again."));
  const next = box.nextElementSibling ?? box.previousElementSibling;
  box.remove();
  (next?.querySelector("button") ?? form.elements.files).focus();
  say(t("The file is taken out."));
}

form.elements.files.addEventListener("change", ({ target }) => {
  const files = [...target.files];
  target.value = ""; // they go by themselves, not with the form
  take(files);
});

byId("uploads").addEventListener("click", (event) => {
  const button = event.target.closest(".upload-remove");
  if (!button) return;
  event.preventDefault();
  remove(button);
});

form.addEventListener("submit", (event) => {
  if (!line.waiting) return;
  event.preventDefault();
  isWanted = true;
  say(t("The import begins as soon as all files are sent."));
});

dropping(byId("drop"), take);
document.querySelector(".drop-here").hidden = false;
document.documentElement.dataset.ready = "true";
