// @ts-check
import { Stage } from './stage.js';

/**
 * @typedef {import('../client/sluice.js').Room} Room
 * @typedef {import('../client/sluice.js').Participant} Participant
 * @typedef {import('../client/sluice.js').Subscription} Subscription
 * @typedef {import('./tile.js').Face} Face
 */

/** After any of these the room looks different. */
const CHANGES = /** @type {const} */ ([
  'participantJoined',
  'participantLeft',
  'participantUpdated',
  'trackPublished',
  'trackUnpublished',
  'trackSubscribed',
  'trackUnsubscribed',
  'trackMuted',
  'trackUnmuted',
  'videoPaused',
  'videoResumed',
  'reconnected',
]);

/** @param {Participant | undefined} participant */
export function nameOf(participant) {
  return participant?.name || 'Guest';
}

/** Shows the room's people on a stage and lets them be heard. It reads the whole room anew after each change. */
export class People {
  #room;
  #media;
  #publishing;
  #sound;
  #stage;
  #list;
  #onCount;
  #due = false;
  /** @type {string | null} */
  #pinnedTrack = null;

  /**
   * @param {HTMLElement} stage
   * @param {object} parts
   * @param {Room} parts.room
   * @param {import('./local-media.js').LocalMedia} parts.media
   * @param {import('./publishing.js').Publishing} parts.publishing
   * @param {import('./sound.js').Sound} parts.sound
   * @param {import('./people-list.js').PeopleList} parts.list
   * @param {(people: number) => void} parts.onCount how many are in the room, oneself included
   * @param {() => void} parts.onMore
   * @param {AbortSignal} signal ends it
   */
  constructor(stage, { room, media, publishing, sound, list, onCount, onMore }, signal) {
    this.#room = room;
    this.#media = media;
    this.#publishing = publishing;
    this.#sound = sound;
    this.#list = list;
    this.#onCount = onCount;
    this.#stage = new Stage(stage, {
      onSizes: (sizes) => this.#hint(sizes),
      onFocus: (tile) => this.#pin(tile?.face?.trackId ?? null),
      onMore,
    });
    const update = () => this.#update();
    CHANGES.forEach((type) => room.addEventListener(type, update, { signal }));
    media.addEventListener('change', update, { signal });
    publishing.addEventListener('screen', update, { signal });
    document.addEventListener('visibilitychange', () => this.#stage.refresh(), { signal });
    room.addEventListener('activeSpeakers', ({ detail }) => this.#showSpeakers(detail.speakers), { signal });
    room.addEventListener('connectionQuality', ({ detail }) => this.#showQualities(detail.qualities), { signal });
    signal.addEventListener('abort', () => {
      this.#stage.close();
      this.#sound.play(new Map());
    });
    update();
  }

  /** Several events of one moment are one change. */
  #update() {
    if (!this.#due) {
      this.#due = true;
      queueMicrotask(() => {
        this.#due = false;
        this.#show();
      });
    }
  }

  #show() {
    if (this.#room.state === 'closed') {
      return;
    }
    const heard = [...this.#room.subscriptions.values()].filter(({ kind }) => kind === 'audio');
    this.#sound.play(new Map(heard.map(({ trackId, track }) => [trackId, track])));
    const faces = this.#faces();
    this.#stage.show(faces);
    this.#list.show(faces);
    this.#onCount(this.#room.participants.size + 1);
  }

  #faces() {
    /** @type {Map<string, Face>} */
    const faces = new Map();
    const { localParticipant, participants } = this.#room;
    faces.set('local', this.#ownFace(localParticipant));
    const { screenTrack } = this.#publishing;
    if (screenTrack) {
      const own = { name: nameOf(localParticipant), local: true, muted: false, connected: true, mirrored: false };
      faces.set('local/screen', { ...own, source: 'screen', track: screenTrack, trackId: null });
    }
    for (const participant of participants.values()) {
      faces.set(participant.id, this.#face(participant));
      for (const { id, source, kind } of participant.tracks) {
        if (source === 'screen' && kind === 'video') {
          faces.set(`${participant.id}/${id}`, this.#screenFace(participant, id));
        }
      }
    }
    return faces;
  }

  /** @param {Participant} participant @returns {Face} */
  #ownFace(participant) {
    return {
      name: nameOf(participant),
      source: 'camera',
      local: true,
      muted: !this.#media.isOn('audio'),
      connected: true,
      // one sees of oneself what the others see
      track: this.#media.isOn('video') && !this.#room.videoPaused.send ? this.#media.track('video') : null,
      trackId: null,
      mirrored: true,
    };
  }

  /** @param {Participant} participant @returns {Face} */
  #face(participant) {
    const { tracks } = participant;
    const camera = tracks.find(({ kind, source }) => kind === 'video' && source !== 'screen');
    const microphone = tracks.find(({ kind, source }) => kind === 'audio' && source !== 'screen_audio');
    const shown = camera && !camera.muted && this.#received(camera.id);
    return {
      name: nameOf(participant),
      source: 'camera',
      local: false,
      muted: !microphone || microphone.muted,
      connected: participant.connected,
      track: shown ? shown.track : null,
      trackId: camera?.id ?? null,
      mirrored: false,
    };
  }

  /** The last picture of what is not received any more is no picture. @param {string} trackId */
  #received(trackId) {
    return this.#room.videoPaused.receive ? null : this.#room.subscriptions.get(trackId);
  }

  /** @param {Participant} participant @param {string} trackId @returns {Face} */
  #screenFace(participant, trackId) {
    return {
      name: nameOf(participant),
      source: 'screen',
      local: false,
      muted: false,
      connected: participant.connected,
      track: participant.tracks.find(({ id }) => id === trackId)?.muted ? null : (this.#received(trackId)?.track ?? null),
      trackId,
      mirrored: false,
    };
  }

  /** @param {{ participant: string, level: number }[]} speakers */
  #showSpeakers(speakers) {
    const speaking = new Set(speakers.map(({ participant }) => this.#keyOf(participant)));
    this.#list.setSpeaking(speaking);
    for (const tile of this.#stage.tiles) {
      const speaks = speaking.has(tile.key) && !tile.face?.muted;
      tile.setSpeaking(speaks);
      if (speaks) {
        this.#stage.bringIntoView(tile);
      }
    }
  }

  /** @param {import('../client/sluice.js').RoomEvents['connectionQuality']['qualities']} qualities */
  #showQualities(qualities) {
    for (const { participant, grade, receiveLoss, sendLoss, roundTripMillis } of qualities) {
      const loss = Math.max(receiveLoss, sendLoss);
      const roundTrip = roundTripMillis >= 0 ? `, round trip ${roundTripMillis} ms` : '';
      this.#stage
        .tile(this.#keyOf(participant))
        ?.setQuality(grade, `${roundTrip}${loss > 0.001 ? `, ${(loss * 100).toFixed(1)} % lost` : ''}`);
    }
  }

  /** @param {string} participantId */
  #keyOf(participantId) {
    return participantId === this.#room.localParticipant.id ? 'local' : participantId;
  }

  /** @param {Map<import('./tile.js').Tile, { width: number, height: number }>} sizes */
  #hint(sizes) {
    for (const [tile, { width, height }] of sizes) {
      const trackId = tile.face?.trackId;
      if (trackId) {
        this.#room.setVideoSize(trackId, width, height);
      }
    }
  }

  /** What is large must not lose its place to others. @param {string | null} trackId */
  #pin(trackId) {
    if (trackId === this.#pinnedTrack) {
      return;
    }
    // refused when the track has just gone, which the next change shows anyway
    if (this.#pinnedTrack) {
      this.#room.unpin(this.#pinnedTrack).catch(() => {});
    }
    this.#pinnedTrack = trackId;
    if (trackId) {
      this.#room.pin(trackId).catch(() => {});
    }
  }
}
