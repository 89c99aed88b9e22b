import { SluiceError } from './errors.js';

/** A hint of this size asks for no limit: the state of a new slot. */
const UNLIMITED = 16384;

/** Small enough that no encoding is smaller. */
const SMALLEST = { width: 160, height: 90 };

/** Resizing a window calls for a hint per frame; one in this many ms is plenty. */
const HINT_INTERVAL = 100;

/**
 * The receive slots: turns "slot 5 now shows track X" into `trackSubscribed` and `trackUnsubscribed`, and pins and sizes
 * of tracks into messages about slots.
 */
export class Slots {
  #roster;
  #emit;
  #link;
  #session = null;
  #slots = new Map();
  #bound = new Map();
  #pins = new Set();
  #sizes = new Map();
  #hints = new Map();
  #hintTimer;
  #level = 'all';
  /** Pins and sizes of a session that is gone, by whose tracks they were: ids are others after a fresh join. */
  #remembered = [];

  #betweenEndsAndBeginnings;

  /**
   * @param link { request, notify } to the server
   * @param emit (type, detail) for every change
   * @param betweenEndsAndBeginnings where news of participants fits, so that a track ends before its participant leaves
   *     and begins after it came
   */
  constructor(roster, link, emit, betweenEndsAndBeginnings = () => {}) {
    this.#roster = roster;
    this.#link = link;
    this.#emit = emit;
    this.#betweenEndsAndBeginnings = betweenEndsAndBeginnings;
  }

