/* Whoever scrolls to a chart gets it drawn anew by Plotly, to be touched and asked; until then, and
   without script, the picture in the page stands. Colours follow the page's scheme. */
"use strict";

(() => {
  const charts = document.querySelectorAll("[data-chart]");
  let library;

  const load = (chart) => {
    library ??= new Promise((done, failed) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.id = "plotly.js-style-global"; // under this name the library writes no styles itself
      style.className = "no-inline-styles";
      style.href = chart.dataset.plotlyCss;
      const script = document.createElement("script");
      script.src = chart.dataset.plotly;
      script.onload = done;
      script.onerror = failed;
      document.head.append(style, script);
    });
    return library;
  };

  /* The colour that a property of the style sheet has now; system colours become numbers. */
  const colourOf = (property) => {
    const probe = document.createElement("span");
    probe.hidden = true;
    probe.style.color = `var(${property})`;
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };

  const recoloured = (value, colours) => {
    if (typeof value === "string") return colours[value] ?? value;
    if (Array.isArray(value)) return value.map((each) => recoloured(each, colours));
    if (value && typeof value === "object") {
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, recoloured(each, colours)]),
      );
    }
    return value;
  };

  const draw = async (chart) => {
    const answer = await fetch(chart.dataset.chart);
    const { figure, palette } = await answer.json();
    await load(chart);
    const colours = Object.fromEntries(
      Object.entries(palette).map(([hex, property]) => [hex, colourOf(property)]),
    );
    const { data, layout } = recoloured(figure, colours);
    const text = getComputedStyle(chart);
    layout.font = { ...layout.font, family: text.fontFamily, size: parseFloat(text.fontSize) * 0.8 };
    const frame = chart.querySelector(".drawing");
    if (!chart.dataset.drawn) frame.replaceChildren();
    await Plotly.react(frame, data, layout, { displayModeBar: false, responsive: true });
    chart.dataset.drawn = "1";
  };

  const watcher = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
      watcher.unobserve(entry.target);
      draw(entry.target).catch(() => {}); // the picture in the page stays
    });
  });
  charts.forEach((chart) => watcher.observe(chart));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    charts.forEach((chart) => chart.dataset.drawn && draw(chart));
  });
})();
