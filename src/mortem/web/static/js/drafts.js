/* What was typed is never lost.

   <form data-draft="KEY"> keeps the text of its named fields in this browser, under KEY, from the first
   letter until the server says it has it. KEY names the thing, not the page: "review-42-plan", "card-new-42".
   1. Typing stores {base, text} for each field; base is what the server had shown.
   2. A page (or a swapped-in region) with the same KEY gets the text back. If the server's own text has
      changed meanwhile, nothing is overwritten: a line offers to put the typed text back.
   3. The form is sent with one more field, draft=KEY. A response that accepted it sets the cookie
      draft-accepted=KEY (mortem.web.middleware does so for every accepted POST); this file then forgets KEY.
   Drafts older than 14 days are dropped; <form data-drafts-forget> (signing out) drops all.
   data-draft-skip on a field leaves it out; passwords, files and hidden fields always are.
   A form with words of its own opens the fold it lies in. Where its page has gone by, [data-draft-waiting="KEY …"] stands
   instead; a KEY that ends in "-" means all that begin so. It shows itself with the words, in its [data-draft-words], while
   there are any. Its link [data-draft-carry=KEY] carries them to the form of that KEY, [data-draft-forget] drops them. */

const PREFIX = "draft:";
const KEPT_FOR = 14 * 24 * 60 * 60 * 1000;
const KEPT_FIELDS = "textarea[name], select[name], input[name]:not([type=password], [type=file], [type=hidden], [type=checkbox], [type=radio])";

const store = {
  read(key) {
    try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; }
  },
  write(key, draft) {
    try { localStorage.setItem(PREFIX + key, JSON.stringify(draft)); } catch { /* full or forbidden: typing goes on */ }
  },
  forget(key) {
    try { localStorage.removeItem(PREFIX + key); } catch { /* forbidden: nothing was stored */ }
  },
  keys() {
    try { return Object.keys(localStorage).filter((k) => k.startsWith(PREFIX)).map((k) => k.slice(PREFIX.length)); } catch { return []; }
  },
};

const fieldsOf = (form) => [...form.elements].filter((el) => el.matches(KEPT_FIELDS) && !el.matches("[data-draft-skip]"));
const shownByServer = (el) => (el.tagName === "SELECT" ? [...el.options].find((o) => o.defaultSelected)?.value ?? "" : el.defaultValue);

function keep(form) {
  const fields = {};
  for (const el of fieldsOf(form)) {
    if (el.value !== shownByServer(el)) fields[el.name] = { base: shownByServer(el), text: el.value };
  }
  if (Object.keys(fields).length) store.write(form.dataset.draft, { at: Date.now(), fields });
  else store.forget(form.dataset.draft);
}

function put(el, text) {
  el.value = text;
  el.dispatchEvent(new Event("input", { bubbles: true }));
}

function tell(form, words, button) {
  const line = document.createElement("p");
  line.className = "hint draft-line";
  line.setAttribute("role", "status");
  line.append(words, " ", button);
  form.querySelector(".draft-line")?.remove();
  form.prepend(line);
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-quiet button-small";
  made.textContent = words;
  made.addEventListener("click", () => { act(); made.parentElement.remove(); });
  return made;
}

function restore(form) {
  const words = document.body.dataset;
  const kept = fieldsOf(form).filter((el) => store.read(form.dataset.draft)?.fields[el.name])
    .map((el) => ({ el, ...store.read(form.dataset.draft).fields[el.name] }))
    .filter(({ el, text }) => el.value !== text);
  if (!kept.length) return;
  form.closest("details.fold")?.setAttribute("open", "");
  const typed = kept.map(({ el, text }) => ({ el, text, server: el.value }));
  if (kept.every(({ el, base }) => shownByServer(el) === base)) {
    typed.forEach(({ el, text }) => put(el, text));
    tell(form, words.draftKept, button(words.draftDrop, () => typed.forEach(({ el, server }) => put(el, server))));
  } else {
    tell(form, words.draftOther, button(words.draftUse, () => typed.forEach(({ el, text }) => put(el, text))));
  }
}

function waitingFor(place) {
  const wanted = place.dataset.draftWaiting.split(" ");
  return store.keys().filter((key) => wanted.some((one) => (one.endsWith("-") ? key.startsWith(one) : key === one)));
}

function wordsOf(place) {
  return waitingFor(place).flatMap((key) => Object.values(store.read(key).fields)).map(({ text }) => text.trim()).filter(Boolean).join("\n");
}

function showWaiting(root) {
  for (const place of root.querySelectorAll("[data-draft-waiting]")) {
    const words = wordsOf(place);
    place.querySelector("[data-draft-words]").textContent = words;
    place.hidden = !words;
  }
}

function carry(link, place) {
  const text = wordsOf(place);
  waitingFor(place).forEach(store.forget);
  store.write(link.dataset.draftCarry, { at: Date.now(), fields: { text: { base: "", text } } });
  if (link.pathname === location.pathname) setTimeout(() => location.reload()); // after the jump to the form
}

function prepare(root) {
  showWaiting(root);
  for (const form of root.querySelectorAll("form[data-draft]:not([data-draft-ready])")) {
    form.dataset.draftReady = "";
    const key = Object.assign(document.createElement("input"), { type: "hidden", name: "draft", value: form.dataset.draft });
    form.append(key);
    restore(form);
  }
}

function forgetAccepted() {
  const cookie = document.cookie.split("; ").find((c) => c.startsWith("draft-accepted="));
  if (!cookie) return;
  store.forget(decodeURIComponent(cookie.slice("draft-accepted=".length)));
  document.cookie = "draft-accepted=; path=/; max-age=0; samesite=lax";
}

document.addEventListener("input", ({ target }) => {
  const form = target.form?.closest("form[data-draft]");
  if (form) keep(form);
});
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-drafts-forget]")) store.keys().forEach(store.forget);
});
document.addEventListener("click", ({ target }) => {
  const place = target.closest("[data-draft-waiting]");
  if (target.closest("[data-draft-carry]")) carry(target.closest("[data-draft-carry]"), place);
  if (!target.closest("[data-draft-forget]")) return;
  waitingFor(place).forEach(store.forget);
  place.hidden = true;
});
document.addEventListener("htmx:beforeOnLoad", forgetAccepted);
document.addEventListener("htmx:load", ({ target }) => prepare(target.parentElement ?? target));

forgetAccepted();
for (const key of store.keys()) if (!(store.read(key)?.at > Date.now() - KEPT_FOR)) store.forget(key);
prepare(document);
