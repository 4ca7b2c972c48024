// The annotation page: put the parts together.

import { fillHelp, commandsOf, listen, showKeys } from "../annotate/commands.js";
import { Chooser } from "../annotate/chooser.js";
import { Desk } from "../annotate/desk.js";
import { details } from "../annotate/detail.js";
import { List } from "../annotate/list.js";
import { Marks } from "../annotate/marks.js";
import { describe, differences, showReport } from "../annotate/report.js";
import { sender, showSaving, watch } from "../annotate/saving.js";
import { Selecting } from "../annotate/selecting.js";
import { Store } from "../annotate/store.js";
import { counts, undecidedFrom } from "../annotate/items.js";
import { t } from "../lib/messages.js";
import { SaveQueue } from "../lib/save_queue.js";
import { bringIntoView } from "../lib/scroll.js";
import { Article } from "../text/article.js";
import { canHighlight } from "../text/highlights.js";
import { Snapper } from "../text/snapping.js";

const byId = (id) => document.getElementById(id);

function begin() {
  performance.mark("begin");
  const payload = JSON.parse(byId("payload").textContent);
  const store = new Store(payload);
  const article = new Article(byId("article"), payload.document);
  const snapper = new Snapper(article.points, payload.tokens, payload.cuts);
  const desk = new Desk(store, article, snapper, payload.urls);
  const page = new Page(payload, store, article, snapper, desk);
  desk.view = page;
  const first = undecidedFrom(store.items, null, 1);
  desk.current = first?.key ?? null;
  page.draw(desk.current, { reveal: true });
  performance.measure("open", "begin");
  document.documentElement.dataset.ready = "true";
}

/** The view of the desk. */
class Page {
  constructor(payload, store, article, snapper, desk) {
    Object.assign(this, { payload, store, article, desk, scroller: byId("reading"), leaving: null });
    this.labels = payload.label_set.labels;
    this.marks = new Marks(store, article, { layer: byId("tags"), scroller: this.scroller });
    this.showTags(desk.tagsOn);
    this.list = new List(byId("list"), byId("filters"), { store, article, desk, detail: details(store, article, desk) });
    this.chooser = new Chooser(byId("chooser"), store, desk);
    desk.selecting = this.#selecting(snapper);
    this.queue = this.#queue();
    this.commands = commandsOf(desk);
    listen(this.commands, desk, this.labels);
    fillHelp(byId("help-keys"), this.commands, this.labels);
    this.#buttons();
    store.onChange(({ operations }) => operations.length && this.queue.push(operations));
  }

  /** Draw everything that depends on the layer; `reveal` brings the item into view in the list, `follow` in the text. */
  draw(current, { reveal = false, follow = false } = {}) {
    const { items, layer } = this.store;
    if (document.body.dataset.state !== layer.state) document.body.dataset.state = layer.state;
    this.desk.selecting.locked = layer.state !== "open";
    this.marks.draw(current);
    this.list.draw(current);
    if (reveal) this.list.reveal();
    const item = items.get(current);
    if (follow && item) this.reveal([item.start, item.end]);
    this.#progress();
    this.keys();
  }

  /** Bring a span into view in the text. */
  reveal(span) {
    const rect = span && this.article.rects(span[0], span[1])[0];
    if (rect) bringIntoView(this.scroller, rect);
  }

  /** The offset of the first words in view. */
  firstInView() {
    const frame = this.scroller.getBoundingClientRect();
    const line = this.article.lines.find(({ block }) => block.getBoundingClientRect().bottom > frame.top + 8);
    return line?.start ?? 0;
  }

  /** Show the keys of the moment. */
  keys() {
    const { item, isSelecting, warned } = this.desk;
    const moments = isSelecting ? ["selection"] : [];
    if (!isSelecting && item) moments.push(item.state === "undecided" ? "item" : "decided");
    if (this.store.layer.state === "open") showKeys(byId("keys"), this.commands, moments, this.labels);
    byId("finish").textContent = warned ? t("Finish all the same") : t("Finish");
  }

