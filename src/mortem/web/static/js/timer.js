/* <div class="ring" data-left="SECONDS" data-total="SECONDS">: the ring runs down. It counts from the seconds
   the server saw left, so a wrong clock here does no harm. At the end it says so and nothing is cut off. */

const STARTED = new WeakMap();

function worded(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function draw(ring) {
  const { left, total, over } = ring.dataset;
  if (!STARTED.has(ring)) STARTED.set(ring, performance.now());
  const seconds = Math.max(0, Math.round(left - (performance.now() - STARTED.get(ring)) / 1000));
  ring.querySelector("circle + circle").setAttribute("stroke-dashoffset", String(100 - (100 * Math.min(seconds, total)) / total));
  ring.querySelector("[data-ring-words]").textContent = seconds ? worded(seconds) : over;
}

document.addEventListener("htmx:load", ({ target }) => target.querySelectorAll?.(".ring[data-left]").forEach(draw));
setInterval(() => document.querySelectorAll(".ring[data-left]").forEach(draw), 1000);
