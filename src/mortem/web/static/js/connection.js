/* When a change could not be sent, the page says so quietly; it stops saying so at the next answer. */

const notice = document.getElementById("connection");
const say = (lost) => { if (notice) notice.hidden = !lost; };

document.addEventListener("htmx:sendError", () => say(true));
document.addEventListener("htmx:timeout", () => say(true));
document.addEventListener("htmx:responseError", ({ detail }) => say(detail.xhr.status >= 500));
document.addEventListener("htmx:afterOnLoad", () => say(false));
