// The annotation page: put the parts together, for one document after the other.

import { around } from "../annotate/around.js";
import { commandsOf, listen } from "../annotate/commands.js";
import { Desk } from "../annotate/desk.js";
import { Drawer } from "../annotate/drawer.js";
import { Elsewhere, elsewhereCommands } from "../annotate/elsewhere.js";
import { filterCommands } from "../annotate/filters.js";
import { fillingCommands } from "../annotate/filling.js";
import { undecidedFrom } from "../annotate/items.js";
import { KeysSheet } from "../annotate/keys_sheet.js";
import { MarginNotes } from "../annotate/margin_notes.js";
import { Marking } from "../annotate/marking.js";
import { Matters } from "../annotate/matters.js";
import { NextDocument, onTurn, show } from "../annotate/next_document.js";
import { Outcome } from "../annotate/outcome.js";
import { Page } from "../annotate/page.js";
import { Panel } from "../annotate/panel.js";
import { Progress } from "../annotate/progress.js";
import { saving } from "../annotate/saving.js";
import { Store } from "../annotate/store.js";
import { TouchBar } from "../annotate/touch_bar.js";
import { Values } from "../annotate/values.js";
import { View, viewCommands } from "../annotate/view.js";
import { t } from "../lib/messages.js";
import { Article } from "../text/article.js";
import { canHighlight } from "../text/highlights.js";
import { Snapper } from "../text/snapping.js";
import { frame } from "./base.js";

const byId = (id) => document.getElementById(id);

/** Work on the document of `payload` until `signal` ends it: every listener beyond the page's own elements ends then. */
function begin(payload, signal) {
  performance.mark("begin");
  const store = new Store(payload);
  const article = new Article(byId("article"), payload.document, signal);
  const facts = byId("article-facts");
  if (facts) facts.dir = article.box.dir;
  const desk = new Desk(store, article, new Snapper(article.points, payload.tokens, payload.cuts), payload.urls);
  const page = new Page(payload, store, article, desk);
  desk.view = page;
  const marking = new Marking(desk, (x, y) => page.marks.at(x, y));
  desk.marking = marking;
  page.queue = saving(payload, store, page);
  const progress = new Progress(payload, store, signal);
  const { parts, commands, tour, side } = around(store, article, desk, page, signal);
  page.matters = new Matters(new Panel(byId("matters"), side), store, article, desk);
  page.parts.push(progress, page.matters, new Outcome(payload, store), ...parts);
  desk.elsewhere = new Elsewhere(desk, byId("elsewhere"), signal);
  const ofTheList = [...filterCommands(page.list.filters), ...elsewhereCommands(desk.elsewhere)];
  const view = new View(new Panel(byId("view"), side), page);
  const onEvents = fillingCommands(desk.filling);
  page.commands = [...commandsOf(desk, marking, page), ...onEvents, ...viewCommands(view), ...ofTheList, ...commands];
  listen(page.commands, marking, payload.label_set.labels, signal);
  page.drawer = new Drawer(byId("side-handle"), desk);
  const margin = new MarginNotes(byId("margin"), store, article, desk);
  page.parts.push(desk.filling, desk.elsewhere, margin, page.drawer, new TouchBar(byId("touch-bar"), desk, signal));
  page.sheet = new KeysSheet(byId("help"), page, marking, signal);
  const read = { drawn: () => page.draw(desk.stand()), settled: () => page.settled() };
  page.values = new Values(payload, store, read, signal);
  desk.current = undecidedFrom(store.items, null, 1)?.key ?? null;
  page.draw(desk.current, { reveal: true });
  page.tour = tour;
  page.ahead = new NextDocument(payload, store, page.queue, signal);
  leaving(payload, page, progress, signal);
  document.documentElement.dataset.ready = "true";
  performance.measure("open", "begin");
  return page;
}

/** Let `page` be left: for the document fetched ahead by putting it in this one's place, else by a navigation. */
function leaving(payload, page, progress, signal) {
  const here = new URL(location.href);
  page.depart = async (url) => {
    if (url === payload.urls.next) page.announce(t("Opening the next document…"));
    const found = url === payload.urls.next ? await page.ahead.fetch() : null;
    if (page.leaving !== url || page.queue.state !== "saved") return; // something else was done meanwhile
    page.leaving = null; // who comes back to this page as the browser kept it stays here
    if (found?.isUnreachable) page.complain(t("The next document cannot be opened: the server does not answer. All is saved."));
    else if (found) open(found, progress, here);
    else location.assign(url);
  };
  onTurn(page, here, signal);
}

let life = new AbortController(); // of the document that is shown

/** End the document that is shown, and begin with the one that was fetched. */
function open(found, progress, before) {
  life.abort();
  life = new AbortController();
  show(found);
  frame();
  const payload = progress.carried(JSON.parse(byId("payload").textContent));
  payload.urls.previous = before.pathname;
  const page = begin(payload, life.signal);
  byId("reading").focus({ preventScroll: true });
  const { position, total } = payload.queue;
  const title = document.querySelector("h1").textContent;
  page.announce(position ? t("%(title)s. Document %(position)s of %(total)s", { title, position, total }) : title);
  page.tour.begin();
}

if (canHighlight()) begin(JSON.parse(byId("payload").textContent), life.signal).tour.begin();
else byId("too-old").hidden = false;
