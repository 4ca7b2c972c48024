// One command of the page: what it is called, the keys that call it, what it does.

import { keyOf, keysFor, ship } from "./bindings.js";

/**
 * A command. `id` names it for good (a person's own keys are kept by it); `shipped` are the names of the keys that it
 * comes with, as lib/keys.js has them, apart by spaces; `keys` are those that it has now, `show` is the first of them as
 * people read it. `more`: `line` says in which moments it stands in the line of keys: always, item (undecided), decided,
 * rejected, selection, event, filling, finished (then those alone); `brief` is what it is called there. `once`: not again while the key
 * is held; `typing`: in fields too; `free`: not on a button, which has the key itself; `selecting`: only while something
 * is selected; `directing`: only while something is selected or roles are filled; `drops`: false where a first click goes on waiting for its second; `finishes`: not another deed.
 */
export function command(id, shipped, text, run, more = {}) {
  ship(id, shipped.split(" "));
  return {
    id,
    text,
    run,
    ...more,
    get keys() {
      return keysFor(id);
    },
    get show() {
      return keyOf(id);
    },
  };
}
