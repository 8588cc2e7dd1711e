/* Others' changes, as they happen. #pulse says which stream to follow and which line of the history the page was
   made from. The server numbers its messages; each one says from which number it leads on, so that a gap is noticed.
   - change: pieces of shared regions, ready-made: {put: {id: html}, at: [[id, list, id before it]], drop: [id]},
     "own" when a region of one's own may have changed, "stale" when every region may have, "go" when the review moved on.
   - fresh: the messages do not reach back far enough; every region is fetched again.
   - here: how many people have this review open.
   - gone: the seat or the review is not there any more.
   While something is pressed all of it waits. A piece somebody is at work in waits until they leave it, or until their step
   is answered. Without a stream the page asks now and then. */

import { busy, isPressed } from "./calm-swaps.js";

const pulse = document.getElementById("pulse");
const WAITS = [250, 500, 1000, 2000, 4000]; // milliseconds until the next try
const ASKS_AFTER = 3; // tries without a stream
const ASKS_EVERY = 3000; // milliseconds
const HIDDEN_FOR = 60000; // milliseconds after which a page nobody looks at stops following
const APART = 8; // milliseconds a person, so that not all fetch at the same moment
const LONGEST = 3000;

const waiting = new Map();
const unheard = [];
let number = Number(pulse?.dataset.seen);
let source = null;
let clock = 0; // the server's clock less this one, in milliseconds
let tries = 0;
let asking = 0;
let catching = 0;
let leaving = false;

const spread = (people) => Math.random() * Math.min(LONGEST, (people ?? 1) * APART);

function lost(is) {
  document.getElementById("lost").hidden = !is || tries < ASKS_AFTER;
}

/* ── pieces ── */

function made(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  const piece = box.content.firstElementChild;
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  for (const form of piece.querySelectorAll("form[method=post]")) {
    if (form.elements.csrfmiddlewaretoken) continue;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken", value: token }));
  }
  for (const ring of piece.querySelectorAll(".ring[data-ends]")) {
    ring.dataset.left = Math.max(0, Math.round(ring.dataset.ends - (Date.now() + clock) / 1000));
  }
  return piece;
}

function focusIn(piece) {
  const { activeElement: active } = document;
  if (!piece.contains(active)) return () => {};
  const { id } = active;
  const same = id ? `#${CSS.escape(id)}` : active.dataset.key ? `[data-key="${active.dataset.key}"]` : null;
  return (fresh) => ((same && (fresh.matches(same) ? fresh : fresh.querySelector(same))) || fresh).focus({ preventScroll: true });
}

/* Who was on a card that somebody else took away goes on with the one that follows it. */
function placeAmongCards() {
  const card = document.activeElement?.closest("[data-keys] > li");
  const list = card?.parentElement;
  const at = list && [...list.children].indexOf(card);
  return () => {
    if (list && document.activeElement === document.body) list.children[Math.min(at, list.children.length - 1)]?.focus({ preventScroll: true });
  };
}

function alive(piece) {
  window.htmx.process(piece);
  window.htmx.trigger(piece, "htmx:load");
}

function replace(old, html) {
  const back = focusIn(old);
  const fresh = made(html);
  old.replaceWith(fresh);
  alive(fresh);
  back(fresh);
}

function put(id, html) {
  const old = document.getElementById(id);
  if (!old) return false;
  if (busy(old)) waiting.set(id, html);
  else replace(old, html);
  return true;
}

function place(id, listId, before, fresh) {
  const list = document.getElementById(listId);
  const piece = fresh ?? document.getElementById(id);
  const previous = before && document.getElementById(before);
  if (!list || !piece || (before && previous?.parentElement !== list)) return false;
  const back = focusIn(piece);
  list.insertBefore(piece, previous ? previous.nextElementSibling : list.firstElementChild);
  back(piece);
  if (fresh) alive(fresh);
  return true;
}

function drop(id) {
  const old = document.getElementById(id);
  if (old && busy(old)) waiting.set(id, null);
  else old?.remove();
}

function apply({ put: given = {}, at = [], drop: gone = [] }) {
  const back = placeAmongCards();
  const fresh = new Map();
  const places = new Set(at.map(([id]) => id));
  let fits = true;
  for (const [id, html] of Object.entries(given)) {
    if (put(id, html)) continue;
    if (places.has(id)) fresh.set(id, made(html));
    else fits = false;
  }
  for (const [id, list, before] of at) fits = place(id, list, before, fresh.get(id)) && fits;
  gone.forEach(drop);
  back();
  return fits;
}

function catchUp() {
  const back = placeAmongCards();
  for (const [id, html] of waiting) {
    const piece = document.getElementById(id);
    if (piece && busy(piece)) continue;
    waiting.delete(id);
    if (piece && html === null) piece.remove();
    else if (piece) replace(piece, html);
  }
  back();
}

