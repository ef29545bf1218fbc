// The focused node as somebody without a mouse meets it: where it is, and what is wrong with how it shows.
// `window.before` is the stop before this one on the same page.
() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const name = node.outerHTML.slice(0, 120).replace(/\s+/g, " ");
  const faults = [];

  // Colours are painted, so that every notation becomes red, green, blue and opacity.
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return pen.getImageData(0, 0, 1, 1).data;
  };
  const light = (colour) => Array.from(rgba(colour).slice(0, 3), (part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (start) => {
    for (let at = start; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (rgba(colour)[3] === 255) return colour;
    }
    return "white";
  };

  // A box to tick shows its focus on itself or on its label.
  const bearers = [node, node.closest("label")].filter(Boolean);
  const rings = bearers.filter((bearer) => {
    const style = getComputedStyle(bearer);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const best = Math.max(0, ...rings.map((ring) =>
    contrast(getComputedStyle(ring).outlineColor, ground(ring.parentElement))));
  if (!rings.length) faults.push(`no focus to be seen: ${name}`);
  else if (best < 3) faults.push(`focus of contrast ${best.toFixed(2)}: ${name}`);

  const box = Array.from(node.getClientRects()).find((part) => part.width && part.height);
  const top = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (!top || !(node.contains(top) || top.contains(node))) faults.push(`focus is hidden: ${name}`);
  else if (top.closest(".tray") && !node.closest(".tray")) faults.push(`under the tray: ${name}`);

  const before = window.before;
  if (before && before.isConnected && before.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING)
    faults.push(`goes back in the text: ${name}`);
  const isAgain = before === node;
  window.before = node;
  return { faults, isAgain };
}
