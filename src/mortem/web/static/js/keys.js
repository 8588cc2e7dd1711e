/* Grouping without a mouse: in <ul data-keys> each <li tabindex="0"> is one card.
   1–9 presses the button [data-key="N"] inside the focused card, the arrows go to the card before or after.
   The focus goes on to the next card and stays there when the list comes back changed.
   One card at a time is open (.is-at), the last that somebody came to. A press opens it when it is let go: what folds up
   above it would move it from under the finger, and the press would be lost. */

import { isPressed } from "./calm-swaps.js";

const typing = (el) => el.matches("input, textarea, select, [contenteditable]");
let place = null;
let at = "";

function show(card) {
  if (!card) return;
  at = card.id;
  for (const one of card.parentElement.children) one.classList.toggle("is-at", one === card);
}

const comeTo = ({ target }) => show(target.closest?.("[data-keys] > li"));

document.addEventListener("click", comeTo);
document.addEventListener("focusin", (event) => { if (!isPressed()) comeTo(event); });
document.addEventListener("htmx:load", () => { if (at) show(document.getElementById(at)?.closest("[data-keys] > li")); });

function move(card, by) {
  const cards = [...card.parentElement.children];
  cards[cards.indexOf(card) + by]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const card = event.target.closest("[data-keys] > li");
  if (!card) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(card, event.key === "ArrowDown" ? 1 : -1);
  }
  const button = /^[1-9]$/.test(event.key) && card.querySelector(`[data-key="${event.key}"]`);
  if (button) {
    event.preventDefault();
    place = { list: card.parentElement.id, at: [...card.parentElement.children].indexOf(card) };
    // On to the next card at once: whoever types fast must not give two themes to one card.
    (card.nextElementSibling ?? card.previousElementSibling ?? card).focus();
    button.click();
  }
});

document.addEventListener("htmx:afterSettle", () => {
  if (place === null || document.activeElement !== document.body) return;
  const lists = [document.getElementById(place.list), ...document.querySelectorAll("[data-keys]")];
  const cards = lists.find((list) => list?.children.length)?.children ?? [];
  cards[Math.min(place.at, cards.length - 1)]?.focus();
  place = null;
});
