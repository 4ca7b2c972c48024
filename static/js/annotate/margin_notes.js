// The notes on items as signs beside their lines in the text.

import { t } from "../lib/messages.js";
import { Margin } from "../text/margin.js";
import { keyOfNote } from "./items.js";

const SIGNS = { unsure: "?", comment: "¶" };

/** Draws them into `layer`; a click on one puts its item into focus, the next click the next one of that line. */
export class MarginNotes {
  constructor(layer, store, article, desk) {
    this.store = store;
    const next = (keys) => desk.focus(keys[(keys.indexOf(desk.current) + 1) % keys.length], { follow: false });
    this.margin = new Margin(article, layer, next);
  }

  draw() {
    const { layer, items } = this.store;
    const signs = [...layer.notes.values()].map((note) => signOf(note, items)).filter(Boolean);
    this.margin.show(signs);
  }
}

function signOf(note, items) {
  const key = keyOfNote(note);
  const item = items.get(key);
  const sign = SIGNS[note.sort];
  return item && sign ? { key, start: item.start, sign, title: note.text || t("unsure") } : null;
}
