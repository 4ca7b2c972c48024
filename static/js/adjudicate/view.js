// What the page shows around the list: how much is saved, what was said, whether the document is gold.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { bringIntoView } from "../lib/scroll.js";
import { history } from "./list.js";
import { toldLoss } from "./told.js";

const byId = (id) => document.getElementById(id);

/** The view of a document in adjudication; `begin` gives it its parts. */
export class View {
  constructor(article, scroller) {
    Object.assign(this, { article, scroller, leaving: null });
    this.onSending = {
      answered: (settling, request) => this.#answered(settling, request),
      refused: (problem, request, settling) => this.#refused(problem, request, settling),
      changed: () => this.saving(),
    };
  }

  begin(parts) {
    Object.assign(this, parts);
    const on = (id, deed) => byId(id).addEventListener("click", deed);
    on("approve", () => this.desk.approve());
    on("open-gold", () => this.desk.openGold());
    on("undo", () => this.desk.undo());
    on("redo", () => this.desk.redo());
    on("show-help", () => byId("help").showModal());
    on("close-help", () => byId("help").close());
    on("dismiss", () => (byId("report").hidden = true));
    on("next", (event) => {
      event.preventDefault();
      this.desk.next();
    });
    globalThis.addEventListener("beforeunload", (event) => {
      if (!this.sender.isDone && !this.sender.isKept) event.preventDefault();
    });
  }

  /** Draw all that depends on the docket. */
  draw() {
    if (!this.marks) return; // not all of the page is there yet
    const { docket } = this;
    document.body.dataset.gold = docket.isGold ? "yes" : "no";
    this.marks.draw();
    this.list.draw();
    byId("history").replaceChildren(...history(docket, this.article));
    byId("gold-by").textContent = docket.gold?.by ? t("Approved by %(name)s.", { name: docket.name(docket.gold.by) }) : "";
    byId("outdated").hidden = !docket.gold?.outdated;
    byId("lost").replaceChildren(...docket.lost.map((one) => element("li", { dir: "auto" }, toldLoss(one, { docket, article: this.article }))));
    byId("gone").textContent = docket.gone ? t("Decisions whose place nobody marks any more: %(count)s.", { count: docket.gone }) : "";
  }

  /** Show how much is saved; leave for another page once all of it is. */
  saving() {
    if (!this.mark) return;
    const { state, message, isKept, isDone } = this.sender;
    this.mark.show({ state, message }, isKept ? "kept" : "page", Boolean(this.leaving) && !isDone);
    if (this.leaving && isDone) location.assign(this.leaving);
  }

  /** Go to another page once all is saved. */
  go(url) {
    this.leaving = url;
    this.saving();
  }

  stay() {
    this.leaving = null;
    this.saving();
  }

  #answered(settling, { key, body }) {
    const { docket } = this;
    const wasGold = docket.isGold;
    // A later decision on the same case may be under way already.
    if (key && (!docket.waiting.get(key) || docket.waiting.get(key) === body?.id)) docket.waiting.delete(key);
    docket.take(settling);
    this.complain("");
    this.draw();
    if (docket.isGold && !wasGold) this.complain(t("The document is gold."), true);
  }

  /** Say what could not be kept, and why; what was decided on is shown as it is now. */
  #refused(problem, request, settling) {
    const { docket, deeds } = this;
    const one = docket.byKey.get(request.key);
    docket.waiting.delete(request.key);
    deeds.done = deeds.done.filter(({ id }) => id !== request.body?.id);
    if (settling) docket.take(settling);
    const words = one ? this.article.slice(one.start, one.end) : "";
    const reason = problem.message ?? "";
    byId("report").hidden = false;
    byId("report-text").textContent = words ? t("“%(words)s”: %(reason)s", { words, reason }) : reason;
    if (one) docket.focus(docket.byKey.has(one.key) ? one.key : docket.current);
    else this.draw();
  }

  /** Bring a case into view in the text. */
  reveal(one) {
    const rect = one && this.article.rects(one.start, one.end)[0];
    if (rect) bringIntoView(this.scroller, rect);
  }

  /** Say in the last line why something was not done, or (`isGood`) that it was. */
  complain(text, isGood = false) {
    byId("complaint").textContent = text;
    byId("complaint").hidden = !text;
    byId("complaint").classList.toggle("hint", isGood);
  }

  announce(text) {
    this.complain("");
    byId("announcer").textContent = text;
  }

  /** Forget what is selected. */
  clear() {
    this.marking.clear();
    this.complain("");
    document.activeElement?.blur();
  }

  /** Nothing is edited any more. */
  cleared() {
    this.marks.preview(null);
    byId("reading").focus({ preventScroll: true });
  }
}
