// What an earlier page kept in this browser and could not send is sent from whatever page is open now.

import { post } from "./server.js";
import { isBusy, tell } from "./tabs.js";

const MOST = 200; // operations in one request
const LATER = new Set([0, 401, 408, 429]); // the server, the connection or the sign-in is not there: the next page tries

/**
 * Send what waits for `user` in the outbox, in order and layer by layer, but not for the layer `except`. Returns the
 * pages of those documents where it cannot be done without their annotator.
 */
export async function forward(outbox, { user, token }, except = null) {
  const layers = new Map();
  for (const entry of await outbox.of(user).catch(() => [])) {
    if (entry.layer !== except) layers.set(entry.layer, [...(layers.get(entry.layer) ?? []), entry]);
  }
  const stuck = [];
  for (const [layer, entries] of layers) {
    if (await isBusy(layer)) continue;
    const status = await sent(outbox, layer, entries, token);
    if (status >= 400 && status < 500 && !LATER.has(status)) stuck.push(entries[0].page);
  }
  return stuck;
}

/** Send the entries of one layer; the status of the last answer. What the server has is deleted. */
async function sent(outbox, layer, entries, token) {
  let { revision } = entries[0];
  for (let at = 0; at < entries.length; at += MOST) {
    const [part, rest] = [entries.slice(at, at + MOST), entries.slice(at + MOST)];
    const { url } = entries[0];
    const operations = part.map(({ operation }) => operation);
    const { status, body } = await post(url, { layer, token, revision, operations }).catch(() => ({ status: 0 }));
    if (status === 200 && !Number.isInteger(body.revision)) return 0; // not an answer of the server
    if (status !== 200) {
      if (body?.known?.length) await outbox.settle(body.known);
      return status;
    }
    revision = body.revision;
    await outbox.settle(idsOf(part), idsOf(rest), revision);
    tell(layer, revision);
  }
  return 200;
}

const idsOf = (entries) => entries.map(({ id }) => id);
