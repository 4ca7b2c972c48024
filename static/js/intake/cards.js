// The list of files: each has a card, first with how far it is sent, then with what the server understood of it.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";

/** A card for a file that is being sent. */
export class Card {
  constructor(list, file) {
    const isRight = /[\u0590-\u08ff]/.test(file.name);
    this.name = file.name;
    this.bar = element("progress", { class: "progress", max: 1, value: 0, "aria-label": file.name });
    this.head = element("div", { class: "upload-head" });
    this.head.append(element("bdi", { class: "upload-name", dir: isRight ? "rtl" : "auto" }, file.name), this.bar);
    this.box = element("li", { class: "upload" }, this.head);
    list.append(this.box);
  }

  /** So much of it is sent, from 0 to 1. */
  share(value) {
    this.bar.value = value;
  }

  /** The server has it: its own card takes this one's place. Its text was made safe by the server's templates. */
  become(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    this.box.replaceWith(made.content);
  }

  /** It could not be sent: say why, and offer to try again where that may help. */
  fail(sentence, again) {
    this.bar.remove();
    const put = (text, onclick) => element("button", { class: "button plain small", type: "button", onclick }, text);
    const fault = element("p", { class: "notice error", dir: "auto" }, sentence);
    if (again) {
      this.head.append(put(t("Try again"), () => (this.box.remove(), again())));
    }
    this.head.append(put(t("Take out"), () => this.box.remove()));
    this.box.append(fault);
  }
}

/** Why a file was not kept. */
export function fault(name, { status, body }) {
  if (status === 0) return t("“%(name)s” could not be sent: the server does not answer.", { name });
  return body.problem?.message ?? t("“%(name)s” could not be sent.", { name });
}
