// The table of documents: ticking many rows at once, and the bar of what can be done to them.

import "./base.js";

const form = document.getElementById("documents");
const deeds = document.getElementById("deeds");
if (form && deeds) ticking(form, deeds);

function ticking(form, deeds) {
  const boxes = [...form.querySelectorAll('input[name="document"]')];
  const whole = form.querySelector("#tick-page");
  const scope = form.querySelector("#scope");
  let last = null;

  const draw = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    whole.checked = ticked === boxes.length;
    whole.indeterminate = ticked > 0 && ticked < boxes.length;
    deeds.hidden = ticked === 0 && !scope?.checked;
    deeds.querySelector(".deeds-count").hidden = false;
    deeds.querySelector("#ticked").textContent = String(ticked);
  };

  /** With Shift, the rows from the last one that was ticked to this one become as this one. */
  const range = (box) => {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
    if (from >= 0) for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
  };

  const step = (event, box) => {
    const next = boxes[boxes.indexOf(box) + (event.key === "ArrowDown" ? 1 : -1)];
    event.preventDefault();
    if (!next) return;
    if (event.shiftKey) next.checked = box.checked;
    last = event.shiftKey ? next : last;
    next.focus();
    draw();
  };

  form.addEventListener("click", (event) => {
    const box = event.target;
    if (!boxes.includes(box)) return;
    if (event.shiftKey) range(box);
    last = box;
    draw();
  });
  form.addEventListener("keydown", (event) => {
    if (boxes.includes(event.target) && /^Arrow(Up|Down)$/.test(event.key)) step(event, event.target);
  });
  whole.addEventListener("change", () => {
    for (const box of boxes) box.checked = whole.checked;
    draw();
  });
  scope?.addEventListener("change", draw);
  whole.hidden = false;
  draw();
  // A page that the browser brings back may have its ticks again.
  globalThis.addEventListener("pageshow", draw);
}
