/* <button data-copy="TEXT"> or <button data-copy-from="ID"> copies; data-copied is the word shown afterwards.
   Pages opened by a plain address on the local network have no clipboard API: then the old command is used,
   and if that is refused too, the text is selected so that the person can copy it by hand. */

function byCommand(text) {
  const place = document.createElement("textarea");
  place.value = text;
  place.readOnly = true;
  place.className = "visually-hidden";
  document.body.append(place);
  place.select();
  const done = document.execCommand("copy");
  place.remove();
  return done;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return byCommand(text);
  }
}

function select(source) {
  if (source.select) source.select();
  else getSelection().selectAllChildren(source);
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copyFrom);
  const done = await copied(button.dataset.copy ?? source.value ?? source.innerText);
  if (!done && source) return select(source);
  if (!done) return;
  const word = button.querySelector("[data-copy-word]") ?? button;
  word.dataset.said ??= word.textContent; // pressed again meanwhile, it says "copied" already
  word.textContent = button.dataset.copied ?? document.body.dataset.copied;
  setTimeout(() => { word.textContent = word.dataset.said; }, 2000);
  button.focus();
});
