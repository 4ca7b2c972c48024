// The next document: fetched ahead as soon as the work on this one is nearly done, kept in memory only, and put in this
// one's place without a navigation.

import { counts } from "./items.js";

const FEW = 5; // undecided items with which a document is nearly done
const IDLE = 10000; // milliseconds without a deed in which there is time for it all the same
const PATIENCE = 10000; // milliseconds in which the server answers
const SOON = 50; // milliseconds that a deed is given to be painted first
const PAUSE = 300; // milliseconds without a deed in which a document that is done is most likely left
const FRESH = 250; // milliseconds that a newer page is waited for where an older one is there

const DECIDES_NOTHING = new Set(["finish", "resume", "skip", "add_note", "change_note", "remove_note"]);

/**
 * The page that `payload.urls.peek` leads to. What was decided here comes into its suggestions: where something was
 * saved since it was fetched, it is fetched once more.
 */
export class NextDocument {
  constructor({ urls }, store, queue, signal) {
    Object.assign(this, { urls, store, queue, signal, asked: null, older: null, decided: 0, reached: 0 });
    store.onChange(({ operations }) => {
      this.decided += decisions(operations);
      this.plan();
    });
    signal.addEventListener("abort", () => clearTimeout(this.timer));
    this.plan();
  }

  /**
   * Fetch it if that was not done; resolves to {url, page}, to null where there is none that could stand here, and to
   * {isUnreachable} where no answer comes. A newer page that does not come at once is not waited for.
   */
  fetch() {
    this.#renew();
    if (!this.older) return this.asked;
    const older = pause(FRESH).then(() => reached(this.older));
    return Promise.any([reached(this.asked), older]).catch(() => ({ isUnreachable: true }));
  }

  /** Fetch it a little later, if that is worth it: something was done here, or saved. */
  plan() {
    const { items, layer } = this.store;
    const { undecided } = counts(items);
    const [isNear, isDone] = [FEW, 0].map((most) => layer.state !== "open" || undecided <= most);
    clearTimeout(this.timer);
    if (this.signal.aborted) return;
    const later = (wait) => (this.timer = setTimeout(() => this.#renew(), wait));
    if (!this.asked) later(isNear ? SOON : IDLE);
    else if (isDone && this.#isOld) later(PAUSE);
  }

  /** How many decisions the server has. */
  get #saved() {
    return this.decided - decisions(this.queue.unsaved);
  }

  get #isOld() {
    return this.#saved > this.reached;
  }

  #renew() {
    if (this.asked && !this.#isOld) return;
    this.older = this.asked ?? this.older;
    this.reached = this.#saved;
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(PATIENCE)]);
    const asked = fetched(this.urls.peek, signal).catch(() => {
      if (this.asked === asked) this.asked = null; // the connection may be better the next time
      return { isUnreachable: true };
    });
    this.asked = asked;
  }
}

const decisions = (operations) => operations.filter(({ kind }) => !DECIDES_NOTHING.has(kind)).length;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What `asked` resolves to; rejects where no answer came. */
async function reached(asked) {
  const found = await asked;
  if (found?.isUnreachable) throw new Error("no answer");
  return found;
}

async function fetched(url, signal) {
  const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" }, signal });
  if (response.status !== 200) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.getElementById("payload") && frameOf(page) === frameOf(document) ? { url: response.url, page } : null;
}

/** What is not replaced with a document: the language and the version of the scripts. */
const frameOf = (page) =>
  [page.documentElement.lang, page.querySelector("script[src$='/annotate.js']")?.getAttribute("src")].join(" ");

/** Put `page` in the place of what the window shows, under the address `url`. */
export function show({ url, page }) {
  history.pushState(null, "", url);
  document.title = page.title;
  // The region that speaks stays: a new one is not heard at once.
  const announcer = document.getElementById("announcer");
  page.getElementById("announcer").remove();
  for (const child of [...document.body.childNodes]) if (child !== announcer) child.remove();
  announcer.before(...page.body.childNodes);
}

/** Load what the browser's ways back and forth lead to, from the document at `url`; nothing unsaved is left for it. */
export function onTurn(page, url, signal) {
  const turned = () => {
    if (location.pathname === url.pathname) return; // a place in this document
    if (!page.queue.unsaved.length) return location.reload();
    const wanted = location.href;
    history.pushState(null, "", url);
    return page.go(wanted);
  };
  globalThis.addEventListener("popstate", turned, { signal });
}
