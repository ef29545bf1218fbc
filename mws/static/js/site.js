/* What makes pages quicker, never possible: everything here has its plain way without script. */
"use strict";

/* A question before a step that counts: the link opens the dialog instead of the page that asks. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog && dialog.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog").close();
});

/* Pictures chosen for upload, shown before they are sent. */
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file") return;
  const list = input.parentElement.querySelector(".previews") || document.createElement("ul");
  list.className = "previews";
  list.replaceChildren(...Array.from(input.files, preview));
  input.after(list);
});

function preview(file) {
  const item = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const picture = document.createElement("img");
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.onload = () => URL.revokeObjectURL(picture.src);
    item.append(picture);
  }
  item.append(file.name);
  return item;
}

/* The summary of errors is the first thing said after a refused form. */
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();

/* Paper has no folds: open them for printing, and close what was closed. */
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")];
  folded.forEach((part) => { part.open = true; });
});
window.addEventListener("afterprint", () => folded.forEach((part) => { part.open = false; }));

/* Buttons that only a script can serve (print this page) are hidden until it is there. */
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
