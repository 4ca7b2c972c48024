// The requests about a layer: operations to the server, its log from there, what the words of a span state. Answers are
// {status, body}.

/** Send operations of the layer `layer`; `token` proves that a page of this site asks. */
export function post(url, { layer, token, revision, operations }, signal) {
  const sent = operations.map(({ at, ...operation }) => operation); // when it was is for the server to say
  return asked(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token, "X-Layer": String(layer) },
    body: JSON.stringify({ revision, operations: sent }),
    signal,
  });
}

/** The layer and its whole log, {layer, log}; 204 where it is not newer than the revision `after`. */
export function history(url, after, signal) {
  const query = after === null ? "" : `?after=${after}`;
  return asked(`${url}${query}`, { headers: { Accept: "application/json" }, signal });
}

/** The attributes that the words of a span state; null where nobody can say now. */
export async function statedBy(url, { start, end, label }, signal) {
  const query = new URLSearchParams({ start, end, label });
  try {
    const { status, body } = await asked(`${url}?${query}`, { headers: { Accept: "application/json" }, signal });
    if (status === 200) return body.attributes;
    return status === 400 || status === 404 ? {} : null; // it will not be known later either
  } catch {
    return null;
  }
}

async function asked(url, request) {
  const response = await fetch(url, { credentials: "same-origin", ...request });
  // An answer that is cut off, or a page of some box on the way, is none: nothing may count as saved by it.
  if (response.status === 200) return { status: 200, body: await response.json() };
  return { status: response.status, body: await response.json().catch(() => ({})) };
}
