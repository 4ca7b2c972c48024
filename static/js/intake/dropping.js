// Files that are dropped: anywhere on the page, so that a near miss does not lead the browser to the file itself.

/** Hand dropped files to `take`, and mark `zone` while some hang over the page. */
export function dropping(zone, take) {
  let leaving;
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    clearTimeout(leaving); // it comes again and again while they hang there
    leaving = setTimeout(() => delete zone.dataset.over, 300);
    zone.dataset.over = "";
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    delete zone.dataset.over;
    take([...event.dataTransfer.files]);
  });
}
