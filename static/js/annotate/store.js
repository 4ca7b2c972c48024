// What the page knows: the layer as it is here, the log of this page, the ways back and forth. Every change is planned
// and applied at once; the save queue carries it to the server.

import { uuid } from "../lib/identity.js";
import { same } from "../lib/same.js";
import { labelsById } from "../text/checks.js";
import { pointsOf } from "../text/clusters.js";
import { apply, layerFrom } from "../text/edits.js";
import { follow, stacks } from "../text/history.js";
import { plan } from "../text/layer.js";
import { Problem } from "../text/problem.js";
import { itemsOf } from "./items.js";

/** `payload` as the server sends it; `now` gives the time as an ISO string. */
export class Store {
  constructor(payload, now = () => new Date().toISOString()) {
    this.labelSet = payload.label_set;
    this.now = now;
    this.log = new Map(); // operation id → edits
    this.entries = []; // the log in order, as far as it is known here: {id, step, kind, operations}
    this.isWhole = payload.layer.revision === 0; // whether it is known from its beginning
    this.stacks = stacks([]); // the undo steps that it leads to
    this.ground = {
      points: pointsOf(payload.document.text),
      labels: labelsById(payload.label_set),
      suggestions: new Map(payload.suggestions.map((one) => [one.id, one])),
      editsOf: (id) => this.log.get(id) ?? null,
    };
    this.listeners = [];
    this.#hold(layerFrom(payload.layer));
  }

  /** Call `changed({operations})` after every change of the layer. */
  onChange(changed) {
    this.listeners.push(changed);
  }

  /**
   * Do operations as one step, all or none; ids are given to those without. Throws a Problem if one cannot be done.
   * `step` is that of an earlier deed which they belong to: it is undone with them.
   */
  act(operations, step = uuid()) {
    const at = this.now();
    const planned = [];
    let layer = this.layer;
    for (const bare of operations) {
      const operation = { id: uuid(), ...bare, step, at };
      const edits = plan(operation, layer, this.ground);
      layer = apply(layer, edits);
      planned.push({ operation, edits });
    }
    for (const { operation, edits } of planned) follow(this.stacks, this.#note(operation, edits));
    this.#hold(layer);
    this.#tell(planned.map(({ operation }) => operation));
  }

  /** Take the last step back; false where there is none. */
  undo() {
    return this.#turn(this.stacks.done);
  }

  /** Do again what was taken back last; false where there is nothing. */
  redo() {
    return this.#turn(this.stacks.undone);
  }

  /**
   * Stand on the server's layer and its whole log, and do `operations` (those that it does not have yet) on it once
   * more. Returns those that could be kept and, as {operation, problem}, those that could not.
   */
  stand({ layer: json, log }, operations) {
    let layer = recognised(layerFrom(json), this.layer);
    this.log = new Map(log.map(({ id, edits }) => [id, edits]));
    this.entries = [...log];
    this.isWhole = true;
    const [kept, lost] = [[], []];
    for (const operation of operations) {
      try {
        const edits = plan(operation, layer, this.ground);
        layer = apply(layer, edits);
        this.#note(operation, edits);
        kept.push(operation);
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        lost.push({ operation, problem });
      }
    }
    this.stacks = stacks(this.entries);
    this.#hold(layer);
    this.#tell([]);
    return { kept, lost };
  }

  /** The span that came of the suggestion with this id, or null. */
  spanOfSuggestion(id) {
    return this.items.get(`s${id}`)?.span ?? null;
  }

  #turn(groups) {
    const group = groups.at(-1);
    if (!group) return false;
    try {
      this.act([{ kind: "undo", operations: [...group] }]);
    } catch (problem) {
      // What was changed elsewhere since can never be taken back: the way to the steps before it stays open.
      if (IMPOSSIBLE.has(problem.code)) groups.pop();
      throw problem;
    }
    return true;
  }

  #note({ id, step, kind, operations }, edits) {
    const entry = { id, step, kind, operations };
    this.log.set(id, edits);
    this.entries.push(entry);
    return entry;
  }

  #hold(layer) {
    this.layer = layer;
    this.items = itemsOf(layer, this.ground.suggestions);
  }

  #tell(operations) {
    for (const changed of this.listeners) changed({ operations });
  }
}

const IMPOSSIBLE = new Set(["undo-changed", "undo-unknown"]);

/** The layer `theirs`, with the very objects of `ours` wherever they are equal: those need not be drawn again. */
function recognised(theirs, ours) {
  const known = { ...theirs };
  for (const [place, values] of Object.entries(theirs)) {
    if (!(values instanceof Map)) continue;
    const own = (id, value) => (same(ours[place].get(id) ?? null, value) ? ours[place].get(id) : value);
    known[place] = new Map([...values].map(([id, value]) => [id, own(id, value)]));
  }
  return known;
}
