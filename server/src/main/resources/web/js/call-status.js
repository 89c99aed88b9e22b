// @ts-check
import { DRAINING, wordsForPausedVideo, wordsForReconnecting } from './connection-words.js';
import { StatusLine } from './status-line.js';

/**
 * @typedef {import('../client/sluice.js').Attempt} Attempt
 * @typedef {import('./status-line.js').Status} Status
 */

/** What a person in a call is told of server, network and sound, the most pressing first. The call stays as it is. */
export class CallStatus {
  #room;
  #sound;
  #line;
  /** @type {Attempt & { dueAt: number } | null} */
  #attempt = null;
  #draining = false;
  #silent = false;

  /**
   * @param {HTMLElement} root
   * @param {object} parts
   * @param {import('../client/sluice.js').Room} parts.room
   * @param {import('./sound.js').Sound} parts.sound
   * @param {import('./notices.js').Notices} parts.notices
   * @param {AbortSignal} signal ends it
   */
  constructor(root, { room, sound, notices }, signal) {
    this.#room = room;
    this.#sound = sound;
    this.#line = new StatusLine(root, 'banner', (text) => notices.announce(text));
    const options = { signal };
    room.addEventListener('draining', () => this.#set({ draining: true }), options);
    room.addEventListener('drainingEnded', () => this.#set({ draining: false }), options);
    room.addEventListener(
      'reconnecting',
      ({ detail }) => this.#set({ attempt: { ...detail, dueAt: performance.now() + detail.nextAttemptInMs } }),
      options,
    );
    room.addEventListener(
      'reconnected',
      ({ detail }) => {
        this.#set({ attempt: null, draining: this.#draining && detail.resumed });
        notices.tell('You are connected again');
      },
      options,
    );
    room.addEventListener('videoPaused', () => this.#show(), options);
    room.addEventListener(
      'videoResumed',
      ({ detail }) => {
        this.#show();
        notices.tell(detail.direction === 'send' ? 'Your video is on again' : 'Video of the others is on again');
      },
      options,
    );
    sound.addEventListener('blocked', () => this.#set({ silent: true }), options);
    // offline and online change the words, not the state
    window.addEventListener('online', () => this.#show(), options);
    window.addEventListener('offline', () => this.#show(), options);
    signal.addEventListener('abort', () => this.#line.show(null));
  }

  /** @param {{ attempt?: Attempt & { dueAt: number } | null, draining?: boolean, silent?: boolean }} change */
  #set({ attempt = this.#attempt, draining = this.#draining, silent = this.#silent }) {
    this.#attempt = attempt;
    this.#draining = draining;
    this.#silent = silent;
    this.#show();
  }

  #show() {
    this.#line.show(this.#status());
  }

  /** @returns {Status | null} */
  #status() {
    const attempt = this.#attempt;
    if (attempt) {
      return {
        text: wordsForReconnecting(attempt, navigator.onLine),
        busy: true,
        nextInMs: attempt.reason === 'media' ? undefined : Math.max(0, attempt.dueAt - performance.now()),
        onAction: () => {
          this.#room.tryNow();
          this.#set({ attempt: { ...attempt, dueAt: performance.now() } });
        },
      };
    }
    if (this.#silent) {
      return {
        text: 'Your browser holds the sound back.',
        action: 'Play sound',
        onAction: () => {
          this.#sound.unblock();
          this.#set({ silent: false });
        },
      };
    }
    if (this.#draining) {
      return { text: DRAINING };
    }
    const slow = wordsForPausedVideo(this.#room.videoPaused);
    return slow === ''
      ? null
      : { text: slow, action: 'Turn video on again', onAction: () => this.#room.resumeVideo() };
  }
}
