/* How many are ticked: <p id="picked" data-most data-none data-some data-over> tells it in words, as people tick
   the boxes of .pick. Nothing is forbidden here; whoever ticks too many reads it at once, and the server asks again. */

function tell() {
  const line = document.getElementById("picked");
  if (!line) return;
  const count = document.querySelectorAll(".pick > input:checked").length;
  const { most, none, some, over } = line.dataset;
  const said = count === 0 ? none : count > Number(most) ? over : some;
  const text = said.replace("{count}", count);
  if (line.textContent !== text) line.textContent = text;
}

document.addEventListener("change", ({ target }) => { if (target.matches(".pick > input")) tell(); });
document.addEventListener("htmx:load", tell);
tell();
