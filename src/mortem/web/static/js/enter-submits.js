/* <textarea data-enter-submits>: Enter sends its form, Shift+Enter makes a new line.
   While an input method is composing, Enter belongs to it. When htmx has brought the text over, the
   writing place is empty again and has the focus; what was typed meanwhile stays. */

const PLACE = "textarea[data-enter-submits]";
const sent = new WeakMap();
// Only a form's own request: a region that has just been replaced speaks through whatever is around it.
const placeOf = (sender) => (sender?.matches?.("form") ? sender.querySelector(PLACE) : null);

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  if (!target.matches(PLACE)) return;
  event.preventDefault();
  if (target.value.trim()) target.form.requestSubmit();
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const place = placeOf(detail.elt);
  if (place) sent.set(place, place.value);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const place = placeOf(detail.elt);
  if (!place || !(detail.xhr.status >= 200 && detail.xhr.status < 300)) return;
  const text = sent.get(place);
  if (place.value.startsWith(text)) place.value = place.value.slice(text.length).trimStart();
  place.dispatchEvent(new Event("input", { bubbles: true }));
  place.focus();
});
