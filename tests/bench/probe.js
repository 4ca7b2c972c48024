// How long things take until they are seen, measured in the page. Added to every page before its own scripts.

(() => {
  const TYPES = ["keydown", "pointerdown", "pointermove", "click", "change"];
  const channel = new MessageChannel();
  const waiting = [];
  channel.port1.onmessage = () => waiting.shift()();
  // After the main thread's part of the frame that is made next: scripts, style, layout, paint.
  const frame = () =>
    new Promise((done) => requestAnimationFrame(() => [waiting.push(done), channel.port2.postMessage(null)]));

  // Opening: the times are milliseconds since the navigation began.
  const opening = { drawn: 0, named: 0, largest: 0 };
  new PerformanceObserver((list) => {
    for (const { renderTime } of list.getEntries()) opening.largest = Math.max(opening.largest, renderTime);
  }).observe({ type: "largest-contentful-paint", buffered: true });
  const ready = new MutationObserver(async () => {
    ready.disconnect();
    await frame();
    await new Promise(requestAnimationFrame); // the frame is on its way to the screen
    opening.drawn = performance.now();
    while (!document.querySelector("#tags")?.firstChild) await frame();
    opening.named = performance.now();
  });
  ready.observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });

  // Actions: from the event to the frame after it.
  let action = null;
  const begin = (time, frames) => {
    action.begun = time;
    action.seen = (async () => {
      for (let count = 0; count < frames; count += 1) await frame();
      return performance.now() - time;
    })();
  };
  for (const type of TYPES) {
    const heard = (event) => {
      if (action && action.type === type && !action.seen) begin(event.timeStamp, action.frames);
    };
    addEventListener(type, heard, { capture: true, passive: true });
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (action && entry.startTime >= action.from) action.slowest = Math.max(action.slowest, entry.duration);
    }
  }).observe({ type: "event", durationThreshold: 16 });
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  globalThis.probe = {
    opening,
    expect: (type, frames) => (action = { type, frames, from: performance.now(), slowest: 0, seen: null }),
    async taken() {
      const seen = await action.seen;
      await pause(60); // entries of the Event Timing API come a little later
      return { seen, slowest: action.slowest };
    },
    async quiet() {
      const saved = document.querySelector("#saved");
      do await pause(150);
      while (saved.dataset.state !== "saved");
    },
  };
})();
