// The cases as marks in the text: dotted where something is to be decided, whole where it is settled.

import { Highlights } from "../text/highlights.js";
import { levelsOf } from "../text/levels.js";
import { Tags } from "../text/tags.js";
import { nameOf } from "../annotate/names.js";

/** The marks of a docket in `article`; `layer` holds the tags, `scroller` the text. */
export class Marks {
  constructor(docket, article, { layer, scroller }) {
    Object.assign(this, { docket, article, scroller, marks: [] });
    this.highlights = new Highlights(article, docket.payload.label_set.labels);
    this.tags = new Tags(article, layer, scroller, ({ label }) => {
      const found = docket.labels.labels.get(label);
      return { text: nameOf(found, label), colour: found?.colour ?? "" };
    });
  }

  /** Draw the cases as they are now: not where it is settled that nothing is marked. */
  draw() {
    const { docket, highlights } = this;
    const shown = docket.cases.filter((one) => one.result || one.state === "open" || one.key === docket.current);
    this.marks = shown.map((one) => ({
      key: one.key,
      ...placeOf(one),
      decided: one.state !== "open",
      spot: one.key === docket.current,
    }));
    highlights.narrow(this.scroller, this.marks.length);
    const levels = levelsOf(this.marks);
    const keys = new Set(this.marks.map(({ key }) => key));
    for (const key of [...highlights.placed.keys()]) if (!keys.has(key)) highlights.remove(key);
    for (const mark of this.marks) highlights.place(mark.key, mark, levels.get(mark));
    const spot = docket.case && placeOf(docket.case);
    highlights.show("spot", spot ? [[spot.start, spot.end]] : []);
    highlights.show("filler", this.#fillers());
    this.tags.show(this.marks);
  }

  /** Show what is selected, as [start, end]; null for nothing. */
  preview(span) {
    this.highlights.show("preview", span ? [span] : []);
  }

  /** What fills the roles of the event that is looked at. */
  #fillers() {
    const { docket } = this;
    const events = (docket.case?.result ?? docket.case?.options[0])?.events ?? [];
    const keys = new Set(events.flatMap((event) => event.arguments.map(([, key]) => key)));
    return [...keys].filter((key) => docket.spans.has(key)).map((key) => [docket.spans.get(key).start, docket.spans.get(key).end]);
  }

  /** The keys of the marks under a point of the window, the shortest first. */
  at(x, y) {
    const offset = this.article.offsetAt(x, y);
    if (offset === null) return [];
    const contains = (rect) => rect.left <= x && x <= rect.right && rect.top <= y && y <= rect.bottom;
    return this.marks
      .filter((mark) => mark.start <= offset && offset <= mark.end)
      .filter((mark) => this.article.rects(mark.start, mark.end).some(contains))
      .sort((one, other) => one.end - one.start - (other.end - other.start))
      .map(({ key }) => key);
  }
}

const placeOf = ({ start, end, label }) => ({ start, end, label });
