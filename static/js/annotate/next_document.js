// The next document: fetched ahead as soon as the work on this one is nearly done, kept in memory only, and put in this
// one's place without a navigation.

import { counts } from "./items.js";

const FEW = 5; // undecided items with which a document is nearly done
const IDLE = 10000; // milliseconds without a deed in which there is time for it all the same
const PATIENCE = 10000; // milliseconds in which the server answers
const SOON = 50; // milliseconds that a deed is given to be painted first

/** The page that `payload.urls.peek` leads to. */
export class NextDocument {
  constructor({ urls }, store, signal) {
    Object.assign(this, { urls, store, signal, asked: null });
    store.onChange(() => this.#plan());
    signal.addEventListener("abort", () => clearTimeout(this.timer));
    this.#plan();
  }

  /**
   * Fetch it if that was not done; resolves to {url, page}, to null where there is none that could stand here, and to
   * {isUnreachable} where no answer comes.
   */
  fetch() {
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(PATIENCE)]);
    this.asked ??= fetched(this.urls.peek, signal).catch(() => {
      this.asked = null; // the connection may be better the next time
      return { isUnreachable: true };
    });
    return this.asked;
  }

  #plan() {
    const { items, layer } = this.store;
    const isNear = layer.state !== "open" || counts(items).undecided <= FEW;
    clearTimeout(this.timer);
    if (!this.asked) this.timer = setTimeout(() => this.fetch(), isNear ? SOON : IDLE);
  }
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
