/* <div class="slider"> shows the value of its range beside it, with the unit of its output: data-unit. */

function show(range) {
  const output = range.closest(".slider")?.querySelector("output");
  if (output) output.textContent = range.value + (output.dataset.unit ?? "");
}

document.addEventListener("input", ({ target }) => { if (target.type === "range") show(target); });
