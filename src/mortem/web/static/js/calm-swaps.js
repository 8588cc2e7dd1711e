/* [data-calm]: a region that looks again when others change something, but never while somebody is at work in it:
   a field that differs from what the server gave, or has the focus, an open fold, or a step whose answer is on its way (it
   lands beside what sent it). It catches up as soon as they leave.
   [data-calm="#own"] waits for that part of the page as well, because it is brought along. */

const waiting = new Set();

export function busy(region) {
  return [region, ...document.querySelectorAll(region.dataset.calm || "no-part")].some(atWork);
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

document.addEventListener("focusout", () => setTimeout(catchUp, 300));
document.addEventListener("toggle", () => setTimeout(catchUp, 300), true);
document.addEventListener("htmx:afterRequest", () => setTimeout(catchUp));
