/* [data-calm]: a region that looks again when others change something, but never while somebody is at work in it:
   a field that differs from what the server gave, or has the focus, an open fold, or a step whose answer is on its way (it
   lands beside what sent it). Nothing moves while something is pressed: a press counts where it is let go, and would be lost.
   The region catches up as soon as they leave; a "calm" event on the document says that somebody may have left.
   [data-calm="#own"] waits for that part of the page as well, because it is brought along. */

const LEFT_FOR = 300; // milliseconds until a field that was left counts as left
const LET_GO_FOR = 60; // milliseconds, within which a press has become a click
const HELD_FOR = 10000; // milliseconds: no press lasts longer; its end went to a menu, or was never told

const waiting = new Set();
let pressed = false;
let lettingGo = 0;

export const isPressed = () => pressed;

export function busy(region) {
  return pressed || [region, ...document.querySelectorAll(region.dataset.calm || "no-part")].some(atWork);
}

function atWork(region) {
  const { activeElement } = document;
  const typing = region.contains(activeElement) && activeElement.matches("input:not([type=hidden]), textarea, select");
  const changed = [...region.querySelectorAll("input[type=text], input[type=range], textarea")].some((el) => el.value !== el.defaultValue)
    || [...region.querySelectorAll("input[type=checkbox], input[type=radio]")].some((el) => el.checked !== el.defaultChecked);
  return typing || changed || region.querySelector("details[open], form.htmx-request") !== null;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const region = event.target;
  if (!region.matches?.("[data-calm]") || !busy(region)) return;
  event.preventDefault();
  waiting.add(region.id);
});

/* Somebody may have begun while the answer was on its way. */
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const region = detail.requestConfig.elt;
  if (!region.matches?.("[data-calm]") || !busy(region)) return;
  detail.shouldSwap = false;
  waiting.add(region.id);
});

function catchUp() {
  for (const id of waiting) {
    const region = document.getElementById(id);
    if (region && busy(region)) continue;
    waiting.delete(id);
    if (region) window.htmx.trigger(document.body, "changed");
  }
}

function press() {
  pressed = true;
  letGo(HELD_FOR);
}

function letGo(after) {
  if (!pressed) return;
  clearTimeout(lettingGo);
  lettingGo = setTimeout(() => { pressed = false; calm(); }, after);
}

const calm = () => { if (!pressed) document.dispatchEvent(new Event("calm")); };
const calmSoon = () => setTimeout(calm, LEFT_FOR);
const letGoSoon = () => letGo(LET_GO_FOR);

addEventListener("pointerdown", ({ button }) => { if (button === 0) press(); }, true);
addEventListener("keydown", ({ key }) => { if (key === " ") press(); }, true);
for (const end of ["pointerup", "pointercancel", "contextmenu", "keyup"]) addEventListener(end, letGoSoon, true);
addEventListener("blur", letGoSoon); // of the window: it is let go elsewhere
document.addEventListener("focusout", calmSoon);
document.addEventListener("toggle", calmSoon, true);
document.addEventListener("calm", catchUp);
document.addEventListener("htmx:afterRequest", () => setTimeout(catchUp));
