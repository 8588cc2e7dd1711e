/* Whoever is typing keeps the cursor. What htmx brings asks for it with autofocus, ready for the next answer;
   that is obeyed only while nobody is at work in a field outside the part that is replaced. */

const FIELD = "input:not([type=hidden]), textarea, select";
const ASKS = /(<(?:input|textarea|select)\b[^<>]*?)\sautofocus(?=[\s>])/g;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { activeElement } = document;
  if (!activeElement?.matches(FIELD) || detail.target.contains(activeElement)) return;
  detail.serverResponse = detail.serverResponse.replace(ASKS, "$1");
});
