// @ts-check

/** Figures as people read them; a dash when they are unknown. */

const UNKNOWN = '–';

/** @param {number | null} bps */
export function bitrate(bps) {
  if (bps === null) {
    return UNKNOWN;
  }
  return bps >= 1_000_000 ? `${(bps / 1_000_000).toFixed(1)} Mbit/s` : `${Math.round(bps / 1000)} kbit/s`;
}

/** @param {number | null | undefined} millis */
export function milliseconds(millis) {
  if (millis === null || millis === undefined) {
    return UNKNOWN;
  }
  return millis < 1 ? '< 1 ms' : `${Math.round(millis)} ms`;
}

/** @param {number} fraction */
export function percent(fraction) {
  return `${(fraction * 100).toFixed(1)} %`;
}

/** Minutes and seconds, with hours when there are any. @param {number} millis */
export function duration(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const pad = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** @param {number} count */
export function bytes(count) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A day and a time of day where the reader is. @param {string} iso */
export function localTime(iso) {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? UNKNOWN : time.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}
