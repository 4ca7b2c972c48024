// The page of adjudication: all layers of a document in one view, decided case by case.

import { SavedMark } from "../annotate/saved_mark.js";
import { Asking } from "../adjudicate/asking.js";
import { listen } from "../adjudicate/commands.js";
import { Deeds } from "../adjudicate/deeds.js";
import { Desk } from "../adjudicate/desk.js";
import { Docket } from "../adjudicate/docket.js";
import { Editing } from "../adjudicate/editing.js";
import { List } from "../adjudicate/list.js";
import { Marking } from "../adjudicate/marking.js";
import { Marks } from "../adjudicate/marks.js";
import { Sender } from "../adjudicate/sender.js";
import { View } from "../adjudicate/view.js";
import { Article } from "../text/article.js";
import { canHighlight } from "../text/highlights.js";
import { Snapper } from "../text/snapping.js";
import { frame } from "./base.js";

const byId = (id) => document.getElementById(id);

function begin(payload) {
  const { signal } = new AbortController();
  const article = new Article(byId("article"), payload.document, signal);
  const snapper = new Snapper(article.points, payload.tokens, payload.cuts);
  const view = new View(article, byId("reading"));
  const docket = new Docket(payload, () => view.draw());
  const sender = new Sender(`adjudicate-${payload.user}-${payload.document.id}`, payload.csrf, view.onSending);
  const asking = new Asking(byId("asking"));
  const editing = new Editing(byId("editing"), { docket, article, snapper }, {
    keep: (key, choice) => desk.keep(key, choice),
    left: () => view.cleared(),
    moved: (span) => view.marks.preview(span),
  });
  const deeds = new Deeds(docket, sender, payload.urls);
  const desk = new Desk(docket, deeds, { editing, asking, view, urls: payload.urls });
  const marks = new Marks(docket, article, { layer: byId("tags"), scroller: byId("reading") });
  const marking = new Marking(byId("chooser"), { docket, article, scroller: byId("reading"), snapper, marks, desk });
  const list = new List(byId("list"), { docket, article, desk });
  const mark = new SavedMark(byId("saved"), { again: () => sender.again(), stay: () => view.stay() });
  view.begin({ docket, sender, deeds, desk, marks, marking, list, mark });
  listen(desk, marking, () => byId("help").showModal(), signal);
  for (const { key } of sender.requests) if (key) docket.waiting.set(key, "");
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (docket.byKey.has(wanted)) docket.focus(wanted);
  view.draw();
  view.reveal(docket.case);
  sender.again();
  byId("reading").focus({ preventScroll: true });
  document.documentElement.dataset.ready = "true";
}

frame();
if (canHighlight()) begin(JSON.parse(byId("payload").textContent));
else byId("too-old").hidden = false;
