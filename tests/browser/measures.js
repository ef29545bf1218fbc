// What a finger and an eye meet: the size of every target and of every text that is shown.
// Links within a line of text are as high as the line (WCAG 2.5.8 excepts them).
(least) => {
  const faults = [];
  const shown = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const name = (node) => node.outerHTML.slice(0, 100).replace(/\s+/g, " ");

  const isInText = (node) =>
    node.matches("a") &&
    getComputedStyle(node).display.startsWith("inline") &&
    node.closest("p, li, dd, dt, td, th, h1, h2, h3, figcaption, caption, label, small, span, .crumb");

  const boxOf = (node) =>
    (node.matches("input[type=checkbox], input[type=radio]") ? node.closest("label, .tick") || node : node)
      .getBoundingClientRect();

  const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  for (const node of document.querySelectorAll(targets)) {
    if (!shown(node) || isInText(node) || node.matches(".skip")) continue;
    const box = boxOf(node);
    if (box.width && (box.height < least.target - 0.5 || box.width < least.target - 0.5)) {
      faults.push(`target ${Math.round(box.width)}×${Math.round(box.height)}: ${name(node)}`);
    }
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !shown(node) || node.closest("svg, script, option")) continue;
    const size = parseFloat(getComputedStyle(node).fontSize);
    if (size < least.text) faults.push(`text ${size} px: ${name(node)}`);
  }

  const body = parseFloat(getComputedStyle(document.body).fontSize);
  if (body < least.body) faults.push(`body ${body} px`);
  const width = document.documentElement.scrollWidth;
  if (width > innerWidth) {
    const beyond = [...document.body.querySelectorAll("*")].filter((node) => node.getBoundingClientRect().right > innerWidth + 1);
    faults.push(`scrolls sideways: ${width} of ${innerWidth} px: ${beyond.slice(-1).map(name)}`);
  }
  return [...new Set(faults)];
}
