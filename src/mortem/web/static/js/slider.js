/* <div class="slider"> shows the value of its range beside it, with the unit of its output: data-unit. */

function show(range) {
  const output = range.closest(".slider")?.querySelector("output");
  if (output) output.textContent = range.value + (output.dataset.unit ?? "");
}

const showAll = () => document.querySelectorAll("input[type=range]").forEach(show);

showAll(); // the browser, or a draft, may have moved one before this ran
document.addEventListener("htmx:load", showAll);
document.addEventListener("input", ({ target }) => { if (target.type === "range") show(target); });
