// @ts-check
import { refusal, wordsForAnyRefusal } from './refusal-words.js';

/**
 * @typedef {import('./recordings-api.js').RecordingItem} RecordingItem
 * @typedef {import('./recordings-api.js').RecordingFile} RecordingFile
 * @typedef {import('./recordings-api.js').RecordingTrack} RecordingTrack
 */

const STATES = {
  recording: 'Recording',
  recovering: 'Being repaired',
  finished: 'Finished',
  interrupted: 'Interrupted',
};

const ENDS = /** @type {Record<string, string>} */ ({
  requested: 'somebody stopped it',
  room_ended: 'nobody published any more',
  shutdown: 'the server was stopped',
  disk_full: 'the disk of the server was full',
  disk_error: 'the disk of the server failed',
  fault: 'something went wrong on the server',
  crash: 'the server went down',
});

const SOURCES = /** @type {Record<string, string>} */ ({
  microphone: 'microphone',
  camera: 'camera',
  screen: 'screen',
  screen_audio: 'screen sound',
  other: 'other',
});

const CODECS = /** @type {Record<string, string>} */ ({
  opus: 'Opus',
  vp8: 'VP8',
  vp9: 'VP9',
  h264: 'H.264',
  h265: 'H.265',
  av1: 'AV1',
});

const GAPS = /** @type {Record<string, string>} */ ({
  loss: 'lost on the way',
  overload: 'the disk was too slow',
  muted: 'muted',
  paused: 'paused',
  malformed: 'damaged by the publisher',
  timestamp_jump: 'the clock of the publisher jumped',
});

/** @param {Record<string, string>} words @param {string} name */
const wordFor = (words, name) => (Object.hasOwn(words, name) ? words[name] : name);

/** @param {RecordingItem['state']} state */
export const wordsForState = (state) => wordFor(STATES, state);

/** Why it ended, or nothing. @param {{ state: string, stopReason?: string }} recording */
export function wordsForEnding({ state, stopReason }) {
  if (state === 'interrupted') {
    return 'The server went down during it; what was there is saved';
  }
  return stopReason ? `It ended because ${wordFor(ENDS, stopReason)}` : '';
}

/** Where it is, when that is news. @param {{ state: string, local: boolean, remote: boolean }} recording */
export function wordsForPlace({ state, local, remote }) {
  if (!remote) {
    return '';
  }
  if (!local) {
    return 'In the store';
  }
  return state === 'recording' ? 'Uploading' : 'Copied to the store';
}

/** Where a recording is by its files. @param {RecordingFile[]} files */
export function placeOf(files) {
  const whole = files.filter(isWhole);
  const remote = whole.filter((file) => file.remote).length;
  if (remote > 0 && remote < whole.length) {
    return `Uploading: ${remote} of ${whole.length} files are in the store`;
  }
  return wordsForPlace({
    state: '',
    local: whole.some(({ local }) => local),
    remote: remote > 0,
  });
}

/** Whether a file is complete, and can be played and kept. @param {RecordingFile} file */
export const isWhole = ({ state }) => state === 'finished' || state === 'recovered';

/** @param {string} startedBy @param {{ id: string, name: string }[]} participants */
export function wordsForStarter(startedBy, participants) {
  if (startedBy === 'automatic') {
    return 'Recorded automatically';
  }
  if (startedBy === 'api') {
    return 'Started by the operator';
  }
  return `Started by ${participants.find(({ id }) => id === startedBy)?.name || startedBy}`;
}

/** Names of people, a few of them. @param {{ id: string, name: string }[]} participants */
export function wordsForPeople(participants) {
  const names = [...new Set(participants.map(({ id, name }) => name || id))];
  if (names.length === 0) {
    return 'Nobody yet';
  }
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

/** One line about a track. @param {RecordingTrack} track */
export function wordsForTrack({ source, codec, width, height, channels }) {
  const size = width && height ? `${width}×${height}` : '';
  const stereo = channels === 2 ? 'stereo' : '';
  return [wordFor(SOURCES, source), wordFor(CODECS, codec), size, stereo].filter(Boolean).join(' · ');
}

/** What is missing in a track, by reasons, or nothing. @param {RecordingTrack} track */
export function wordsForGaps({ gaps, gapsLeftOut = 0 }) {
  const sums = /** @type {Map<string, { count: number, millis: number }>} */ (new Map());
  for (const { reason, durationMillis } of gaps) {
    const sum = sums.get(reason) ?? { count: 0, millis: 0 };
    sums.set(reason, { count: sum.count + 1, millis: sum.millis + durationMillis });
  }
  const words = [...sums].map(
    ([reason, { count, millis }]) =>
      `${count === 1 ? '' : `${count} × `}${wordFor(GAPS, reason)} (${(millis / 1000).toFixed(1)} s)`,
  );
  return [...words, ...(gapsLeftOut ? [`${gapsLeftOut} more`] : [])].join(', ');
}

/** Why a file cannot be played here and now, or nothing. @param {RecordingFile} file */
export function wordsForFile({ state, note }) {
  switch (state) {
    case 'writing':
      return 'It is being recorded: it can be played when it is finished';
    case 'damaged':
      return note ? `Damaged, and kept as it is: ${note}` : 'Damaged, and kept as it is';
    default:
      return '';
  }
}

/** When a browser does not know the codec or the container. */
export const UNPLAYABLE = 'This browser cannot play this file: download it to play it';

/**
 * What stands in the list's place, when something does.
 *
 * @param {number} status of the answer; 0 when there was none
 * @param {string} message the server's
 */
export function wordsForRefusal(status, message) {
  switch (status) {
    case 401:
      return refusal('Recordings ask for a token', 'Enter the operator’s token, or that of the room.', true);
    case 403:
      return refusal('You may not see these recordings', 'Your token is good, but not for this room.', true);
    case 404:
      return refusal(
        'There is no such recording',
        'It was deleted, the link is wrong, or this server does not record.',
      );
    default:
      return wordsForAnyRefusal(status, message);
  }
}

/** @param {number} status @param {string} message the server's */
export function wordsForDeletionRefused(status, message) {
  switch (status) {
    case 401:
    case 403:
      return 'Only the operator may delete: enter the operator’s token';
    case 404:
      return 'It is not there any more';
    case 405:
      return 'This server has no operator: nobody can delete here';
    case 409:
      return 'It cannot be deleted while it is recorded';
    default:
      return message ? `It was not deleted: ${message}` : 'It was not deleted';
  }
}
