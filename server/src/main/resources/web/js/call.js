// @ts-check
import { CallStatus } from './call-status.js';
import { Chat } from './chat.js';
import { Controls } from './controls.js';
import { copy } from './copy.js';
import { part } from './dom.js';
import { roomLink } from './parameters.js';
import { Panels } from './panels.js';
import { PeopleList } from './people-list.js';
import { People, nameOf } from './people.js';
import { savePreferences } from './preferences.js';
import { Publishing } from './publishing.js';
import { RoomRecording } from './room-recording.js';
import { canCaptureScreen } from './screen-capture.js';
import { Statistics } from './statistics.js';
import { wordsForLeaving } from './words.js';

/**
 * @typedef {import('../client/sluice.js').Room} Room
 * @typedef {import('./local-media.js').Kind} Kind
 */

/** One visit to a room, from the first tile to the last. */
export class Call {
  #root;
  #room;
  #media;
  #sound;
  #notices;
  #publishing;
  #controls;
  #panels;
  #ending = new AbortController();

  /**
   * @param {HTMLElement} root
   * @param {object} parts
   * @param {Room} parts.room
   * @param {import('./local-media.js').LocalMedia} parts.media
   * @param {import('./sound.js').Sound} parts.sound
   * @param {import('./notices.js').Notices} parts.notices
   * @param {import('./settings.js').Settings} parts.settings
   */
  constructor(root, { room, media, sound, notices, settings }) {
    const { signal } = this.#ending;
    this.#root = root;
    this.#room = room;
    this.#media = media;
    this.#sound = sound;
    this.#notices = notices;
    this.#publishing = new Publishing(room, media);
    part(root, 'room-name').textContent = room.name;
    this.#controls = new Controls(
      part(root, 'controls'),
      {
        mute: () => this.#toggle('audio'),
        camera: () => this.#toggle('video'),
        share: () => this.#toggleShare(),
        chat: () => this.#panels.toggle('chat'),
        people: () => this.#panels.toggle('people'),
        stats: () => this.#panels.toggle('stats'),
        'copy-link': () => this.#copyLink(),
        fullscreen: () => this.#toggleFullscreen(),
        settings: () => settings.open(),
        record: () => recording.startOrStop(),
        'record-pause': () => recording.pauseOrResume(),
        leave: () => room.leave(),
      },
      signal,
    );
    const recording = new RoomRecording(root, { room, notices, controls: this.#controls }, signal);
    const list = new PeopleList(part(root, 'people-panel'));
    this.#panels = new Panels(
      root,
      {
        chat: new Chat(part(root, 'chat-panel'), room, (unread, newest) => this.#showUnread(unread, newest), signal),
        people: list,
        stats: new Statistics(part(root, 'stats-panel'), statisticsOf(room), signal),
      },
      (closed) => this.#panelsChanged(closed),
      signal,
    );
    new People(
      part(root, 'stage'),
      {
        room,
        media,
        sound,
        publishing: this.#publishing,
        list,
        onCount: (people) => this.#showCount(people),
        onMore: () => this.#panels.toggle('people'),
      },
      signal,
    );
    this.#listen(signal);
    new CallStatus(root, { room, sound, notices }, signal);
    this.#letGoOfDevices();
    this.#showControls();
    this.#publishing.sync();
  }

  /** Lets go of everything but the room. */
  close() {
    this.#ending.abort();
    this.#publishing.close();
    if (document.fullscreenElement) {
      document.exitFullscreen().catch(() => {});
    }
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const room = this.#room;
    const notices = this.#notices;
    const options = { signal };
    room.addEventListener(
      'participantJoined',
      ({ detail }) => notices.tell(`${nameOf(detail.participant)} joined`),
      options,
    );
    room.addEventListener(
      'participantLeft',
      ({ detail }) => notices.tell(wordsForLeaving(detail.reason, nameOf(detail.participant))),
      options,
    );
    room.addEventListener(
      'trackPublished',
      ({ detail: { participant, trackInfo } }) =>
        trackInfo.source === 'screen' &&
        participant.id !== room.localParticipant.id &&
        notices.tell(`${nameOf(participant)} shares a screen`),
      options,
    );
    room.addEventListener('reconnected', () => this.#reconnected(), options);
    room.addEventListener('permissionsChanged', () => this.#permissionsChanged(), options);
    room.addEventListener('trackMuted', ({ detail }) => this.#mutedByOthers(detail), options);
    this.#media.addEventListener('change', () => this.#mediaChanged(), options);
    this.#publishing.addEventListener('screen', () => this.#showControls(), options);
    document.addEventListener('fullscreenchange', () => this.#showControls(), options);
    part(this.#root, 'people-count').addEventListener('click', () => this.#panels.toggle('people'), options);
    part(this.#root, 'alone-copy').addEventListener('click', () => this.#copyLink(), options);
  }

  #mediaChanged() {
    this.#showControls();
    this.#publishing.sync();
  }

  /** @param {'audio' | 'video' | 'screen' | 'data'} what */
  #may(what) {
    return this.#room.permissions.publish.includes(what);
  }

  /** What may not be sent need not be captured. */
  #letGoOfDevices() {
    for (const kind of /** @type {Kind[]} */ (['audio', 'video'])) {
      if (!this.#may(kind) && this.#media.isOn(kind)) {
        this.#media.toggle(kind, false);
      }
    }
    if (!this.#may('screen') && this.#publishing.screenTrack) {
      this.#publishing.stopSharing();
    }
  }

  #permissionsChanged() {
    this.#notices.tell('What you may do in this room has changed');
    this.#letGoOfDevices();
    this.#showControls();
    this.#publishing.sync();
  }

  /** @param {Kind} kind */
  async #toggle(kind) {
    const what = kind === 'audio' ? 'Microphone' : 'Camera';
    if (!this.#may(kind)) {
      return;
    }
    if (this.#publishing.mutedByOperator(kind) && !this.#media.isOn(kind)) {
      this.#notices.tell(`${what} off: somebody who looks after this room wants it so`);
      return;
    }
    await this.#media.toggle(kind);
    const on = this.#media.isOn(kind);
    savePreferences({ [kind === 'audio' ? 'microphone' : 'camera']: on });
    if (on || this.#media.state(kind) === 'off') {
      this.#notices.announce(`${what} ${on ? 'on' : 'off'}`);
    } else {
      this.#notices.tell(`${what} cannot be used: look at the permissions of this page`);
    }
  }

  async #toggleShare() {
    if (!this.#may('screen')) {
      return;
    }
    if (this.#publishing.screenTrack) {
      await this.#publishing.stopSharing();
      return;
    }
    try {
      await this.#publishing.share();
    } catch (error) {
      // closing the browser's dialog is no news to the person who did it
      if (!(error instanceof DOMException && error.name === 'NotAllowedError')) {
        this.#notices.tell('The screen cannot be shared');
      }
    }
  }

  /** @param {{ trackId: string, participant: import('../client/sluice.js').Participant, source: string }} muted */
  #mutedByOthers({ participant, source }) {
    const kind = source === 'microphone' ? 'audio' : source === 'camera' ? 'video' : null;
    if (kind && participant.id === this.#room.localParticipant.id && this.#publishing.wasMuted(kind)) {
      this.#media.toggle(kind, false);
      this.#notices.tell(kind === 'audio' ? 'You were muted' : 'Your camera was switched off');
    }
  }

