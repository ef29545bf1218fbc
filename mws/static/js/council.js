/* The council's room when the network fails: a vote is sent until it has arrived, and nobody takes
   an old page for a new one. Without this script the page works as any other. */
"use strict";

const AGAIN = 2000; // milliseconds
const PATIENCE = 8000; // milliseconds until a request counts as lost

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-retry]");
  if (!form || form.dataset.sending) return;
  event.preventDefault();
  const answers = new FormData(form);
  if (event.submitter && event.submitter.name) answers.set(event.submitter.name, event.submitter.value);
  form.dataset.sending = "yes";
  send(form, new URLSearchParams(answers));
});

/* The server keeps one vote a member, so that sending twice counts once. */
async function send(form, body) {
  const said = form.querySelector("[data-retry-say]");
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status >= 500) throw new Error(answer.statusText);
    location.assign(answer.redirected ? answer.url : location.href);
  } catch {
    if (said) said.hidden = false;
    setTimeout(() => send(form, body), AGAIN);
  }
}

/* The part of the page that is asked for again and again says when it could not be reached. */
function stale(is) {
  document.querySelectorAll("[data-stale]").forEach((note) => { note.hidden = !is; });
}
["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => {
  document.addEventListener(name, () => stale(true));
});
document.addEventListener("htmx:afterOnLoad", () => stale(false));

/* The speaker's clock: what is left of the time, counted down every second. */
setInterval(() => {
  document.querySelectorAll("[data-until]").forEach((clock) => {
    const seconds = Math.round((new Date(clock.dataset.until) - Date.now()) / 1000);
    const left = Math.abs(seconds);
    const figure = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.textContent = seconds < 0 ? `−${figure}` : figure;
    clock.classList.toggle("over", seconds < 0);
  });
}, 1000);
