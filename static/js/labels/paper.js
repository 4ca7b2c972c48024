// The document that the form edits: what is wrong in it, what is known already, and how it is sent.

const errors = new WeakMap(); // a table of the document → {key: [sentences]}
const gone = new WeakSet(); // tables that are taken out, until the form is sent

/** Note the server's errors, {path, sentence}, at the tables that they are about. */
export function noteErrors(document_, listed) {
  for (const { path, sentence } of listed) {
    const [owner, key] = ownerOf(document_, path);
    if (key !== undefined) errors.set(owner, { ...errors.get(owner), [key]: [...errorsOf(owner, key), sentence] });
  }
}

/** The table that the end of `path` lies in, and the key there: of a text in an array, that of the array. */
function ownerOf(document_, path) {
  let [owner, key, at] = [document_, undefined, document_];
  for (const step of path) {
    if (at === null || typeof at !== "object") break;
    if (!Array.isArray(at) && key !== undefined && isTitles(key)) break;
    if (!Array.isArray(at)) [owner, key] = [at, step];
    at = at[step];
    if (at && typeof at === "object" && !Array.isArray(at) && typeof step === "number") [owner, key] = [at, "id"];
  }
  return [owner, key];
}

const TITLES = new Set(["title", "guideline", "phrase"]);
const isTitles = (key) => TITLES.has(key);

/** What is wrong with the value at `key` of `owner`. */
export const errorsOf = (owner, key) => errors.get(owner)?.[key] ?? [];

/** Whether anything is wrong in `value` or within it. */
export function isWrong(value) {
  if (!value || typeof value !== "object") return false;
  return errors.has(value) || Object.values(value).some(isWrong);
}

export const isGone = (owner) => gone.has(owner);

/** Take a part out, or put it back. */
export function setGone(owner, is) {
  if (is) gone.add(owner);
  else gone.delete(owner);
}

/** The document as it is sent: without what was taken out, and without what is empty and may be. */
export function sendable(document_) {
  const sent = withoutGone(document_);
  const kept = new Set(sent.labels.map((label) => label.id));
  const lost = new Set(document_.labels.filter((label) => isGone(label) && !kept.has(label.id)).map((label) => label.id));
  for (const role of sent.roles ?? []) role.labels = role.labels?.filter((label) => !lost.has(label)) ?? [];
  if (sent.event_types?.length) return sent;
  const { trigger, event_types: types, event_attributes: attributes, roles, ...rest } = sent;
  return rest;
}

function withoutGone(value) {
  if (Array.isArray(value)) return value.filter((one) => !isGone(one)).map(withoutGone);
  if (!value || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([key, one]) => !isEmpty(key, one) && !isUnusedChoices(key, value));
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutGone(one)]));
}

const isUnusedChoices = (key, owner) => key === "choices" && "kind" in owner && owner.kind !== "choice";

function isEmpty(key, value) {
  if (key === "guideline" || key === "phrase") return !value.ar && !value.en;
  return key === "key" && !value;
}

/** The ids that the project has by now: they stay as they are, since spans and events carry them. */
export function knownIds(saved) {
  const every = [saved.labels, saved.event_types, saved.roles, saved.event_attributes, saved.trigger ? [saved.trigger] : []];
  const parts = every.flat().flatMap((one) => [one, ...(one.subtypes ?? []), ...(one.attributes ?? []), ...(one.choices ?? [])]);
  return new Set(parts.flatMap((one) => [one.id, ...(one.choices ?? []).map((choice) => choice.id)]));
}
