/* Grouping with mouse, pen or finger: a cause, [data-pile], is dragged onto a theme, [data-drop-theme], or onto
   another cause that says the same. A mouse takes it anywhere, a finger by its .grip, so that the page still
   scrolls. Dropping fills in <form id="drop"> and sends it; keys and buttons do the same without dragging. */

const FAR_ENOUGH = 6; // pixels
const EDGE = 70; // pixels from the top or bottom where the page begins to move
const CONTROLS = "a, button, summary, input, textarea, select, label";
let held = null;

function take(event) {
  const pile = event.target.closest?.("[data-pile]");
  const grip = event.target.closest?.(".grip");
  if (!pile || event.button !== 0 || (!grip && (event.pointerType === "touch" || event.target.closest(CONTROLS)))) return;
  held = { pile, id: event.pointerId, x: event.clientX, y: event.clientY, ghost: null, over: null, pointed: null };
}

function lift() {
  const box = held.pile.getBoundingClientRect();
  held.ghost = held.pile.cloneNode(false);
  for (const name of ["id", "tabindex", "data-pile"]) held.ghost.removeAttribute(name);
  held.ghost.className = "card ghost";
  held.ghost.setAttribute("aria-hidden", "true");
  held.ghost.append(held.pile.querySelector(".said").cloneNode(true));
  held.ghost.style.inlineSize = `${box.width}px`;
  document.body.append(held.ghost);
  document.body.dataset.dragging = "";
  getSelection().removeAllRanges();
  held.scrolling = setInterval(scroll, 16);
}

/* Near an edge the page moves; beside it, where the themes stand still, only their own column does. */
function scroll() {
  if (!held?.pointed) return;
  const { clientX: x, clientY: y } = held.pointed;
  const under = document.elementFromPoint(x, y);
  if (under?.closest(".dock")) return;
  const shelves = under?.closest(".shelves");
  const column = shelves && getComputedStyle(shelves).position === "sticky" ? shelves : null;
  const { top, bottom } = column?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
  const above = Math.min(0, y - Math.max(0, top) - EDGE);
  const by = (above || Math.max(0, y - Math.min(innerHeight, bottom) + EDGE)) / 5;
  const before = column?.scrollTop;
  column?.scrollBy(0, by);
  const goesOn = by < 0 ? top < 0 : bottom > innerHeight;
  if (!column || (column.scrollTop === before && goesOn)) scrollBy(0, by);
}

function placeUnder({ clientX, clientY }) {
  const under = document.elementFromPoint(clientX, clientY);
  const pile = under?.closest("[data-pile]");
  if (pile && pile.dataset.pile !== held.pile.dataset.pile) return pile;
  const theme = under?.closest("[data-drop-theme]");
  const own = held.pile.closest("[data-drop-theme]")?.dataset.dropTheme;
  return theme && theme.dataset.dropTheme !== own ? theme : null;
}

function mark(place) {
  if (place === held.over) return;
  held.over?.classList.remove("is-over");
  place?.classList.add("is-over");
  held.over = place;
}

function letGo() {
  mark(null);
  clearInterval(held.scrolling);
  held.ghost?.remove();
  delete document.body.dataset.dragging;
  held = null;
}

function drop(pile, place) {
  const form = document.getElementById("drop");
  if (!form || !place) return;
  form.elements.cause.value = pile.dataset.pile;
  form.elements.theme.value = place.dataset.dropTheme ?? "";
  form.elements.onto.value = place.dataset.pile ?? "";
  form.requestSubmit();
}

document.addEventListener("pointerdown", take);
document.addEventListener("pointermove", (event) => {
  if (held?.id !== event.pointerId) return;
  if (!held.ghost && Math.hypot(event.clientX - held.x, event.clientY - held.y) < FAR_ENOUGH) return;
  if (!held.ghost) lift();
  held.pointed = event;
  held.ghost.style.translate = `${event.clientX}px ${event.clientY}px`;
  mark(placeUnder(event));
});
document.addEventListener("pointerup", (event) => {
  if (held?.id !== event.pointerId) return;
  const { pile, ghost } = held;
  const place = ghost && placeUnder(event);
  letGo();
  if (place) drop(pile, place);
});
document.addEventListener("pointercancel", () => { if (held) letGo(); });
document.addEventListener("keydown", (event) => { if (held?.ghost && event.key === "Escape") letGo(); });
document.addEventListener("selectstart", (event) => { if (held) event.preventDefault(); });
/* The board waits for the end of a drag before it looks again; then it catches up with the rest. */
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!held?.ghost || event.target.id !== "board") return;
  event.preventDefault();
  const again = () => window.htmx.trigger(document.body, "changed");
  document.addEventListener("pointerup", () => setTimeout(again, 300), { once: true });
});
