// The steps that were done before this page was opened: known only once the layer's log was asked for.

import { t } from "../lib/messages.js";

/** `queue` asks for the log; `view` says that it is on its way. */
export class Past {
  constructor(store, queue, view) {
    Object.assign(this, { store, queue, view });
    this.turns = []; // what waits for the log, in order
  }

  /** Run `turn`, an undo or redo, at once where `groups` has a step of this page; else once the log is here. */
  async before(groups, turn) {
    if (this.turns.length) this.turns.push(turn); // after those that were asked for before it
    else if (groups.length || this.store.isWhole) turn();
    else await this.#fetched([turn]);
  }

  async #fetched(turns) {
    this.turns = turns;
    const { entries } = this.store;
    const count = entries.length;
    this.view.announce(t("Fetching what was done before…"));
    const isKnown = await this.queue.ask();
    this.turns = [];
    if (!isKnown) this.view.complain(t("What was done before cannot be fetched now. Try again when the server is back."));
    // Where something was done on this page meanwhile, that would be taken back instead.
    else if (entries.length === count) for (const turn of turns) turn();
    else this.view.complain(t("Something else was done in the meantime. Nothing was taken back: press the key once more."));
  }
}
