// What somebody says of a case, in words: the label, the words with those around them, the events as sentences.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { attributeSummary } from "../annotate/attributes.js";
import { context } from "../annotate/context.js";
import { swatch } from "../annotate/controls.js";
import { nameOf } from "../annotate/names.js";
import { sentenceNodes, sentenceOf } from "../annotate/sentence.js";

/** The nodes that tell a marked span {start, end, label, attributes, events}; `wide`: with its words and those around. */
export function toldSpan(span, { docket, article, wide = false }) {
  const label = docket.labels.labels.get(span.label);
  const values = attributeSummary(label?.attributes ?? [], span.attributes ?? {});
  const head = element(
    "span",
    { class: "told-label" },
    swatch(label),
    nameOf(label, span.label),
    ...values.map((value) => element("span", { class: "quiet" }, "· ", element("bdi", {}, value))),
  );
  const sentences = (span.events ?? []).map((event) => toldEvent(event, { docket, article }));
  return [head, ...(wide ? [words(span, article)] : []), ...sentences];
}

/** The words of a span in their sentence. */
export function words({ start, end }, article) {
  const [before, said, after] = context(article, start, end);
  return element("bdi", { class: "told-words", dir: "auto" }, before, element("b", {}, said), after);
}

/** An event read back as a sentence. */
export function toldEvent(event, { docket, article }) {
  const store = { ground: { labels: docket.labels }, layer: { spans: docket.spans } };
  const known = event.arguments.filter(([, key]) => docket.spans.has(key));
  const read = { ...event, arguments: known.map(([role, span]) => ({ role, span })) };
  return element("span", { class: "told-event" }, ...sentenceNodes(sentenceOf(read, store, article)));
}

/** The key of an answer; nothing where it has none now. */
export const keyCell = (letter) => (letter ? element("kbd", { "aria-hidden": "true" }, letter) : element("span"));

/** Who says so: "layla, sami". */
export function toldNames(ids, docket) {
  const names = ids.map((id) => docket.name(id)).sort((one, other) => one.localeCompare(other));
  const comma = document.documentElement.lang === "ar" ? "، " : ", ";
  // Each apart: their scripts may differ.
  const parts = names.flatMap((name, place) => [place > 0 && comma, element("bdi", {}, name)]);
  return element("span", { class: "told-by" }, ...parts);
}

/** In which ways annotators differ, in words. */
export function toldKinds(kinds) {
  const names = {
    missed: t("not marked by all"),
    boundary: t("boundaries"),
    clitic: t("clitic only"),
    label: t("label"),
    event: t("event or not"),
    type: t("event type"),
    subtype: t("subtype"),
    role: t("role"),
    filler: t("argument"),
    attribute: t("attribute"),
  };
  return kinds.map((kind) => names[kind] ?? kind).join(" · ");
}

/** How a case stands, in words. */
export function toldState(one, isWaiting) {
  if (isWaiting) return t("being saved");
  if (one.state === "open") return t("to be decided");
  const by = one.state === "decided" ? t("decided") : t("agreed");
  return one.result ? by : `${by}: ${t("nothing here")}`;
}

/** What the gold leaves out so that the rest fits together, as a sentence. */
export function toldLoss({ case: key, role, filler, why }, { docket, article }) {
  const words = (one) => {
    const span = docket.spans.get(one) ?? docket.byKey.get(one);
    return span ? article.slice(span.start, span.end) : one;
  };
  const reason = {
    filler: t("nothing is marked there"),
    waiting: t("it is still open what is marked there"),
    role: t("its label cannot fill this role"),
    trigger: t("its label names no event"),
  }[why];
  const event = words(key);
  if (!role) return t("Left out: the event “%(event)s”, as %(reason)s.", { event, reason });
  const values = { words: words(filler), role: nameOf(docket.labels.roles.get(role), role), event, reason };
  return t("Left out: “%(words)s” as %(role)s of “%(event)s”, as %(reason)s.", values);
}
