// A part of the side that opens above the list. What stands below it stays in its place, as far as it is not covered.

const HEAD = 120; // pixels of the row in focus that stay in view

/** `box` is the part, `scroller` holds the list; of `panels`, where each adds itself, one is open at a time. */
export class Panel {
  constructor(box, { scroller, panels, signal }) {
    Object.assign(this, { box, scroller, panels });
    panels.push(this);
    const pressed = (event) => {
      if (event.key !== "Escape" || event.isComposing || !this.isOpen || document.querySelector("dialog[open]")) return;
      if (isElsewhere(event.target, box)) return; // there it gives up what is typed
      event.preventDefault();
      this.close();
    };
    document.addEventListener("keydown", pressed, { capture: true, signal });
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /** Open with `children`, or put them in the place of what is shown. */
  show(...children) {
    for (const other of this.panels) if (other !== this) other.close();
    this.#change(() => {
      this.box.replaceChildren(...children);
      this.box.hidden = false;
    });
    this.box.scrollIntoView({ block: "nearest" }); // in a short window it lies below the text
  }

  /** Put the panel away; the keys are for deciding again. */
  close() {
    if (!this.isOpen) return;
    const hadFocus = this.box.contains(document.activeElement);
    this.#change(() => {
      this.box.hidden = true;
      this.box.replaceChildren();
    });
    if (hadFocus) document.getElementById("reading").focus({ preventScroll: true });
  }

  #change(change) {
    const row = this.scroller.querySelector(".item[aria-current]");
    const top = () => row?.getBoundingClientRect().top ?? 0;
    const before = top();
    change();
    const frame = this.scroller.getBoundingClientRect();
    const wanted = Math.min(Math.max(before, frame.top), Math.max(frame.bottom - HEAD, frame.top));
    this.scroller.scrollTop += top() - wanted;
  }
}

const isElsewhere = (target, box) => Boolean(target.closest?.("input, select, textarea")) && !box.contains(target);