  async #copyLink() {
    await copy(roomLink(this.#room.name), 'Link copied', this.#notices);
  }

  #toggleFullscreen() {
    const change = document.fullscreenElement
      ? document.exitFullscreen()
      : document.documentElement.requestFullscreen();
    change.catch(() => this.#notices.tell('Full screen is not possible here'));
  }

  /** @param {import('./panels.js').PanelName | null} closed */
  #panelsChanged(closed) {
    this.#showControls();
    if (closed) {
      this.#controls.focus(closed);
    }
  }

  #showControls() {
    const audio = this.#media.isOn('audio');
    const video = this.#media.isOn('video');
    const shares = this.#publishing.screenTrack !== null;
    const chat = this.#panels.isOpen('chat');
    const people = this.#panels.isOpen('people');
    const stats = this.#panels.isOpen('stats');
    const full = document.fullscreenElement !== null;
    const controls = this.#controls;
    controls.show('mute', {
      label: audio ? 'Mute' : 'Unmute',
      icon: audio ? 'mic' : 'mic-off',
      state: audio ? '' : 'off',
    });
    controls.show('camera', {
      label: video ? 'Camera off' : 'Camera on',
      icon: video ? 'camera' : 'camera-off',
      state: video ? '' : 'off',
    });
    controls.show('share', { label: shares ? 'Stop sharing' : 'Share your screen', state: shares ? 'active' : '' });
    controls.show('chat', { label: chat ? 'Close the chat' : 'Open the chat', state: chat ? 'active' : '' });
    controls.show('people', { label: people ? 'Close the list of people' : 'People', state: people ? 'active' : '' });
    controls.show('stats', { label: stats ? 'Close the statistics' : 'Statistics', state: stats ? 'active' : '' });
    controls.show('copy-link', { label: 'Copy link' });
    controls.show('fullscreen', {
      label: full ? 'Leave full screen' : 'Full screen',
      icon: full ? 'shrink' : 'expand',
    });
    controls.show('settings', { label: 'Devices and shortcuts' });
    controls.show('leave', { label: 'Leave' });
    controls.setAvailable('mute', this.#may('audio'));
    controls.setAvailable('camera', this.#may('video'));
    controls.setAvailable('share', this.#may('screen') && canCaptureScreen());
    if (!document.fullscreenEnabled) {
      controls.hide('fullscreen');
    }
  }

  /** @param {number} people */
  #showCount(people) {
    part(this.#root, 'people-number').textContent = String(people);
    part(this.#root, 'alone').hidden = people > 1;
  }

  /** @param {number} unread @param {string | null} newest */
  #showUnread(unread, newest) {
    const badge = part(this.#root, 'unread');
    badge.hidden = unread === 0;
    badge.textContent = unread > 9 ? '9+' : String(unread);
    if (newest) {
      this.#notices.tell(newest);
    }
  }

  #reconnected() {
    this.#letGoOfDevices();
    this.#showControls();
    this.#publishing.sync();
  }
}

const SOURCES = {
  microphone: 'microphone',
  camera: 'camera',
  screen: 'screen',
  screen_audio: 'screen sound',
  other: 'other',
};

/** @param {Room} room @returns {import('./statistics.js').Source} */
function statisticsOf(room) {
  return {
    // there is nothing to read while the room is joined afresh
    read: () => room.stats().catch(() => null),
    describe: ({ direction, participant, source }) => ({
      who: direction === 'send' ? 'You' : nameOf(room.participants.get(participant)),
      what: SOURCES[source],
    }),
    figures: ['roundTrip', 'send', 'receive', 'loss'],
  };
}
