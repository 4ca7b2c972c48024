// Files to the server, one after the other, each as the body of a request of its own.

/** What the server answers to `file`: {status, body}; status 0 where it does not answer. `onShare` gets 0 to 1. */
export function send(url, file, token, onShare) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(); // fetch tells nothing of how far the sending is
    request.open("POST", `${url}?${new URLSearchParams({ name: file.name })}`);
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onShare(event.loaded / event.total);
    });
    request.addEventListener("loadend", () => resolve({ status: request.status, body: request.response ?? {} }));
    request.send(file);
  });
}

/** Does tasks (functions that return promises) one after the other. */
export class Line {
  #last = Promise.resolve();
  waiting = 0;

  add(task) {
    this.waiting += 1;
    this.#last = this.#last.then(task).finally(() => (this.waiting -= 1));
    return this.#last;
  }
}
