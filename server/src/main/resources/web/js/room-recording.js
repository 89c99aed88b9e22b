// @ts-check
import { part } from './dom.js';
import { nameOf } from './people.js';
import { showRecordingSign } from './recording-sign.js';
import { whoRecords, wordsForArrival, wordsForChange, wordsForOrderRefused } from './recording-words.js';

/** @typedef {import('../client/sluice.js').Room} Room */

/** Tells everybody in a call that it is recorded, and lets those who may begin and end that. */
export class RoomRecording {
  #root;
  #room;
  #notices;
  #controls;
  #before;
  #ordering = false;

  /**
   * @param {HTMLElement} root of the call
   * @param {object} parts
   * @param {Room} parts.room
   * @param {import('./notices.js').Notices} parts.notices
   * @param {import('./controls.js').Controls} parts.controls
   * @param {AbortSignal} signal ends it
   */
  constructor(root, { room, notices, controls }, signal) {
    this.#root = root;
    this.#room = room;
    this.#notices = notices;
    this.#controls = controls;
    this.#before = room.recording.state;
    room.addEventListener('recordingChanged', () => this.#changed(), { signal });
    // who may record can be another matter after a fresh join
    room.addEventListener('reconnected', () => this.#show(), { signal });
    room.addEventListener('permissionsChanged', () => this.#show(), { signal });
    this.#show();
    const words = wordsForArrival(this.#before);
    if (words) {
      notices.tell(words);
    }
  }

  /** Begins a recording, or ends the one that goes on. */
  async startOrStop() {
    const off = this.#room.recording.state === 'off';
    await this.#order(() => (off ? this.#room.startRecording() : this.#room.stopRecording()));
  }

  async pauseOrResume() {
    const paused = this.#room.recording.state === 'paused';
    await this.#order(() => (paused ? this.#room.resumeRecording() : this.#room.pauseRecording()));
  }

  /** @param {() => Promise<void>} order one at a time */
  async #order(order) {
    if (this.#ordering || !this.#room.mayRecord) {
      return;
    }
    this.#ordering = true;
    this.#show();
    try {
      await order();
    } catch (error) {
      const { code = '', message = '' } = /** @type {{ code?: string, message?: string }} */ (error ?? {});
      this.#notices.tell(wordsForOrderRefused(code, message));
    } finally {
      this.#ordering = false;
      this.#show();
    }
  }

  #changed() {
    const { recording } = this.#room;
    const words = wordsForChange(recording, this.#before, this.#who);
    this.#before = recording.state;
    this.#show();
    if (words) {
      this.#notices.tell(words);
    }
  }

  get #who() {
    const { localParticipant, participants, recording } = this.#room;
    return whoRecords(recording.by, (id) => {
      const other = participants.get(id);
      return id === localParticipant.id ? 'You' : other ? nameOf(other) : null;
    });
  }

  #show() {
    const { recording, mayRecord } = this.#room;
    const off = recording.state === 'off';
    const paused = recording.state === 'paused';
    showRecordingSign(this.#root, recording, this.#who);
    this.#controls.show('record', {
      label: off ? 'Record this room' : 'Stop the recording',
      icon: off ? 'record' : 'stop',
      state: off ? '' : 'off',
      busy: this.#ordering,
    });
    this.#controls.show('record-pause', {
      label: paused ? 'Go on with the recording' : 'Pause the recording',
      icon: paused ? 'resume' : 'pause',
      state: paused ? 'active' : '',
      busy: this.#ordering,
    });
    part(this.#root, 'record-label').textContent = off ? 'Record' : 'Stop the recording';
    part(this.#root, 'record-pause-label').textContent = paused ? 'Go on recording' : 'Pause the recording';
    this.#controls.setAvailable('record', mayRecord);
    this.#controls.setAvailable('record-pause', mayRecord && !off);
  }
}
