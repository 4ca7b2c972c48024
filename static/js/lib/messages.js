// The page's sentences. Their ids are plain English; the server puts the translations into the block #messages.

let translations;

/** `message` as it is, marked for the extraction of messages. */
export const N_ = (message) => message;

/** `message` in the reader's language, its places `%(name)s` filled from `values`. */
export function t(message, values = {}) {
  translations ??= read();
  const sentence = translations[message] || message;
  const filled = (place, name) => (place === "%%" ? "%" : String(values[name] ?? place));
  return sentence.replace(/%\((\w+)\)[sd]|%%/g, filled);
}

function read() {
  const block = globalThis.document?.getElementById("messages");
  return block ? JSON.parse(block.textContent) : {};
}
