/** Who is in the room and what they publish, kept from the server's messages. Participants are immutable snapshots. */
export class Roster {
  #emit;
  #local = null;
  #others = new Map();
  #metadata = Object.freeze({});
  /** Ids of those who may come back. */
  #missing = new Set();

  /** @param emit (type, detail) for every change */
  constructor(emit) {
    this.#emit = emit;
  }

  get local() {
    return this.#local;
  }

  get others() {
    return this.#others;
  }

  get metadata() {
    return this.#metadata;
  }

  participant(id) {
    return this.#local?.id === id ? this.#local : this.#others.get(id);
  }

  /** A published track by its id, or undefined. */
  track(trackId) {
    for (const participant of this.#all()) {
      const track = participant.tracks.find((candidate) => candidate.id === trackId);
      if (track) {
        return track;
      }
    }
    return undefined;
  }

  /**
   * Takes the whole state of a `joined`; what differs from before becomes events.
   *
   * @param patiently who is not there any more counts as away, and may come back until `giveUpMissing`
   */
  load({ participant, participants, room }, { patiently = false } = {}) {
    const present = new Set(participants.map(({ id }) => id));
    for (const other of [...this.#others.values()].filter(({ id }) => !present.has(id))) {
      if (patiently && other.id !== participant.id) {
        this.#missing.add(other.id);
        this.#put({ ...other, connected: false, tracks: [] }, false);
      } else {
        this.#leave(other.id, 'left');
      }
    }
    this.#put(participant, true);
    for (const other of participants) {
      this.#missing.delete(other.id);
      this.#put(other, false);
    }
    this.#updateRoom(room.metadata);
  }

  /** Who has not come back is gone. */
  giveUpMissing() {
    for (const id of [...this.#missing]) {
      this.#leave(id, 'signaling_lost');
    }
  }

  /** Takes one message; false when it is none of the roster's. */
  apply(message) {
    switch (message.type) {
      case 'participant_joined':
      case 'participant_updated':
        this.#missing.delete(message.participant.id);
        this.#put(message.participant, message.participant.id === this.#local.id);
        return true;
      case 'participant_left':
        this.#leave(message.participant, message.reason);
        return true;
      case 'track_published':
      case 'track_updated':
        this.#withTracks(message.track.participant, (tracks) => [
          ...tracks.filter(({ id }) => id !== message.track.id),
          message.track,
        ]);
        return true;
      case 'track_unpublished':
        this.#withTracks(message.participant, (tracks) => tracks.filter(({ id }) => id !== message.track));
        return true;
      case 'room_updated':
        this.#updateRoom(message.metadata);
        return true;
      default:
        return false;
    }
  }

  #all() {
    return this.#local ? [this.#local, ...this.#others.values()] : [];
  }

  #withTracks(participantId, change) {
    const participant = this.participant(participantId);
    if (participant) {
      this.#put({ ...participant, tracks: change(participant.tracks) }, participant === this.#local);
    }
  }

  #put(info, isLocal) {
    const before = isLocal ? this.#local : this.#others.get(info.id);
    const participant = snapshot(info);
    if (before && JSON.stringify(before) === JSON.stringify(participant)) {
      return;
    }
    if (isLocal) {
      this.#local = participant;
    } else {
      this.#others.set(participant.id, participant);
    }
    if (!isLocal && !before) {
      this.#emit('participantJoined', { participant });
    }
    this.#tellTracks(before?.id === participant.id ? before.tracks : [], participant);
    if (before) {
      this.#emit('participantUpdated', { participant });
    }
  }

  #leave(id, reason) {
    const participant = this.#others.get(id);
    this.#missing.delete(id);
    if (participant) {
      this.#others.delete(id);
      this.#tellTracks(participant.tracks, { ...participant, tracks: [] });
      this.#emit('participantLeft', { participant, reason });
    }
  }

  #tellTracks(before, participant) {
    const now = new Map(participant.tracks.map((track) => [track.id, track]));
    for (const old of before) {
      const track = now.get(old.id);
      if (!track) {
        this.#emit('trackUnpublished', { participant, trackInfo: old });
      } else if (track.muted !== old.muted) {
        this.#emit(track.muted ? 'trackMuted' : 'trackUnmuted', {
          trackId: track.id,
          participant,
          source: track.source,
        });
      }
      now.delete(old.id);
    }
    for (const track of now.values()) {
      this.#emit('trackPublished', { participant, trackInfo: track });
    }
  }

  #updateRoom(metadata) {
    if (JSON.stringify(metadata) !== JSON.stringify(this.#metadata)) {
      this.#metadata = Object.freeze({ ...metadata });
      this.#emit('roomUpdated', { metadata: this.#metadata });
    }
  }
}

function snapshot({ id, name, metadata, connected, tracks }) {
  return Object.freeze({
    id,
    name,
    metadata: Object.freeze({ ...metadata }),
    connected,
    tracks: Object.freeze(tracks.map((track) => Object.freeze({ ...track }))),
  });
}