  /** What is received now, by track id. */
  get subscriptions() {
    return new Map([...this.#bound.values()].map((subscription) => [subscription.trackId, subscription]));
  }

  /** Subscriptions with the mids they arrive in. */
  get bindings() {
    return [...this.#bound].map(([mid, subscription]) => ({ mid, subscription }));
  }

  /** Takes the slots of a `joined`, which are all there are. */
  load(slots) {
    this.#slots = new Map(slots.map((slot) => [slot.mid, slot]));
    this.reconcile();
  }

  /** Takes the slots that changed. */
  update(slots) {
    for (const slot of slots) {
      this.#slots.set(slot.mid, slot);
    }
    this.reconcile();
  }

  /** The session that brings the tracks is negotiated. */
  attach(session) {
    this.#session = session;
    this.reconcile();
  }

  /** The session is gone and everything received with it. */
  detach() {
    this.#remember();
    this.#session = null;
    this.#slots.clear();
    this.#hints.clear();
    this.reconcile();
  }

  /** Brings subscriptions in line with slots and roster; first all ends, then all beginnings, for tracks that move. */
  reconcile() {
    this.#recall();
    const wanted = new Map();
    for (const slot of this.#slots.values()) {
      const info = slot.track && this.#roster.track(slot.track);
      const track = info && this.#session?.receivedTrack(slot.mid);
      if (track) {
        wanted.set(slot.mid, this.#subscription(info, track));
      }
    }
    for (const [mid, subscription] of [...this.#bound]) {
      const next = wanted.get(mid);
      if (next?.trackId === subscription.trackId && next.track === subscription.track) {
        this.#bound.set(mid, next);
      } else {
        this.#bound.delete(mid);
        this.#emit('trackUnsubscribed', subscription);
      }
    }
    this.#betweenEndsAndBeginnings();
    for (const [mid, subscription] of wanted) {
      if (!this.#bound.has(mid)) {
        this.#bound.set(mid, subscription);
        this.#emit('trackSubscribed', subscription);
      }
    }
    this.#sendHints();
  }

  async pin(trackId) {
    const info = this.#roster.track(trackId);
    if (!info) {
      throw new SluiceError('no_such_track', `no track ${trackId}`);
    }
    const slot = this.#slotFor(info);
    if (!slot) {
      throw new SluiceError('no_free_slot', 'all slots are pinned');
    }
    this.#pins.add(trackId);
    await this.#link.request({ type: 'bind', mid: slot.mid, track: trackId });
  }

  async unpin(trackId) {
    this.#pins.delete(trackId);
    this.#remembered = this.#remembered.map((one) => (one.id === trackId ? { ...one, pinned: false } : one));
    const slot = [...this.#slots.values()].find((s) => s.pinned && s.track === trackId);
    if (slot) {
      await this.#link.request({ type: 'bind', mid: slot.mid, track: null });
    }
  }

  setVideoSize(trackId, width, height) {
    const clamp = (pixels) => Math.max(0, Math.min(UNLIMITED, Math.round(pixels) || 0));
    this.#sizes.set(trackId, { width: clamp(width), height: clamp(height) });
    this.#hintTimer ??= setTimeout(() => this.#sendHints(), HINT_INTERVAL);
  }

  /** How much video is received, whatever the sizes say: `all`, only the `smallest` encodings, or `none`. */
  limitVideo(level) {
    this.#level = level;
    this.#sendHints();
  }

  close() {
    clearTimeout(this.#hintTimer);
  }

  #remember() {
    this.#remembered = this.#remembered.filter(({ participant }) => this.#roster.participant(participant));
    for (const id of new Set([...this.#pins, ...this.#sizes.keys()])) {
      const info = this.#roster.track(id);
      if (info) {
        const { participant, source, kind } = info;
        this.#remembered.push({ id, participant, source, kind, pinned: this.#pins.has(id), size: this.#sizes.get(id) });
      }
    }
    this.#pins.clear();
    this.#sizes.clear();
  }

  /** What is remembered holds for a track of the same participant and source, when there is one again. */
  #recall() {
    if (!this.#session) {
      return;
    }
    for (const one of [...this.#remembered]) {
      const tracks = this.#roster.participant(one.participant)?.tracks ?? [];
      const track = tracks.find(({ source, kind }) => source === one.source && kind === one.kind);
      if (track) {
        this.#remembered = this.#remembered.filter((other) => other !== one);
        if (one.size && !this.#sizes.has(track.id)) {
          this.#sizes.set(track.id, one.size);
        }
        if (one.pinned) {
          this.pin(track.id).catch(() => this.#pins.delete(track.id));
        }
      }
    }
  }

  /** The slot it is in, else a free one, else the last that nobody pinned. */
  #slotFor(info) {
    const slots = [...this.#slots.values()].filter((slot) => slot.kind === info.kind);
    return (
      slots.find((slot) => slot.track === info.id) ??
      slots.find((slot) => !slot.track && !slot.pinned) ??
      slots.filter((slot) => !slot.pinned).at(-1)
    );
  }

  #limited({ width, height }) {
    const most = { all: { width, height }, smallest: SMALLEST, none: { width: 0, height: 0 } }[this.#level];
    return { width: Math.min(width, most.width), height: Math.min(height, most.height) };
  }

  #subscription(info, track) {
    return Object.freeze({
      track,
      trackId: info.id,
      participant: this.#roster.participant(info.participant),
      source: info.source,
      kind: info.kind,
      muted: info.muted,
    });
  }

  /** Hints belong to slots and stay when a slot shows something else, so they follow the tracks around. */
  #sendHints() {
    clearTimeout(this.#hintTimer);
    this.#hintTimer = undefined;
    for (const trackId of [...this.#sizes.keys()]) {
      if (!this.#roster.track(trackId)) {
        this.#sizes.delete(trackId);
      }
    }
    for (const [mid, { trackId, kind }] of this.#bound) {
      if (kind !== 'video') {
        continue;
      }
      const { width, height } = this.#limited(this.#sizes.get(trackId) ?? { width: UNLIMITED, height: UNLIMITED });
      const hint = `${width}x${height}`;
      if (hint !== (this.#hints.get(mid) ?? `${UNLIMITED}x${UNLIMITED}`)) {
        if (this.#link.notify({ type: 'layer_hint', mid, maxWidth: width, maxHeight: height })) {
          this.#hints.set(mid, hint);
        }
      }
    }
  }
}
