// The way to what became of this document: after practice, or where the project shows it.

const byId = (id) => document.getElementById(id);

/** The link beside a finished document, and what is said of practice beforehand. */
export class Outcome {
  constructor({ urls }, store) {
    Object.assign(this, { urls, store });
    byId("practice").hidden = !urls.finished;
    if (urls.outcome) byId("outcome").href = urls.outcome;
  }

  /** Show the link while it leads somewhere: opened again, the document is to be settled anew before it does. */
  draw() {
    const { urls, store } = this;
    if (store.layer.state !== "finished" && !urls.finished) this.isGone = true;
    byId("outcome").hidden = !urls.outcome || Boolean(this.isGone);
  }
}
