// What the pages of one browser tell each other about the layers that are open in them.

const NAME = "annotator";
const PATIENCE = 150; // milliseconds in which a page answers; one that is frozen does not, and sending twice does no harm

/**
 * A page on `layer`, {id, revision}: `saved(revision)` is called when another page has saved something in it; `isBusy()`
 * says whether this page is at sending what it did there.
 */
export class Tabs {
  constructor({ id, revision }, { saved, isBusy }, signal) {
    Object.assign(this, { layer: id, revision, channel: new BroadcastChannel(NAME) });
    const told = ({ data }) => {
      if (data.layer !== id) return;
      if (data.kind === "saved" && data.revision > this.revision) saved(data.revision);
      if (data.kind === "busy?" && isBusy()) this.#tell({ kind: "busy" });
    };
    this.channel.addEventListener("message", told);
    signal.addEventListener("abort", () => this.channel.close());
  }

  /** Tell the others that the server has the layer at this revision now. */
  tell(revision) {
    if (revision <= this.revision) return;
    this.revision = revision;
    this.#tell({ kind: "saved", revision });
  }

  /** Whether another page is at sending what was done in the layer. */
  isBusyElsewhere() {
    return asked(this.channel, this.layer);
  }

  #tell(message) {
    this.channel.postMessage({ ...message, layer: this.layer });
  }
}

/** Tell every page that the server has `layer` at this revision now. */
export function tell(layer, revision) {
  const channel = new BroadcastChannel(NAME);
  channel.postMessage({ kind: "saved", layer, revision });
  channel.close();
}

/** Whether any page of this browser is at sending what was done in `layer`. */
export async function isBusy(layer) {
  const channel = new BroadcastChannel(NAME);
  const answer = await asked(channel, layer);
  channel.close();
  return answer;
}

function asked(channel, layer) {
  return new Promise((resolve) => {
    const told = ({ data }) => data.kind === "busy" && data.layer === layer && resolve(true);
    channel.addEventListener("message", told);
    setTimeout(() => {
      channel.removeEventListener("message", told);
      resolve(false);
    }, PATIENCE);
    channel.postMessage({ kind: "busy?", layer });
  });
}
