// @ts-check
import { wordsForFailure } from './admin-words.js';
import { ask } from './admin-question.js';
import { messageOf, statusOf } from './api-request.js';

/**
 * @typedef {import('./admin-api.js').AdminApi} AdminApi
 * @typedef {import('./admin-api.js').Member} Member
 * @typedef {import('./notices.js').Notices} Notices
 */

const DAY = 86_400;

/** @param {Member} member */
const nameOf = (member) => member.name || member.id;

/** What an operator may have done, asked about first where it hurts, and what came of it. */
export class Orders {
  #api;
  #notices;
  #onDone;

  /**
   * @param {AdminApi} api
   * @param {Notices} notices
   * @param {() => void} onDone something may be different now
   */
  constructor(api, notices, onDone) {
    this.#api = api;
    this.#notices = notices;
    this.#onDone = onDone;
  }

  /** @param {string} room @param {string} participant */
  admit(room, participant) {
    this.#carryOut(() => this.#api.admit(room, participant), `${participant} may come into ${room} again`);
  }

  /** @param {string} room @param {Member} member */
  async kick(room, member) {
    const name = nameOf(member);
    const answer = await ask({
      title: `Kick ${name}?`,
      text: `It leaves ${room} at once and may not come back as ${member.id} meanwhile. A token it came with is taken back.`,
      yes: 'Kick',
      choice: {
        name: 'Kept out for',
        options: [
          [String(DAY), 'a day'],
          ['600', 'ten minutes'],
          ['3600', 'an hour'],
          [String(30 * DAY), '30 days'],
        ],
      },
    });
    if (answer) {
      this.#carryOut(() => this.#api.kick(room, member.id, Number(answer.choice)), `${name} was kicked`);
    }
  }

  /** @param {string} room @param {Member} member @param {boolean} muted @param {string} [track] */
  mute(room, member, muted, track) {
    this.#carryOut(
      () => this.#api.mute(room, member.id, muted, track),
      `${nameOf(member)} ${muted ? 'is muted' : 'may unmute itself again'}`,
    );
  }

  /** Starts a recording, or stops the one there is. @param {string} room @param {boolean} recording */
  record(room, recording) {
    this.#carryOut(
      () => this.#api.record(room, recording ? 'stop' : 'start'),
      recording ? 'The recording is stopped' : 'The room is being recorded',
    );
  }

  /** @param {string} room @returns {Promise<boolean>} whether it was to be */
  async closeRoom(room) {
    const answer = await ask({
      title: `Close ${room}?`,
      text: 'Everybody in it has to leave. Who may join can open it again.',
      yes: 'Close the room',
    });
    if (answer) {
      await this.#carryOut(() => this.#api.close(room), `${room} is closed`);
    }
    return answer !== null;
  }

  /** Drains the server, or takes that back. @param {boolean} open whether it takes people in */
  async drain(open) {
    if (!open) {
      this.#carryOut(() => this.#api.cancelDrain(), 'People are taken in again');
      return;
    }
    const answer = await ask({
      title: 'Drain this server?',
      text: 'No more rooms are taken in and the server says it is not ready, so that load balancers send people elsewhere. Rooms that are here go on until they end.',
      yes: 'Drain',
      field: 'Reason, for all to see (optional)',
    });
    if (answer) {
      this.#carryOut(() => this.#api.drain(answer.text), 'No more rooms are taken in');
    }
  }

  async recordFlight() {
    const answer = await ask({
      title: 'Record the virtual machine?',
      text: 'A flight recording shows where time and memory go (JFR). It costs about one hundredth of a CPU and is kept here for an hour.',
      yes: 'Record',
      harmless: true,
      choice: {
        name: 'How long',
        options: [
          ['60', 'a minute'],
          ['10', 'ten seconds'],
          ['300', 'five minutes'],
        ],
      },
    });
    if (answer) {
      this.#carryOut(() => this.#api.startFlight(Number(answer.choice), 'default'), 'The flight recording has begun');
    }
  }

  /** @param {string} id */
  downloadFlight(id) {
    this.#download(() => this.#api.file(`jfr/${encodeURIComponent(id)}`));
  }

  downloadServerDump() {
    this.#download(() => this.#api.file('dump'));
  }

  /** @param {string} room @param {Member} member */
  downloadDump(room, member) {
    this.#download(() => this.#api.participantDump(room, member.id));
  }

  /** @param {() => Promise<unknown>} order @param {string} done */
  async #carryOut(order, done) {
    try {
      await order();
      this.#notices.tell(done);
    } catch (error) {
      this.#tellFailure(error);
    }
    this.#onDone();
  }

  /** @param {() => Promise<{ blob: Blob, name: string }>} fetchFile */
  async #download(fetchFile) {
    try {
      const { blob, name } = await fetchFile();
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      // the browser has begun to read it by then
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    } catch (error) {
      this.#tellFailure(error);
    }
  }

  /** @param {unknown} error */
  #tellFailure(error) {
    this.#notices.tell(wordsForFailure(statusOf(error), messageOf(error)));
  }
}
