// What the page knows: the layer as it is here, the log of this page, the ways back and forth. Every change is planned
// and applied at once; the save queue carries it to the server.

import { uuid } from "../lib/identity.js";
import { labelsById } from "../text/checks.js";
import { pointsOf } from "../text/clusters.js";
import { adopted, apply, layerFrom } from "../text/edits.js";
import { plan } from "../text/layer.js";
import { Problem } from "../text/problem.js";
import { itemsOf } from "./items.js";

/** `payload` as the server sends it; `now` gives the time as an ISO string. */
export class Store {
  constructor(payload, now = () => new Date().toISOString()) {
    this.labelSet = payload.label_set;
    this.now = now;
    this.log = new Map(); // operation id → edits
    this.done = []; // groups of operation ids, one an undo step
    this.undone = [];
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
   */
  act(operations) {
    const group = this.#do(operations);
    this.done.push(group);
    this.undone = [];
  }

  /** Take the last step back; false where there is none. */
  undo() {
    return this.#turn(this.done, this.undone);
  }

  /** Do again what was taken back last; false where there is nothing. */
  redo() {
    return this.#turn(this.undone, this.done);
  }

  /**
   * Stand on the server's layer and do `operations` (those that it does not have yet) on it once more. Returns those
   * that could be kept and, as {operation, problem}, those that could not.
   */
  rebase(json, operations) {
    let layer = adopted(layerFrom(json), this.layer);
    const [kept, lost] = [[], []];
    for (const operation of operations) {
      try {
        const edits = plan(operation, layer, this.ground);
        layer = apply(layer, edits);
        this.log.set(operation.id, edits);
        kept.push(operation);
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        this.forget(operation.id);
        lost.push({ operation, problem });
      }
    }
    this.#hold(layer);
    this.#tell([]);
    return { kept, lost };
  }

  /** Leave an operation that never came to be out of the log and of the ways back. */
  forget(id) {
    this.log.delete(id);
    const left = (group) => group.filter((one) => one !== id);
    this.done = this.done.map(left).filter((group) => group.length);
    this.undone = this.undone.map(left).filter((group) => group.length);
  }

  /** The span that came of the suggestion with this id, or null. */
  spanOfSuggestion(id) {
    return this.items.get(`s${id}`)?.span ?? null;
  }

  #turn(from, to) {
    const group = from.at(-1);
    if (!group) return false;
    const undone = this.#do([{ kind: "undo", operations: group }]);
    from.pop();
    to.push(undone);
    return true;
  }

  #do(operations) {
    const at = this.now();
    const planned = [];
    let layer = this.layer;
    for (const bare of operations) {
      const operation = { id: uuid(), ...bare, at };
      const edits = plan(operation, layer, this.ground);
      layer = apply(layer, edits);
      planned.push({ operation, edits });
    }
    for (const { operation, edits } of planned) this.log.set(operation.id, edits);
    this.#hold(layer);
    this.#tell(planned.map(({ operation }) => operation));
    return planned.map(({ operation }) => operation.id);
  }

  #hold(layer) {
    this.layer = layer;
    this.items = itemsOf(layer, this.ground.suggestions);
  }

  #tell(operations) {
    for (const changed of this.listeners) changed({ operations });
  }
}
