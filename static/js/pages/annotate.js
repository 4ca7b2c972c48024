// The annotation page: put the parts together.

import { commandsOf, fillHelp, listen } from "../annotate/commands.js";
import { Desk } from "../annotate/desk.js";
import { undecidedFrom } from "../annotate/items.js";
import { Marking } from "../annotate/marking.js";
import { Page } from "../annotate/page.js";
import { saving } from "../annotate/saving.js";
import { Store } from "../annotate/store.js";
import { Article } from "../text/article.js";
import { canHighlight } from "../text/highlights.js";
import { Snapper } from "../text/snapping.js";

const byId = (id) => document.getElementById(id);

function begin() {
  performance.mark("begin");
  const payload = JSON.parse(byId("payload").textContent);
  const store = new Store(payload);
  const article = new Article(byId("article"), payload.document);
  const facts = byId("article-facts");
  if (facts) facts.dir = article.box.dir;
  const desk = new Desk(store, article, new Snapper(article.points, payload.tokens, payload.cuts), payload.urls);
  const page = new Page(payload, store, article, desk);
  desk.view = page;
  const marking = new Marking(desk, (x, y) => page.marks.at(x, y));
  desk.marking = marking;
  page.queue = saving(payload, store, page);
  page.commands = commandsOf(desk, marking, page);
  listen(page.commands, marking, payload.label_set.labels);
  fillHelp(byId("help-keys"), page.commands, payload.label_set.labels);
  desk.current = undecidedFrom(store.items, null, 1)?.key ?? null;
  page.draw(desk.current, { reveal: true });
  document.documentElement.dataset.ready = "true";
  performance.measure("open", "begin");
}

if (canHighlight()) begin();
else byId("too-old").hidden = false;
