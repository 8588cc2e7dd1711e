/* What was typed is never lost.

   <form data-draft="KEY"> keeps the text of its named fields in this browser, under KEY, from the first
   letter until the server says it has it. KEY names the thing, not the page: "review-42-plan", "card-new-42".
   1. Typing stores {base, text} for each field; base is what the server had shown.
   2. A page (or a swapped-in region) with the same KEY gets the text back. If the server's own text has
      changed meanwhile, nothing is overwritten: a line offers to put the typed text back.
   3. The form is sent with one more field, draft=KEY. A response that accepted it sets the cookie
      draft-accepted=KEY (mortem.web.middleware does so for every accepted POST); this file then forgets KEY.
   Drafts older than 14 days are dropped; <form data-drafts-forget> (signing out) drops all.
   data-draft-skip on a field leaves it out; passwords, files and hidden fields always are, and radio buttons and
   checkboxes too, unless the form has data-draft-choices.
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

const shownByServer = (el) => (el.tagName === "SELECT" ? [...el.options].find((o) => o.defaultSelected)?.value ?? "" : el.defaultValue);

/* Everything that is kept looks like {name, server, now(), put(text)}: a text, or a choice among boxes of one name. */
const textField = (el) => ({
  name: el.name,
  server: shownByServer(el),
  now: () => el.value,
  put: (text) => {
    el.value = text;
    el.closest("details")?.setAttribute("open", "");
    el.dispatchEvent(new Event("input", { bubbles: true }));
  },
});
const choiceField = (name, boxes) => ({
  name,
  server: boxes.find((el) => el.defaultChecked)?.value ?? "",
  now: () => boxes.find((el) => el.checked)?.value ?? "",
  put: (text) => {
    for (const el of boxes) el.checked = el.value === text;
    boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
  },
});

function fieldsOf(form) {
  const kept = [...form.elements].filter((el) => !el.matches("[data-draft-skip]"));
  const texts = kept.filter((el) => el.matches(KEPT_FIELDS)).map(textField);
  if (!("draftChoices" in form.dataset)) return texts;
  const boxes = kept.filter((el) => el.matches("input[name]:is([type=checkbox], [type=radio])"));
  const names = [...new Set(boxes.map((el) => el.name))];
  return [...names.map((name) => choiceField(name, boxes.filter((el) => el.name === name))), ...texts];
}

function keep(form) {
  const fields = {};
  for (const field of fieldsOf(form)) {
    if (field.now() !== field.server) fields[field.name] = { base: field.server, text: field.now() };
  }
  if (Object.keys(fields).length) store.write(form.dataset.draft, { at: Date.now(), fields });
  else store.forget(form.dataset.draft);
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
  const draft = store.read(form.dataset.draft);
  if (!draft) return;
  const typed = fieldsOf(form).filter(({ name }) => draft.fields[name])
    .map((field) => ({ field, ...draft.fields[field.name], shown: field.now() }))
    .filter(({ text, shown }) => shown !== text);
  if (!typed.length) return;
  form.closest("details.fold")?.setAttribute("open", "");
  if (typed.every(({ field, base }) => field.server === base)) {
    typed.forEach(({ field, text }) => field.put(text));
    tell(form, words.draftKept, button(words.draftDrop, () => typed.forEach(({ field, shown }) => field.put(shown))));
  } else {
    tell(form, words.draftOther, button(words.draftUse, () => typed.forEach(({ field, text }) => field.put(text))));
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
