// A row of the report for a note that could not be kept: all of its text, and a button to put it back, on its item or,
// where that is gone, on the document.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { deedButton } from "./controls.js";
import { keyOfNote } from "./items.js";
import { addition } from "./notes.js";

/** The row of a loss with a `note` (see losing.js), below its line `said`, as {made, refresh}. */
export function lostNoteRow({ note }, said, { store, desk }) {
  const put = () => {
    const operations = puttingBack(store, note);
    if (desk.act(operations)) desk.view.announce(t("Put back"));
  };
  const button = deedButton("", put, { control: "put-back" });
  const stands = element("span", { class: "side-stands" }, t("This stands now."));
  const refresh = () => {
    const isThere = isPutBack(store, note);
    button.hidden = isThere || !puttingBack(store, note).length;
    stands.hidden = !isThere;
    button.disabled = store.layer.state !== "open";
    const isOnItem = note.key && store.items.has(note.key);
    button.textContent = isOnItem || note.sort === "flag" ? t("Put it back") : t("Put it on the document");
  };
  refresh();
  const text = note.text && element("bdi", { class: "note-text", dir: "auto" }, note.text);
  const made = element("li", { class: "lost-note" }, element("p", {}, said), text || null, button, stands);
  return { made, refresh };
}

/** The operations that put `note` {id, sort, text, key} back; none where there is nothing to put it on. */
export function puttingBack({ layer, items }, { id, sort, text, key }) {
  const item = items.get(key) ?? null;
  if (layer.notes.has(id)) return [{ kind: "change_note", note: id, text }];
  if (sort === "unsure" && !item) return [];
  const isFlagged = sort === "flag" && [...layer.notes.values()].some((note) => note.sort === "flag");
  if (isFlagged && !text) return [];
  return [addition(isFlagged ? "comment" : sort, text, item)];
}

/** Whether a note says the same by now, on the item or on the document. */
function isPutBack({ layer }, { text, sort, key }) {
  const isPlace = (place) => place === (key ?? "") || (text && place === "");
  return [...layer.notes.values()].some((note) => {
    const isSort = note.sort === sort || (sort === "flag" && note.sort === "comment");
    return isSort && note.text === text && isPlace(keyOfNote(note));
  });
}