/* Whoever has taken a step is done with it, with its words and with the fold it stood in: the piece may show what came of it. */
function stepTaken({ detail: { elt, successful, requestConfig } }) {
  if (successful && requestConfig.verb === "post") {
    for (const field of elt.elements ?? []) if (field.matches("textarea, input")) field.defaultValue = field.value;
    const fold = elt.closest("details[open]");
    if (fold) {
      fold.closest("[tabindex]")?.focus({ preventScroll: true });
      fold.open = false;
    }
  }
  catchUp();
}

function fetchAgain(people) {
  clearTimeout(catching);
  catching = setTimeout(() => unlessLeaving(() => window.htmx.trigger(document.body, "changed")), spread(people));
}

/* ── going along ── */

const FOLLOWED = "followed-at";
const JUST_NOW = 10000; // milliseconds

function goAlong(path) {
  try { sessionStorage.setItem(FOLLOWED, Date.now()); } catch { /* forbidden: the page is only a little late */ }
  location.assign(path);
}

/* The review may have moved on once more while this page was on its way. */
function goOn() {
  let since = 0;
  try {
    since = Number(sessionStorage.getItem(FOLLOWED));
    sessionStorage.removeItem(FOLLOWED);
  } catch { return; }
  const stands = document.getElementById("stands")?.dataset.path;
  if (stands && stands !== location.pathname && Date.now() - since < JUST_NOW) goAlong(stands);
}

/* ── messages ── */

/* A page that is on its way elsewhere, by a press of its reader, is not sent somewhere else. If it was only a file that
   came, what was heard meanwhile is done a little later. */
function unlessLeaving(act) {
  setTimeout(() => {
    if (leaving) setTimeout(() => unlessLeaving(act), LONGEST);
    else act();
  });
}

function hear({ data, lastEventId }) {
  const change = JSON.parse(data);
  if (change.go) return void setTimeout(() => unlessLeaving(() => goAlong(change.go)), spread(change.people));
  if (lastEventId && Number(lastEventId) <= number) return;
  const gap = change.from > number;
  number = Number(lastEventId);
  if (!apply(change) || gap || change.stale) fetchAgain(change.people);
  else if (change.own) setTimeout(() => unlessLeaving(() => window.htmx.trigger(document.body, "own")), spread(change.people));
}

function hearSoon(message) {
  if (isPressed()) unheard.push(message);
  else hear(message);
}

function hearRest() {
  for (const message of unheard.splice(0)) hear(message);
  catchUp();
}

function open() {
  source?.close();
  source = new EventSource(`${pulse.dataset.stream}&after=${number}`);
  source.addEventListener("hello", ({ data }) => {
    tries = 0;
    clock = JSON.parse(data).now * 1000 - Date.now();
    clearInterval(asking);
    asking = 0;
    lost(false);
  });
  source.addEventListener("change", hearSoon);
  source.addEventListener("fresh", ({ data, lastEventId }) => {
    number = Number(lastEventId);
    fetchAgain(JSON.parse(data).people);
  });
  source.addEventListener("here", ({ data }) => { document.getElementById("here").textContent = JSON.parse(data).text; });
  source.addEventListener("gone", () => unlessLeaving(() => location.reload()));
  source.addEventListener("error", again);
}

function again() {
  source.close();
  source = null;
  const wait = WAITS[Math.min(tries, WAITS.length - 1)];
  tries += 1;
  if (tries >= ASKS_AFTER && !asking) asking = setInterval(ask, ASKS_EVERY);
  lost(true);
  setTimeout(() => { if (!source && !document.hidden) open(); }, wait * (1 + Math.random()));
}

async function ask() {
  const answer = await fetch(pulse.dataset.ask, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.status === 404) location.reload();
  if (!answer?.ok) return;
  document.getElementById("lost").hidden = true;
  const now = await answer.json();
  if (now.go) goAlong(now.go);
  else if (now.number !== number) {
    number = now.number;
    fetchAgain();
  }
}

/* ── the page ── */

let hiding = 0;

goOn();

function look() {
  clearTimeout(hiding);
  if (document.hidden) hiding = setTimeout(() => { source?.close(); source = null; }, HIDDEN_FOR);
  else if (!source) open();
}

if (pulse && window.EventSource) {
  open();
  document.addEventListener("visibilitychange", look);
  addEventListener("online", () => { if (!source) open(); });
  addEventListener("pagehide", () => source?.close());
  addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => { leaving = false; }, LONGEST); // it was only a file that came
  });
  document.addEventListener("calm", hearRest);
  document.addEventListener("htmx:afterRequest", stepTaken);
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (source?.readyState === EventSource.OPEN) detail.headers.Live = "1";
  });
} else if (pulse) {
  asking = setInterval(ask, ASKS_EVERY);
}
