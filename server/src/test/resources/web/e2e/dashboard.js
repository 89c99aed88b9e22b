/** Draws a Grafana dashboard from what Prometheus answered: panels where gridPos puts them, one line for each series. */

const COLUMN = 60;
const ROW = 26;
const GAP = 4;
const COLOURS = ['#1f60c4', '#37872d', '#e0752d', '#c4162a', '#8f3bb8', '#0a8a8a', '#b58900', '#6c6c6c'];
const MAX_LEGEND = 6;

const scaled = (value, base, units) => {
  let at = 0;
  let rest = value;
  while (Math.abs(rest) >= base && at < units.length - 1) {
    rest /= base;
    at++;
  }
  return `${+rest.toPrecision(3)} ${units[at]}`;
};

const seconds = (value) =>
  Math.abs(value) < 0.001 ? `${+(value * 1e6).toPrecision(3)} µs` : Math.abs(value) < 1 ? `${+(value * 1e3).toPrecision(3)} ms` : `${+value.toPrecision(3)} s`;

/** As Grafana's units of the same names, roughly. */
const FORMATS = {
  none: (value) => `${+value.toPrecision(3)}`,
  s: seconds,
  bytes: (value) => scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']),
  Bps: (value) => scaled(value, 1000, ['B/s', 'kB/s', 'MB/s', 'GB/s']),
  pps: (value) => `${+value.toPrecision(3)} p/s`,
  cps: (value) => `${+value.toPrecision(3)} /s`,
  reqps: (value) => `${+value.toPrecision(3)} req/s`,
  percentunit: (value) => `${+(value * 100).toPrecision(3)} %`,
};

function element(parent, name, attributes = {}, text = '') {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.textContent = text;
  parent.append(made);
  return made;
}

/** Adds up what lies on top of each other. */
function stacked(series) {
  const sums = new Map();
  return series.map((each) => ({
    ...each,
    values: each.values.map(([time, value]) => {
      sums.set(time, (sums.get(time) ?? 0) + value);
      return [time, sums.get(time)];
    }),
  }));
}

function drawLines(svg, panel, series, box) {
  const defaults = panel.fieldConfig.defaults;
  const format = FORMATS[defaults.unit];
  const lines = defaults.custom.stacking.mode === 'normal' ? stacked(series) : series;
  const points = lines.flatMap((each) => each.values);
  const start = Math.min(...points.map(([time]) => time));
  const end = Math.max(...points.map(([time]) => time), start + 1);
  const highest = Math.max(...points.map(([, value]) => value));
  const top = highest > 0 ? highest : 1;
  const bottom = Math.min(0, ...points.map(([, value]) => value));
  const legendLines = Math.min(series.length, MAX_LEGEND);
  const plot = { x: box.x + 74, y: box.y + 28, w: box.w - 86, h: box.h - 42 - legendLines * 12 };
  for (let i = 0; i <= 2; i++) {
    const y = plot.y + plot.h - (plot.h * i) / 2;
    element(svg, 'line', { class: 'grid', x1: plot.x, x2: plot.x + plot.w, y1: y, y2: y });
    const value = bottom + ((top - bottom) * i) / 2;
    element(svg, 'text', { class: 'axis', x: plot.x - 4, y: y + 3, 'text-anchor': 'end' }, format(value));
  }
  lines.forEach(({ values }, i) => {
    const path = values
      .map(([time, value]) => {
        const x = plot.x + ((time - start) / (end - start)) * plot.w;
        const y = plot.y + plot.h - ((value - bottom) / (top - bottom)) * plot.h;
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      })
      .join(' ');
    element(svg, 'polyline', { class: 'line', points: path, stroke: COLOURS[i % COLOURS.length] });
  });
  series.slice(0, MAX_LEGEND).forEach(({ legend, values }, i) => {
    const y = plot.y + plot.h + 14 + i * 12;
    const more = i === MAX_LEGEND - 1 && series.length > MAX_LEGEND ? ` and ${series.length - MAX_LEGEND} more` : '';
    const last = `${legend}: ${format(values.at(-1)[1])}${more}`;
    element(svg, 'rect', { x: plot.x, y: y - 7, width: 8, height: 8, fill: COLOURS[i % COLOURS.length] });
    element(svg, 'text', { class: 'legend', x: plot.x + 12, y }, last);
  });
}

function drawPanel(svg, panel, series) {
  const { x, y, w, h } = panel.gridPos;
  const box = { x: x * COLUMN + GAP, y: y * ROW + GAP, w: w * COLUMN - 2 * GAP, h: h * ROW - 2 * GAP };
  if (panel.type === 'row') {
    element(svg, 'text', { class: 'heading', x: box.x + 4, y: box.y + 15 }, panel.title);
    return;
  }
  element(svg, 'rect', { class: 'panel', x: box.x, y: box.y, width: box.w, height: box.h });
  element(svg, 'text', { class: 'title', x: box.x + 8, y: box.y + 17 }, panel.title);
  if (series.length === 0) {
    element(svg, 'text', { class: 'nothing', x: box.x + 8, y: box.y + 40 }, 'no data');
  } else if (panel.type === 'stat') {
    const value = FORMATS[panel.fieldConfig.defaults.unit](series[0].values.at(-1)[1]);
    element(svg, 'text', { class: 'value', x: box.x + box.w / 2, y: box.y + 66, 'text-anchor': 'middle' }, value);
  } else {
    drawLines(svg, panel, series, box);
  }
}

/**
 * Draws one dashboard.
 *
 * @param dashboard its JSON
 * @param data for each panel's id its series: { legend, values: [[seconds, number], …] }
 * @returns how large it is, in pixels
 */
globalThis.draw = (dashboard, data) => {
  document.body.replaceChildren();
  const width = 24 * COLUMN;
  const height = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h)) * ROW + 2 * GAP;
  const svg = element(document.body, 'svg', { width, height });
  dashboard.panels.forEach((panel) => drawPanel(svg, panel, data[panel.id] ?? []));
  return { width, height };
};
