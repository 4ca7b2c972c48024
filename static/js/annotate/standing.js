// Where a page stands: on what the server says of the layer, with what is unsaved done on it once more.

import { t } from "../lib/messages.js";
import { isSameLayer } from "./differences.js";
import { goOn } from "./half_written.js";
import { rebase } from "./rebasing.js";

/**
 * `queue` is set once it is made; `since` is the revision of what an earlier page left behind, while that is unsure;
 * `doing` knows what was done in this tab.
 */
export class Standing {
  constructor(store, page, report, doing) {
    Object.assign(this, { store, page, report, doing, queue: null, since: null });
    page.report = report;
  }

  /** Stand on the layer and the log in `body`; returns the operations that are still to be sent. */
  take(body) {
    const { unsaved } = this.queue;
    if (this.page.article.signal.aborted) return unsaved; // the window shows another document by now
    return unsaved.length ? this.#again(body, unsaved) : this.#quietly(body);
  }

  #again(body, unsaved) {
    const { store, page } = this;
    const isLeft = this.since !== null;
    const since = Math.min(this.queue.revision, this.since ?? this.queue.revision);
    const { kept, ...found } = rebase(store, page.article, body, unsaved, since, this.doing.ids);
    this.since = null;
    this.report.add(found);
    if (found.losses.length || found.conflicts.length) page.stay(); // to be read before the page is left
    this.#draw(isLeft && kept.length ? t("What waited in this browser was taken up again.") : "");
    return kept;
  }

  #quietly(body) {
    const { store } = this;
    const before = store.layer;
    store.stand(body, []);
    if (isSameLayer(before, store.layer)) return [];
    this.#draw(t("Brought up to date: this document was changed in another tab or on another device."));
    return [];
  }

  /** Draw what stands now and say `text`; what is being written in a field goes on, or moves, and that is said too. */
  #draw(text) {
    const { page } = this;
    const moved = goOn(page.desk.notes, () => page.draw(page.desk.stand()));
    if (text) page.announce(text);
    if (!moved) return;
    page.hint(moved);
    page.announceMore(moved);
  }
}
