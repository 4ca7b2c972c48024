// What a decision means for an item in its state.

import { t } from "../lib/messages.js";
import * as deeds from "./deeds.js";

/**
 * The operations of the decision `deed` (accept, accept-all, reject, reopen, remove) on `item`, what to call it once it
 * is done, and whether the work goes on to the next undecided item then. Nothing where it has no meaning.
 */
export function decision(store, item, deed) {
  const isOpen = item?.state === "undecided";
  if (deed === "accept" && isOpen) {
    return { operations: deeds.accept(store, item), text: t("Accepted"), onward: true };
  }
  if (deed === "accept-all" && isOpen) {
    return { operations: deeds.accept(store, item, true), text: t("Accepted"), onward: true };
  }
  if (deed === "accept-all" && item?.events.length && item.suggestion) {
    return { operations: deeds.acceptArguments(store, item), text: t("Arguments added"), onward: false };
  }
  if ((deed === "reject" || deed === "remove") && isOpen) {
    return { operations: deeds.reject(item), text: t("Rejected"), onward: true };
  }
  if (deed === "remove" && item?.span) {
    return { operations: deeds.remove(item), text: t("Removed"), onward: false };
  }
  if (deed === "reopen" && item?.state === "rejected") {
    return { operations: deeds.reopen(item), text: t("Opened again"), onward: false };
  }
  return {};
}
