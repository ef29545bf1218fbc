/* The proof of a receipt, computed again on the reader's own device: from the leaf to the published root. */
"use strict";

const proofPlace = document.querySelector("[data-proof]");
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
}

function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* SHA-256 over 0x01, left and right, as RFC 6962 has it. */
async function parent(left, right) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.of(1, ...left, ...right)));
}

/* The first 80 bits of the leaf that a receipt stands for, in hexadecimal. */
function leafStart(receipt) {
  const misread = { 0: "O", 1: "I", 8: "B" };
  const plain = receipt.toUpperCase().replace(/[\s-]/g, "").replace(/[018]/g, (one) => misread[one]);
  const bits = Array.from(plain.slice(0, 16), (letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Array.from(bits.match(/.{4}/g) || [], (four) => parseInt(four, 2).toString(16)).join("");
}

async function checks(place) {
  const proof = JSON.parse(place.dataset.proof);
  let node = bytesOf(proof.leaf);
  for (const [side, other] of proof.path) {
    node = side === "left" ? await parent(bytesOf(other), node) : await parent(node, bytesOf(other));
  }
  return hexOf(node) === place.dataset.root && proof.leaf.startsWith(leafStart(place.dataset.receipt));
}

/* Without a secure connection a browser computes no hashes; then the page says nothing of its own. */
if (proofPlace && window.crypto && crypto.subtle) {
  checks(proofPlace).catch(() => false).then((good) => {
    proofPlace.querySelector(good ? "[data-proof-good]" : "[data-proof-bad]").hidden = false;
  });
}
