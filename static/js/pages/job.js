// The page of a job: ask how far it is while it runs, and show what came of it at the end.

import { t } from "../lib/messages.js";
import "./base.js";

const EVERY = 700; // milliseconds
const SELDOM = 5000;

const box = document.getElementById("progress");
const said = document.getElementById("said");
let told = 0; // quarters

async function ask() {
  const answer = await fetch(box.dataset.state, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.status === 401 || answer?.status === 404) return location.reload();
  if (!answer?.ok) return setTimeout(ask, SELDOM);
  const { ended, share, progress } = await answer.json();
  if (ended) return location.reload();
  box.innerHTML = progress; // made safe by the server's templates
  tell(share);
  return setTimeout(ask, document.hidden ? SELDOM : EVERY);
}

/** Say each quarter to who does not see the bar. */
function tell(share) {
  const quarter = Math.floor(share / 25);
  if (quarter > told) said.textContent = t("%(share)s percent are done.", { share });
  told = quarter;
}

if (box.dataset.state) {
  document.getElementById("anew").hidden = true;
  setTimeout(ask, EVERY);
}
