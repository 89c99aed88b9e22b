// @ts-check

/** Strokes on a 24 by 24 grid; a trailing `F` marks a filled shape. */
const SHAPES = /** @type {Record<string, string[]>} */ ({
  mic: ['M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3z', 'M5.5 11.3a6.5 6.5 0 0 0 13 0', 'M12 17.8V21'],
  'mic-off': [
    'M9 9.2V11a3 3 0 0 0 4.6 2.5M15 10.8V6a3 3 0 0 0-5.6-1.5',
    'M5.5 11.3a6.5 6.5 0 0 0 10.3 5.3M18.5 11.3a6.5 6.5 0 0 1-.8 3.1',
    'M12 17.8V21',
    'M4 3.5l16.5 17',
  ],
  camera: [
    'M5.5 6.5h7A2.5 2.5 0 0 1 15 9v6a2.5 2.5 0 0 1-2.5 2.5h-7A2.5 2.5 0 0 1 3 15V9a2.5 2.5 0 0 1 2.5-2.5z',
    'M15 11l5-3.2a.6.6 0 0 1 1 .5v7.4a.6.6 0 0 1-1 .5L15 13z',
  ],
  'camera-off': [
    'M9.8 6.5h2.7A2.5 2.5 0 0 1 15 9v2.5M15 15a2.5 2.5 0 0 1-2.5 2.5h-7A2.5 2.5 0 0 1 3 15V9a2.5 2.5 0 0 1 2.3-2.5',
    'M15 11l5-3.2a.6.6 0 0 1 1 .5v7.4a.6.6 0 0 1-1 .5l-2.2-1.4',
    'M4 3.5l16.5 17',
  ],
  screen: [
    'M5 4.5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2z',
    'M8.5 20h7',
    'M12 13.5V8M9.4 10.3L12 7.7l2.6 2.6',
  ],
  chat: [
    'M20.5 11.5c0 4-3.8 7.2-8.5 7.2-1.2 0-2.4-.2-3.4-.6L4 19.5l1.3-3.7a6.6 6.6 0 0 1-1.8-4.3c0-4 3.8-7.2 8.5-7.2s8.5 3.2 8.5 7.2z',
    'M8.5 10h7M8.5 13h4.5',
  ],
  chart: ['M4 4v14a2 2 0 0 0 2 2h14', 'M8 15l3.3-4.5 3 2.5L19 7'],
  link: [
    'M10 13.8a4 4 0 0 0 5.8.4l3-3a4.1 4.1 0 0 0-5.8-5.8l-1.4 1.4',
    'M14 10.2a4 4 0 0 0-5.8-.4l-3 3a4.1 4.1 0 0 0 5.8 5.8l1.4-1.4',
  ],
  expand: ['M9 4H5a1 1 0 0 0-1 1v4M15 4h4a1 1 0 0 1 1 1v4M9 20H5a1 1 0 0 1-1-1v-4M15 20h4a1 1 0 0 0 1-1v-4'],
  shrink: ['M4 9h4a1 1 0 0 0 1-1V4M20 9h-4a1 1 0 0 1-1-1V4M4 15h4a1 1 0 0 1 1 1v4M20 15h-4a1 1 0 0 0-1 1v4'],
  leave: [
    'M3.1 13.4c4.9-4.6 12.9-4.6 17.8 0 .6.6.6 1.6 0 2.2l-1.5 1.5c-.5.5-1.4.6-2 .1l-2-1.5c-.5-.4-.7-1-.6-1.6l.2-1.1a10 10 0 0 0-6 0l.2 1.1c.1.6-.1 1.2-.6 1.6l-2 1.5c-.6.5-1.5.4-2-.1l-1.5-1.5c-.6-.6-.6-1.6 0-2.2zF',
  ],
  sliders: [
    'M4 8h8.5M18 8h2M4 16h2M11.5 16H20',
    'M15.2 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
    'M8.8 13.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  ],
  more: [
    'M5.5 10.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4zM12 10.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4zM18.5 10.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4zF',
  ],
  close: ['M6.5 6.5l11 11M17.5 6.5l-11 11'],
  send: ['M5 12h14M13 6l6 6-6 6'],
  pin: ['M8.5 4h7M10 4v5.5L7 14h10l-3-4.5V4M12 14v6.5'],
  people: [
    'M9 5.2a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6z',
    'M3 19.2c.4-3.2 2.9-5 6-5s5.6 1.8 6 5',
    'M15.6 5.4a3.3 3.3 0 0 1 0 6.2M17.6 14.7c2 .7 3.2 2.3 3.4 4.5',
  ],
  alert: ['M12 4.2L3.2 19a.6.6 0 0 0 .5.9h16.6a.6.6 0 0 0 .5-.9z', 'M12 10v4.2M12 16.9v.2'],
  refresh: ['M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9', 'M19.5 4.2V9h-4.8'],
  lock: [
    'M7 10.5h10a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-5.5a2 2 0 0 1 2-2z',
    'M8.3 10.5V8a3.7 3.7 0 0 1 7.4 0v2.5',
  ],
  copy: [
    'M10 8h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2z',
    'M8 16H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v2',
  ],
  'speaker-off': ['M4 9.5h3.5L12 5.8v12.4l-4.5-3.7H4z', 'M15.5 9.5l5 5M20.5 9.5l-5 5'],
  pip: [
    'M11 18.5H5a2 2 0 0 1-2-2v-10a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2V10',
    'M14.5 13.5h5.5a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1h-5.5a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1z',
  ],
  broadcast: [
    'M12 10.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4zF',
    'M8.3 15.7a5.2 5.2 0 0 1 0-7.4M15.7 8.3a5.2 5.2 0 0 1 0 7.4M5.6 18.4a9 9 0 0 1 0-12.8M18.4 5.6a9 9 0 0 1 0 12.8',
  ],
  record: ['M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z', 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zF'],
  stop: ['M8 6.5h8A1.5 1.5 0 0 1 17.5 8v8a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 16V8A1.5 1.5 0 0 1 8 6.5zF'],
  pause: ['M8.5 6v12M15.5 6v12'],
  resume: ['M8 5.5v13a.6.6 0 0 0 .9.5l10.4-6.5a.6.6 0 0 0 0-1L8.9 5a.6.6 0 0 0-.9.5z'],
  download: ['M12 4v11M7.5 10.8L12 15.3l4.5-4.5', 'M4.5 19.5h15'],
  trash: ['M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10 10.5v5.5M14 10.5v5.5'],
  back: ['M19 12H5M11 6l-6 6 6 6'],
  play: ['M8 5.5v13a.6.6 0 0 0 .9.5l10.4-6.5a.6.6 0 0 0 0-1L8.9 5a.6.6 0 0 0-.9.5z'],
  check: ['M5 12.8l4.6 4.6L19.5 7'],
  speaker: ['M4 9.5h3.5L12 5.8v12.4l-4.5-3.7H4z', 'M15.3 9a4.2 4.2 0 0 1 0 6M17.8 6.5a7.8 7.8 0 0 1 0 11'],
  shuffle: [
    'M4 7h2.5c5.5 0 5.5 10 11 10H20M4 17h2.5c2.2 0 3.5-1.6 4.5-3.5M13.2 10.2C14.2 8.5 15.4 7 17.5 7H20',
    'M17.5 4.5L20 7l-2.5 2.5M17.5 14.5L20 17l-2.5 2.5',
  ],
  offline: [
    'M9.2 6.2a5.8 5.8 0 0 1 8.3 4.4 4 4 0 0 1 2.6 6M16.8 18.5H7a4.4 4.4 0 0 1-.9-8.7c0-.5.2-1 .4-1.4',
    'M4 3.5l16.5 17',
  ],
  door: ['M13 4.5H7a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h6', 'M10.5 12H20M16.5 8.5L20 12l-3.5 3.5'],
  keyboard: [
    'M4.5 6h15A1.5 1.5 0 0 1 21 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16.5v-9A1.5 1.5 0 0 1 4.5 6z',
    'M7 10h.1M10.4 10h.1M13.7 10h.1M17 10h.1M8 14h8',
  ],
});

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Draws an icon. It says nothing to a screen reader: its button has the words.
 *
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.dataset.icon = name;
  for (const shape of SHAPES[name] ?? []) {
    const path = document.createElementNS(SVG, 'path');
    const filled = shape.endsWith('F');
    path.setAttribute('d', filled ? shape.slice(0, -1) : shape);
    path.setAttribute('class', filled ? 'icon__fill' : 'icon__stroke');
    svg.append(path);
  }
  return svg;
}

/**
 * Replaces every `<i data-icon="name">` below `root` by its drawing.
 *
 * @param {ParentNode} root
 */
export function drawIcons(root) {
  for (const place of root.querySelectorAll('i[data-icon]')) {
    place.replaceWith(icon(/** @type {HTMLElement} */ (place).dataset.icon ?? ''));
  }
}

/**
 * Changes the icon of an element that has one.
 *
 * @param {Element} owner
 * @param {string} name
 */
export function setIcon(owner, name) {
  const old = owner.querySelector('svg.icon');
  if (old instanceof SVGElement && old.dataset.icon !== name) {
    old.replaceWith(icon(name));
  }
}
