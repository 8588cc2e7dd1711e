/* When a change could not be sent, or was refused with a whole page, this page says so quietly, in that page's
   words if it has any. What was typed stays where it is. It stops saying so when a change gets through; a page that
   only looks for news proves nothing about what was lost, unless looking was all that failed. */

const notice = document.getElementById("connection");
const place = notice?.querySelector("p");
const lost = place?.textContent;
let lostVerb = "";

function say(words, { requestConfig: { verb } }) {
  if (!notice || (!notice.hidden && verb === "get")) return;
  lostVerb = verb;
  place.textContent = words;
  notice.hidden = false;
}

function wordsOf({ responseText }) {
  const page = new DOMParser().parseFromString(responseText, "text/html");
  const said = page.querySelectorAll("main h1, main .lede");
  return Array.from(said, (one) => one.textContent.trim()).join(" ");
}

document.addEventListener("htmx:sendError", ({ detail }) => say(lost, detail));
document.addEventListener("htmx:timeout", ({ detail }) => say(lost, detail));
document.addEventListener("htmx:responseError", ({ detail }) => say(wordsOf(detail.xhr) || lost, detail));
document.addEventListener("htmx:afterOnLoad", ({ detail }) => {
  const { verb } = detail.requestConfig;
  if (notice && detail.successful && (verb !== "get" || lostVerb === "get")) notice.hidden = true;
});
