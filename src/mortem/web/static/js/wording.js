/* Notes on wording, while somebody writes: on a pause, never while they type.

   <textarea data-wording="GENRE"> is looked at PAUSE milliseconds after the last letter. What is noticed is underlined, and said below
   the field in notes that parts/wording.html makes: [data-wording-take] puts other words in their place, [data-wording-fine] lets them be.
   [data-wording-asked="ID"] is a button that asks for it: a field with data-wording-silent has no notes until somebody wants them.
   #wording-here turns the notes off in this browser. Nothing of this is kept anywhere else. */

const PAUSE = 1200;
const AT_ONCE = 2; // notes: more would be a verdict; the others come when these are settled
const OFF = "no-notes-on-wording";
const SHAPE = ["font", "letterSpacing", "lineHeight", "textAlign", "direction", "unicodeBidi", "padding", "borderWidth", "boxSizing", "tabSize"];

const address = document.getElementById("stands")?.dataset.wording;
const fine = new Set(); // what its writer lets be, until the page is left
const seen = new WeakMap(); // field → {box, mirror, waiting, asking}

const isOff = () => { try { return localStorage.getItem(OFF) !== null; } catch { return false; } };

function turn(off) {
  try {
    if (off) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch { /* forbidden: it holds until the page is left */ }
}

/* ── one field ── */

function of(field) {
  if (seen.has(field)) return seen.get(field);
  const box = document.createElement("div");
  box.className = "wording";
  box.setAttribute("role", "status");
  const mirror = document.createElement("div");
  mirror.className = "wording-mirror";
  mirror.ariaHidden = "true";
  field.parentElement.classList.add("wording-around");
  field.after(mirror, box);
  const state = { box, mirror, waiting: 0, asking: null };
  seen.set(field, state);
  box.addEventListener("click", (event) => press(event, field));
  field.addEventListener("scroll", () => { mirror.scrollTop = field.scrollTop; });
  new ResizeObserver(() => fit(field, mirror)).observe(field);
  return state;
}

function fit(field, mirror) {
  const look = getComputedStyle(field);
  for (const name of SHAPE) mirror.style[name] = look[name];
  mirror.style.left = `${field.offsetLeft}px`;
  mirror.style.top = `${field.offsetTop}px`;
  mirror.style.width = `${field.offsetWidth}px`;
  mirror.style.height = `${field.offsetHeight}px`;
  mirror.scrollTop = field.scrollTop;
}

function underline(field, notes) {
  const { mirror } = of(field);
  const parts = [];
  let end = 0;
  for (const { dataset } of notes) {
    const from = Number(dataset.start);
    const to = Number(dataset.end);
    if (from < end || field.value.slice(from, to) !== dataset.words) continue;
    parts.push(field.value.slice(end, from));
    end = to;
    parts.push(Object.assign(document.createElement("mark"), { textContent: field.value.slice(from, end) }));
  }
  mirror.replaceChildren(...(end ? [...parts, field.value.slice(end)] : []));
  fit(field, mirror);
}

function show(field) {
  const { box } = of(field);
  const notes = [...box.querySelectorAll("li")];
  const open = notes.filter(({ dataset }) => !fine.has(`${dataset.rule} ${dataset.words}`));
  notes.forEach((note) => { note.hidden = open.indexOf(note) < 0 || open.indexOf(note) >= AT_ONCE; });
  box.hidden = notes.length > 0 && open.length === 0;
  underline(field, open.slice(0, AT_ONCE));
}

async function look(field, asked) {
  const state = of(field);
  clearTimeout(state.waiting);
  state.asking?.abort();
  state.asking = new AbortController();
  const text = field.value;
  const body = new URLSearchParams({ text, genre: field.dataset.wording, ...(asked && { asked: 1 }) });
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const answer = await fetch(address, { method: "POST", headers, body, signal: state.asking.signal }).catch(() => null);
  const html = answer?.ok ? await answer.text().catch(() => null) : null;
  if (html === null || field.value !== text) return;
  state.box.innerHTML = html;
  show(field);
}

function clear(field) {
  of(field).box.replaceChildren();
  underline(field, []);
}

function press({ target }, field) {
  const button = target.closest("button");
  const note = button?.closest("li");
  if (!note) return;
  const { start, end, words, rule } = note.dataset;
  if (button.matches("[data-wording-fine]")) {
    fine.add(`${rule} ${words}`);
    show(field);
    field.focus();
  } else if (field.value.slice(start, end) === words) {
    field.focus();
    field.setSelectionRange(start, end);
    // The one way to put words in that Ctrl+Z takes back.
    document.execCommand("insertText", false, button.dataset.wordingTake);
    look(field);
  } else look(field);
}

/* ── the page ── */

if (address) {
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("textarea[data-wording]")) return;
    if (seen.has(target)) underline(target, []);
    if (isOff() || "wordingSilent" in target.dataset) return;
    const state = of(target);
    clearTimeout(state.waiting);
    state.waiting = setTimeout(() => look(target), PAUSE);
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { elt } }) => {
    for (const field of elt.elements ?? []) if (seen.has(field)) clear(field);
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-wording-asked]");
    if (button) look(document.getElementById(button.dataset.wordingAsked), true);
  });
}

const here = document.getElementById("wording-here");
if (here) {
  here.closest("[hidden]").hidden = false;
  here.checked = !isOff();
  here.addEventListener("change", () => turn(!here.checked));
}
