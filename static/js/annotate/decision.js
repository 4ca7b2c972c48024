// What a decision means for an item in its state.

import { t } from "../lib/messages.js";
import { keyOf } from "./bindings.js";
import * as deeds from "./deeds.js";

/**
 * The operations of the decision `deed` (accept, accept-all, add-decided, reject, reopen, remove) on `item`, what to
 * call it once it is done, and whether the work goes on to the next undecided item then. Nothing where it has no
 * meaning. What was rejected is accepted as it was suggested; what is decided and rejected is removed.
 */
export function decision(store, item, deed) {
  if (!item) return {};
  const { state } = item;
  if (deed === "reopen") return state === "rejected" ? done(deeds.reopen(item), t("Opened again")) : {};
  if (state === "undecided") return onUndecided(store, item, deed);
  if (state === "rejected") return onRejected(store, item, deed);
  return onDecided(store, item, deed);
}

const done = (operations, text, onward = false) => ({ operations, text, onward });

function onUndecided(store, item, deed) {
  if (deed === "accept") return done(deeds.accept(store, item), t("Accepted"), true);
  if (deed === "accept-all") return done(deeds.accept(store, item, true), t("Accepted"), true);
  return deed === "add-decided" ? {} : done(deeds.reject(item), t("Rejected"), true);
}

function onRejected(store, item, deed) {
  if (deed === "accept") return done(deeds.accept(store, item), t("Accepted"));
  return deed === "accept-all" ? done(deeds.accept(store, item, true), t("Accepted")) : {};
}

function onDecided(store, item, deed) {
  if (deed === "reject" || deed === "remove") return done(deeds.remove(item), t("Removed"));
  if (deed === "accept" || !item.events.length || !item.suggestion) return {};
  return done(deeds.acceptArguments(store, item, deed === "accept-all"), t("Arguments added"));
}

/** Whether `item`, a suggested trigger, has suggested arguments of which none could be set when it was accepted. */
export function leavesArguments(store, item) {
  const suggested = item.suggestion?.arguments ?? [];
  const isSet = (one) => deeds.fillerOf(store, one, false) !== null;
  const canBe = (one) => deeds.fillerOf(store, one, true) !== null;
  return suggested.some(canBe) && !suggested.some(isSet);
}

/** Why nothing came of the decision `deed`. */
export function refusal(item, deed, operations) {
  if (operations || deed === "add-decided") return t("No suggested argument is left.");
  const key = keyOf("accept");
  if (item?.state === "rejected") return t("This is rejected already. %(key)s accepts it after all.", { key });
  return t("This is decided already.");
}

/** What to do about suggested arguments that could not be set yet. */
export const argumentsHint = () =>
  t("Its suggested arguments are undecided. %(some)s on the event adds those decided by then; %(all)s takes all at once.", {
    some: keyOf("add-decided"),
    all: keyOf("accept-all"),
  });
