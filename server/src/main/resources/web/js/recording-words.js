// @ts-check

/**
 * Whether a room is recorded, as people are told. `RoomRecording` is what the room's and the player's states have in
 * common.
 *
 * @typedef {{ state: 'off' | 'recording' | 'paused', by?: string | null, reason?: string | null, since?: number | null }} RoomRecording
 */

const OPERATOR = 'The operator';
const GONE = 'Somebody who left';

/** Why a recording ended that nobody stopped. */
const ENDS = /** @type {Record<string, string>} */ ({
  room_ended: 'nobody publishes any more',
  shutdown: 'the server is being stopped',
  disk_full: 'the disk of the server is full',
  disk_error: 'the disk of the server failed',
  fault: 'something went wrong on the server',
});

/** Why an order was refused. */
const REFUSALS = /** @type {Record<string, string>} */ ({
  forbidden: 'You may not record this room',
  recording_unavailable: 'This server cannot record now: its disk may be full',
  not_recording: 'This room is not being recorded',
  too_many_requests: 'The server asks you to wait a moment before you try again',
  connection_lost: 'The connection was lost. Look at the recording sign when it is back',
  timeout: 'The server did not answer. Look at the recording sign before you try again',
});

/** What stands beside the red dot. @param {RoomRecording['state']} state */
export function wordsForSign(state) {
  return { off: '', recording: 'Recording', paused: 'Recording paused' }[state];
}

/**
 * More about it, for who asks.
 *
 * @param {RoomRecording} recording
 * @param {string | null} who brought it about, for people
 */
export function wordsForTooltip({ state, by }, who) {
  if (state === 'off') {
    return '';
  }
  const what = state === 'recording' ? 'Recorded' : 'Paused';
  if (by === 'automatic') {
    return `${what}: this server records every room`;
  }
  return who ? `${what} by ${who}` : what;
}

/**
 * What is told when it changes.
 *
 * @param {RoomRecording} recording
 * @param {RoomRecording['state']} before
 * @param {string | null} who brought it about, for people
 */
export function wordsForChange({ state, reason }, before, who) {
  if (state === before) {
    return '';
  }
  if (state === 'paused') {
    return who ? `${who} paused the recording` : 'The recording is paused';
  }
  if (state === 'recording') {
    return before === 'paused'
      ? who
        ? `${who} went on with the recording`
        : 'The recording goes on'
      : who
        ? `${who} began to record`
        : 'This room is being recorded now';
  }
  if (reason && Object.hasOwn(ENDS, reason)) {
    return `The recording ended: ${ENDS[reason]}`;
  }
  return who ? `${who} stopped the recording` : 'The recording ended';
}

/** For who comes while it goes on. @param {RoomRecording['state']} state */
export function wordsForArrival(state) {
  return {
    off: '',
    recording: 'This room is being recorded',
    paused: 'This room is recorded; the recording is paused at the moment',
  }[state];
}

/** @param {string} code @param {string} message what the server or the client said */
export function wordsForOrderRefused(code, message) {
  if (Object.hasOwn(REFUSALS, code)) {
    return REFUSALS[code];
  }
  return message ? `That did not work: ${message}` : 'That did not work';
}

/**
 * Who brought a state about, as people are told.
 *
 * @param {string | null | undefined} by
 * @param {(id: string) => string | null} nameOf a participant's, null when unknown
 */
export function whoRecords(by, nameOf) {
  if (!by || by === 'automatic') {
    return null;
  }
  return by === 'api' ? OPERATOR : (nameOf(by) ?? GONE);
}

/** The same within a sentence. @param {string | null} who */
export function inSentence(who) {
  return who && ['You', OPERATOR, GONE].includes(who) ? who[0].toLowerCase() + who.slice(1) : who;
}
