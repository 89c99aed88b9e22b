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
