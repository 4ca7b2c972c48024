// What cannot be done, with the same codes and message ids as on the server.

/** `code` is for programs; `message` is a message id (see lib/messages.js) whose places `values` fill. */
export class Problem extends Error {
  constructor(code, message, values = {}) {
    super(message);
    this.code = code;
    this.values = values;
  }
}
