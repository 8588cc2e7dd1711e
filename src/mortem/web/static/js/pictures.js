/* A picture that is wider than its frame, as on a phone, opens where its accent stands: risks at the first one,
   a fishbone at its head. Without this a phone would show an empty corner. */

function show(frame) {
  const accent = frame.querySelector(".svg-accent");
  if (!accent || frame.scrollWidth <= frame.clientWidth) return;
  const there = accent.getBoundingClientRect();
  const room = frame.getBoundingClientRect();
  frame.scrollLeft += there.left + there.width / 2 - room.left - room.width / 2;
}

const showAll = (within) => within.querySelectorAll(".picture").forEach(show);

showAll(document);
document.addEventListener("htmx:load", ({ target }) => showAll(target));
document.addEventListener("toggle", ({ target }) => showAll(target), true); // a fold has no width while it is closed
