/* The ballot while one chooses: the fund bar falls, what is full says so. Without it "Add it up" does the same. */
"use strict";

const form = document.querySelector("[data-ballot]");
const SVG = "http://www.w3.org/2000/svg";
const NAMED_FROM = 6; // percent of the bar that a number needs to be legible

function picked() {
  return Array.from(form.querySelectorAll("input:checked"), (box) => ({
    number: box.dataset.number,
    cost: Number(box.dataset.cost),
  })).sort((one, other) => one.number - other.number);
}

function yuan(fen) {
  const digits = fen % 100 ? 2 : 0;
  return (fen / 100).toLocaleString("en-US", { minimumFractionDigits: digits });
}

function say(name, text) {
  document.querySelectorAll(`[data-${name}]`).forEach((place) => { place.textContent = text; });
}

function show(name, shown) {
  document.querySelectorAll(`[data-${name}]`).forEach((place) => { place.hidden = !shown; });
}

function part(name, attributes, text = "") {
  const node = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  node.textContent = text;
  return node;
}

function draw(bar, picks, whole) {
  bar.querySelectorAll(".f-pick, .f-n").forEach((old) => old.remove());
  const edge = bar.querySelector(".f-edge");
  let start = 0;
  for (const pick of picks) {
    const width = (pick.cost / whole) * 100;
    edge.before(part("rect", { class: "f-pick", x: `${start}%`, width: `${width}%`, height: "100%" }));
    if (!bar.classList.contains("thin") && width >= NAMED_FROM) {
      bar.append(part("text", { class: "f-n", x: `${start + width / 2}%`, y: "50%" }, pick.number));
    }
    start += width;
  }
}

function mark(isFull) {
  for (const box of form.querySelectorAll("input[name=choice]")) {
    const card = box.closest("li");
    const why = card.querySelector("[data-full]");
    card.classList.toggle("on", box.checked);
    card.classList.toggle("full", isFull && !box.checked);
    box.disabled = isFull && !box.checked;
    why.hidden = !box.disabled;
  }
}

function update() {
  const picks = picked();
  const budget = Number(form.dataset.budget);
  const chosen = picks.reduce((sum, pick) => sum + pick.cost, 0);
  const left = budget - chosen;
  say("count", picks.length);
  say("chosen-sum", yuan(chosen));
  say("left-sum", yuan(Math.max(left, 0)));
  say("over-sum", yuan(Math.max(-left, 0)));
  show("left", left >= 0);
  show("over", left < 0);
  document.querySelectorAll("[data-fund] .bar, .tray .bar").forEach((bar) => {
    draw(bar, picks, Math.max(budget, chosen));
  });
  mark(picks.length >= Number(form.dataset.most));
}

if (form) {
  document.querySelectorAll("[data-plain]").forEach((button) => { button.hidden = true; });
  form.addEventListener("change", update);
  update();
}
