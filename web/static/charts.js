// Draws the charts of a page from the numbers in their data-chart: the table beside each says the same without them.
(() => {
  "use strict";
  const COLOURS = ["#0072b2", "#d55e00", "#333333", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]; // told apart by the colour-blind
  const text = { fontFamily: getComputedStyle(document.body).fontFamily, color: "#16202c" };
  const shared = (spec) => ({
    animation: false, // a page that is printed or looked at at once shows the whole
    color: COLOURS,
    textStyle: text,
    aria: { enabled: true, label: { description: described(spec) }, decal: { show: true } },
    tooltip: { renderMode: "richText", confine: true },
  });
  const described = (spec) => {
    if (spec.links) return spec.title + ": " + spec.links.map((l) => `${l.source} → ${l.target} ${l.value}`).join("; ");
    return spec.title + ": " + spec.names.map((name, i) => `${name} ` + spec.series.map((s) => `${s.name} ${s.data[i]}`).join(", ")).join("; ");
  };
  const legend = { top: 0, textStyle: text };
  const grid = { left: 8, right: 16, top: 40, bottom: 8, containLabel: true };
  const stacked = (spec) => spec.series.map((one) => ({ ...one, type: "bar", stack: "all", barMaxWidth: 42 }));
  const widest = (texts) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `12px ${text.fontFamily}`; // the size of labels
    return Math.ceil(Math.max(...texts.map((one) => pen.measureText(one).width)));
  };
  const kinds = {
    bars: (spec, box) => {
      const width = Math.floor((box.clientWidth - 60) / spec.names.length) - 6; // beside the numbers of the other axis
      return { legend, grid, xAxis: { type: "category", data: spec.names, axisLabel: { interval: 0, ...text, width, overflow: "break" } }, yAxis: { type: "value", minInterval: 1 }, series: stacked(spec) };
    },
    compared: (spec, box) => ({ legend, grid, yAxis: { type: "category", data: spec.names, inverse: true, axisLabel: { interval: 0, ...text, width: Math.round(box.clientWidth * 0.45), overflow: "truncate" } }, xAxis: { type: "value", minInterval: 1 }, series: stacked(spec) }),
    trend: (spec) => ({
      legend, grid, xAxis: { type: "category", data: spec.names },
      yAxis: [{ type: "value", minInterval: 1 }, { type: "value", minInterval: 1, splitLine: { show: false } }],
      series: spec.series.map((one, i) => (i < 2 ? { ...one, type: "bar" } : { ...one, type: "line", yAxisIndex: 1, symbol: "diamond", symbolSize: 8, lineStyle: { width: 3 } })),
    }),
    bands: (spec) => ({
      legend: { ...legend, data: spec.series.map((one) => one.name) }, grid, xAxis: { type: "category", data: spec.names }, yAxis: { type: "value", minInterval: 1, min: 0 },
      series: spec.series.flatMap((one, i) => [
        { name: one.name, type: "line", data: one.data, symbol: i ? "diamond" : "circle", symbolSize: 6, lineStyle: { width: 3, type: i ? "solid" : "dashed" } },
        { name: one.name + "-", type: "line", data: one.low, stack: "band" + i, symbol: "none", lineStyle: { opacity: 0 }, tooltip: { show: false } },
        { name: one.name + "+", type: "line", data: one.high.map((n, k) => n - one.low[k]), stack: "band" + i, symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: COLOURS[i], opacity: 0.15 }, tooltip: { show: false } },
      ]),
      color: spec.series.flatMap((_, i) => [COLOURS[i], COLOURS[i], COLOURS[i]]),
    }),
    flow: (spec, box) => {
      const right = Math.min(widest(spec.nodes) + 16, Math.round(box.clientWidth * 0.36));
      return { series: [{ type: "sankey", data: spec.nodes.map((name) => ({ name })), links: spec.links, left: 8, right, top: 16, bottom: 16, nodeGap: box.clientWidth < 480 ? 26 : 14, emphasis: { focus: "adjacency" }, label: { ...text, width: right - 12, overflow: "break" }, lineStyle: { color: "gradient", opacity: 0.45 } }] };
    },
  };
  const drawn = new Map();
  const height = (spec) => (spec.kind === "compared" ? Math.max(220, 60 + spec.names.length * 26) : spec.kind === "flow" ? Math.max(360, 80 + spec.nodes.length * 26) : 300);
  function draw(root) {
    if (!window.echarts) return;
    for (const figure of root.querySelectorAll("[data-chart]")) {
      const spec = JSON.parse(figure.dataset.chart);
      const box = figure.querySelector(".chart-box");
      figure.hidden = false;
      box.style.height = height(spec) + "px";
      const chart = window.echarts.init(box, null, { renderer: "canvas" });
      chart.setOption({ ...shared(spec), ...kinds[spec.kind](spec, box) });
      box.setAttribute("aria-label", described(spec));
      drawn.set(box, chart);
    }
  }
  function resize() {
    for (const [box, chart] of drawn) {
      if (document.contains(box)) chart.resize();
      else { chart.dispose(); drawn.delete(box); }
    }
  }
  draw(document);
  window.addEventListener("resize", resize);
  window.addEventListener("beforeprint", resize);
  window.addEventListener("afterprint", resize);
  document.addEventListener("htmx:afterSwap", (event) => { resize(); draw(event.target); });
})();
