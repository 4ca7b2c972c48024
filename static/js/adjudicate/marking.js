// Words that nobody has marked, or that the edited span is to have: selected in the text as on the annotation page.

import { element } from "../lib/elements.js";
import { placeOfLabelKey } from "../lib/keys.js";
import { t } from "../lib/messages.js";
import { deedButton, swatch } from "../annotate/controls.js";
import { nameOf, short } from "../annotate/names.js";
import { Selecting } from "../annotate/selecting.js";

/** The selection in `article`; `box` is the row of labels for it. */
export class Marking {
  constructor(box, { docket, article, scroller, snapper, marks, desk }) {
    Object.assign(this, { box, docket, article, marks, desk });
    this.selecting = new Selecting(article, scroller, snapper, {
      changed: (span, how) => this.#changed(span, how),
      under: (x, y) => marks.at(x, y),
      hit: (keys) => this.#hit(keys),
      isSpot: (keys) => keys.length === 1 && keys[0] === docket.current,
      isLocked: () => docket.isGold,
    });
  }

  #hit(keys) {
    const at = (keys.indexOf(this.docket.current) + 1) % keys.length;
    this.desk.focus(keys[at]);
  }

  #changed(span, { marking, dragging }) {
    const { editing } = this.desk;
    if (editing.isOpen) {
      if (span && !marking && !dragging) editing.place(span);
      return;
    }
    this.marks.preview(span);
    if (dragging) return;
    if (span && !marking) this.#offer(span);
    else this.#close();
  }

  #offer(span) {
    const labels = this.docket.payload.label_set.labels.filter((label) => !label.retired);
    const button = (label) =>
      element(
        "button",
        { type: "button", class: "button small", onclick: () => this.choose(label.id) },
        swatch(label),
        nameOf(label),
        label.key && element("kbd", { "aria-hidden": "true" }, label.key.toUpperCase()),
      );
    this.box.replaceChildren(
      element("bdi", { class: "chosen", dir: "auto" }, short(this.article.slice(...span), 40)),
      element("span", { class: "quiet" }, t("Choose a label.")),
      ...labels.map(button),
      deedButton(t("Leave"), () => this.clear(), { key: "Esc", kind: "plain" }),
    );
    this.box.hidden = false;
  }

  #close() {
    this.box.hidden = true;
    this.box.replaceChildren();
  }

  /** The label whose key this is, while words are selected; null otherwise. */
  labelAt(name) {
    if (this.box.hidden) return null;
    const { labels } = this.docket.payload.label_set;
    return labels.find((label) => !label.retired && label.key && placeOfLabelKey(label.key) === name)?.id ?? null;
  }

  /** Mark what is selected. */
  choose(label) {
    const { span } = this.selecting;
    this.clear();
    if (span) this.desk.editing.beginNew(span, label);
  }

  clear() {
    this.selecting.clear();
    this.#close();
  }
}