  /** Show or hide the names of the labels. */
  showTags(on) {
    this.marks.tags.toggle(on);
    byId("tags-switch").setAttribute("aria-pressed", String(on));
  }

  announce(text) {
    byId("announcer").textContent = text;
  }

  /** Say in the last line why something was not done; "" takes it away. */
  complain(text) {
    byId("complaint").textContent = text;
    byId("complaint").hidden = !text;
  }

  help() {
    byId("help").showModal();
  }

  /** Go to another page once everything is saved. */
  go(url) {
    this.leaving = url;
    this.#queueChanged();
  }

  #selecting(snapper) {
    const { article, marks, desk } = this;
    const changed = (span, marking) => {
      marks.preview(span);
      if (!span) this.chooser.close();
      else this.chooser.offer(article.slice(...span), { marking, byCharacter: desk.selecting.byCharacter });
      this.keys();
    };
    const selecting = new Selecting(article, snapper, {
      changed,
      under: (x, y) => marks.at(x, y),
      hit: (keys) => desk.focus(keys[(keys.indexOf(desk.current) + 1) % keys.length]),
    });
    let asked = 0;
    article.box.addEventListener("pointermove", (event) => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => {
        const keys = marks.at(event.clientX, event.clientY);
        marks.hover(keys);
        article.box.classList.toggle("over-mark", keys.length > 0);
      });
    });
    return selecting;
  }

  #queue() {
    const queue = new SaveQueue({
      revision: this.payload.layer.revision,
      send: sender(this.payload),
      events: {
        changed: () => this.#queueChanged(),
        stale: (body) => this.#rebased(body, null),
        refused: (body) => this.#rebased(body, body.operation),
      },
    });
    watch(queue);
    return queue;
  }

  #queueChanged() {
    const { queue } = this;
    showSaving(byId("saved"), queue, { signIn: this.payload.urls.sign_in ?? "/", again: () => queue.again() });
    if (this.leaving && queue.state === "saved") location.assign(this.leaving);
  }

  #rebased(body, refused) {
    const { store, article } = this;
    const before = store.layer;
    const asked = this.queue.unsaved;
    if (refused) store.forget(refused);
    const { kept, lost } = store.rebase(body.layer, asked.filter((operation) => operation.id !== refused));
    const place = { store, layer: before, article };
    const refusal = asked
      .filter((operation) => operation.id === refused)
      .map((operation) => `${describe(operation, place)}: ${body.problem.message}`);
    const losses = lost.map(({ operation, problem }) => `${describe(operation, place)}: ${t(problem.message, problem.values)}`);
    const own = new Set([...lost.map(({ operation }) => operation.span), ...asked.map((operation) => operation.span)]);
    showReport(byId("report"), [
      { heading: t("This could not be kept:"), lines: [...refusal, ...losses] },
      { heading: t("This was changed elsewhere:"), lines: changesBut(own, before, store.layer, place) },
    ]);
    this.leaving = losses.length || refusal.length ? null : this.leaving;
    this.draw(this.desk.current);
    return kept;
  }

  #progress() {
    const found = counts(this.store.items);
    const total = this.payload.suggestions.length;
    const decided = total - found.undecided;
    byId("progress").max = Math.max(total, 1);
    byId("progress").value = decided;
    byId("progress-text").textContent = t("%(decided)s of %(total)s decided", { decided, total });
  }

  #buttons() {
    const on = (id, deed) => byId(id)?.addEventListener("click", deed);
    on("finish", () => this.desk.finish());
    on("resume", () => this.desk.resume());
    on("next", (event) => {
      event.preventDefault();
      this.desk.next();
    });
    on("undo", () => this.desk.undo());
    on("redo", () => this.desk.redo());
    on("tags-switch", () => this.desk.toggleTags());
    on("show-help", () => this.desk.help());
    on("help-close", () => byId("help").close());
  }
}

function changesBut(own, before, after, { store, article }) {
  const without = (layer) => ({ ...layer, spans: new Map([...layer.spans].filter(([id]) => !own.has(id))) });
  return differences(without(before), without(after), { labels: store.ground.labels.labels, article });
}

if (canHighlight()) begin();
else byId("too-old").hidden = false;
