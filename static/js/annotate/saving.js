// The way of a page's work to the server and back: the queue, the outbox that follows it, the other tabs.

import { t } from "../lib/messages.js";
import { forward } from "../lib/forwarding.js";
import { Outbox } from "../lib/outbox.js";
import { SaveQueue } from "../lib/save_queue.js";
import { Tabs } from "../lib/tabs.js";
import { Doing } from "./doing.js";
import { flush } from "./fields.js";
import { Keeping } from "./keeping.js";
import { KeptReports } from "./kept_reports.js";
import { Past } from "./past.js";
import { Report } from "./report.js";
import { requests } from "./sending.js";
import { Standing } from "./standing.js";

const A_WHILE = 5000; // milliseconds out of sight after which something may have been done elsewhere
const SOON = 1000; // milliseconds after which is looked whether another tab is through
const IN_TIME = 3000; // milliseconds after which the log is asked for, however busy the page is

const outbox = new Outbox(); // one for the window: the documents that follow one another share its connection

/** Let whatever the store does be saved; returns the queue. `page` gets its keeping and its past. */
export function saving(payload, store, page) {
  const { signal } = page.article;
  const { user, layer, csrf: token } = payload;
  const keeping = new Keeping(outbox, placeOf(payload), () => signal.aborted || page.saving());
  const place = { store, article: page.article, desk: page.desk };
  const report = new Report(document.getElementById("report"), place, new KeptReports(user.id, layer.id));
  const doing = new Doing(layer.id);
  const standing = new Standing(store, page, report, doing);
  const queue = queueOf(payload, store, standing, () => {
    keeping.follow(queue);
    tabs.tell(queue.revision);
    page.saving();
  });
  const tabs = new Tabs(layer, { saved: () => news.came(), isBusy: () => queue.unsaved.length > 0 }, signal);
  const news = new News(queue);
  standing.queue = queue;
  Object.assign(page, { keeping, past: new Past(store, queue, page) });
  store.onChange(({ operations }) => {
    if (!operations.length) return;
    doing.add(operations);
    keeping.add(operations, queue.revision);
    queue.push(operations);
  });
  const takeUp = takingUp({ keeping, queue, standing, tabs, signal }, (isSure) => page.sure(isSure));
  // A page that was fetched ahead may be old by now, also where nothing was done in it then.
  takeUp().then((isLeft) => !isLeft && whenIdle(() => signal.aborted || queue.ask()));
  whenIdle(async () => {
    const pages = await forward(outbox, { user: user.id, token }, layer.id);
    if (!signal.aborted) report.addWaiting(pages);
  });
  watch({ queue, keeping, doing, news, takeUp }, signal);
  return queue;
}

/** Where what is done on this page is kept and sent; never a word of the document. */
function placeOf({ user, layer, urls: { operations: url } }) {
  return { user: user.id, layer: layer.id, url, page: url.slice(0, url.lastIndexOf("/")) };
}

function queueOf(payload, store, standing, changed) {
  const { send, look } = requests(payload);
  const take = (body) => standing.take(body);
  return new SaveQueue({
    revision: payload.layer.revision,
    send,
    look: (revision, signal) => look(store.isWhole && standing.since === null ? revision : null, signal),
    events: { changed, stale: take, refused: take, looked: take },
  });
}

/**
 * A function that does once more what an earlier page kept and could not send; false where there is nothing. While
 * another tab is at sending, what is left may be its own: then it is looked again a little later, as that tab may be
 * closed with its work unsent. `told(isSure)` hears whether the queue holds by now all that waits in this browser,
 * and “elsewhere” where another tab has it.
 */
function takingUp({ keeping, queue, standing, tabs, signal }, told) {
  let later;
  signal.addEventListener("abort", () => clearTimeout(later));
  const nothing = () => {
    if (!signal.aborted) told(true);
    return false;
  };
  const takeUp = async () => {
    clearTimeout(later);
    if ((await keeping.left()).operations.length === 0) return nothing();
    const isBusy = await tabs.isBusyElsewhere();
    const { operations, revision } = await keeping.left(); // what is still there after that question
    if (!operations.length || signal.aborted) return nothing();
    if (isBusy) {
      told("elsewhere");
      clearTimeout(later);
      later = setTimeout(takeUp, SOON);
      return false;
    }
    keeping.take(operations);
    standing.since = revision;
    queue.restore(operations);
    told(true);
    return true;
  };
  return takeUp;
}

const whenIdle = (deed) =>
  globalThis.requestIdleCallback ? requestIdleCallback(deed, { timeout: IN_TIME }) : setTimeout(deed, IN_TIME);

/** What was done elsewhere: asked for where this page is seen, else as soon as it is. */
class News {
  constructor(queue) {
    Object.assign(this, { queue, isDue: false, hiddenAt: null });
  }

  /** Another tab says that it has saved something. */
  came() {
    this.isDue = true;
    if (document.visibilityState === "visible") this.#ask();
  }

  /** The page is seen again, or no longer; resolves to whether it was out of sight for a while. */
  turned() {
    if (document.visibilityState === "hidden") {
      this.hiddenAt = Date.now();
      return false;
    }
    const wasAway = this.hiddenAt !== null && Date.now() - this.hiddenAt > A_WHILE;
    if (wasAway || this.isDue) this.#ask();
    return wasAway;
  }

  #ask() {
    this.isDue = false;
    this.queue.ask();
  }
}

/** Send at once when the connection, or the person, is back; warn who leaves with something that is only in the page. */
function watch({ queue, keeping, doing, news, takeUp }, signal) {
  const on = (target, name, heard) => target.addEventListener(name, heard, { signal });
  on(globalThis, "online", () => queue.again());
  on(document, "visibilitychange", () => {
    if (news.turned()) takeUp();
    if (document.visibilityState === "visible") queue.again();
  });
  const signOut = document.querySelector("form[action$='/sign-out']");
  if (signOut) {
    on(signOut, "submit", (event) => {
      const question = t("Work on this page is not on the server yet. Sign out all the same? It stays in this browser.");
      if (queue.unsaved.length && !globalThis.confirm(question)) event.preventDefault();
    });
  }
  on(globalThis, "focus", () => queue.state === "signed-out" && queue.again());
  on(globalThis, "pagehide", () => doing.leave());
  on(signal, "abort", () => doing.leave());
  on(globalThis, "beforeunload", (event) => {
    flush(); // what still stands in a field is work as well
    if (keeping.state(queue.unsaved) !== "kept") event.preventDefault();
  });
}
