// What is around the deciding: notes, skipping, the guideline, the way back, the tour.

import { t } from "../lib/messages.js";
import { command } from "./command.js";
import { Guideline, guidelineCommands } from "./guideline.js";
import { DocumentNotes } from "./note_controls.js";
import { Notes, noteCommands } from "./notes.js";
import { Panel } from "./panel.js";
import { Skipping, skippingCommands } from "./skipping.js";
import { Tour } from "./tour.js";

const byId = (id) => document.getElementById(id);

/** Make them for `page`: the parts that are drawn with it, their commands, the tour. `desk` gets notes and guideline. */
export function around(store, article, desk, page, signal) {
  const side = { scroller: byId("list").parentElement, panels: [], signal };
  const guideline = new Guideline(new Panel(byId("guideline"), side), store, desk, signal);
  const skipping = new Skipping(new Panel(byId("skipping"), side), byId("skipped-reason"), store, desk);
  const notes = new Notes(store, desk);
  Object.assign(desk, { notes, guideline });
  const listed = new DocumentNotes(byId("notes"), store, article, desk, skipping);
  const foot = document.querySelector(".foot");
  const tour = new Tour(byId("tour"), foot, { desk, guideline, commands: () => page.commands, signal });
  byId("tour-again").addEventListener("click", () => {
    byId("help").close();
    tour.again();
  });
  const back = command("previous-document", "Shift+KeyP", t("The document before this one"), () => desk.previous());
  const commands = [...noteCommands(notes), ...skippingCommands(skipping), ...guidelineCommands(guideline), back];
  return { parts: [guideline, skipping, listed], commands, tour, side };
}
