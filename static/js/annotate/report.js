// What came from elsewhere and what could not be kept: a region that stays until it is put away.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { deedButton } from "./controls.js";
import { nameOf, short } from "./names.js";

const MOST = 12; // lines of one kind; the others are counted

/** A region's lines: [{text}…] under a heading each; nothing is shown where there are none. */
export function showReport(box, groups) {
  const filled = groups.filter(({ lines }) => lines.length);
  if (!filled.length) return;
  box.append(...filled.map(groupElement));
  if (!box.querySelector(".dismiss")) {
    const dismiss = deedButton(t("Put away"), () => putAway(box), { control: "dismiss" });
    dismiss.classList.add("dismiss");
    box.prepend(dismiss);
  }
  box.hidden = false;
}

function putAway(box) {
  box.replaceChildren();
  box.hidden = true;
}

function groupElement({ heading, lines }) {
  const shown = lines.slice(0, MOST).map((line) => element("li", {}, line));
  const more = lines.length - MOST;
  if (more > 0) shown.push(element("li", {}, t("and %(number)s more", { number: more })));
  return element("div", {}, element("h2", {}, heading), element("ul", {}, ...shown));
}

/** What differs between two layers, in words. */
export function differences(before, after, { store, article }) {
  const said = ({ label, start, end }) => ({
    label: nameOf(store.ground.labels.labels.get(label), label),
    words: short(article.slice(start, end)),
  });
  const lines = [];
  for (const [id, span] of after.spans) {
    const old = before.spans.get(id);
    if (!old) lines.push(t("Added: %(label)s “%(words)s”", said(span)));
    else if (old !== span) lines.push(t("Changed: %(label)s “%(words)s”", said(span)));
  }
  for (const [id, span] of before.spans) {
    if (!after.spans.has(id)) lines.push(t("Removed: %(label)s “%(words)s”", said(span)));
  }
  const rejected = (layer, id) => layer.decisions.get(id)?.verdict === "rejected";
  for (const [id, suggestion] of store.ground.suggestions) {
    if (rejected(after, id) && !before.decisions.has(id)) {
      lines.push(t("Rejected: %(label)s “%(words)s”", said(suggestion)));
    } else if (rejected(before, id) && !after.decisions.has(id)) {
      lines.push(t("Opened again: %(label)s “%(words)s”", said(suggestion)));
    }
  }
  for (const id of new Set([...before.events.keys(), ...after.events.keys()])) {
    const [old, event] = [before.events.get(id), after.events.get(id)];
    const trigger = after.spans.get(event?.trigger);
    if (old && event && old !== event && trigger) lines.push(t("Changed event: “%(words)s”", said(trigger)));
  }
  if (before.state !== after.state) {
    lines.push(after.state === "finished" ? t("The document was finished.") : t("The document was opened again."));
  }
  return lines;
}

/** An operation in words. */
export function describe(operation, { store, layer, article }) {
  const place = store.ground.suggestions.get(operation.suggestion) ?? layer.spans.get(operation.span) ?? operation;
  const words = place.end ? short(article.slice(place.start, place.end)) : "";
  const sentences = {
    accept: t("Accept “%(words)s”", { words }),
    fix: t("Fix “%(words)s”", { words }),
    reject: t("Reject “%(words)s”", { words }),
    reopen: t("Open “%(words)s” again", { words }),
    add_span: t("Mark “%(words)s”", { words }),
    change_span: t("Change “%(words)s”", { words }),
    remove_span: t("Remove “%(words)s”", { words }),
    finish: t("Finish the document"),
    resume: t("Open the document again"),
    undo: t("Undo a step"),
  };
  return sentences[operation.kind] ?? t("Change an event");
}
