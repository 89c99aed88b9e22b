/** Turns the browser's statistics into rates per track, by comparing with the previous report. */
export class StatsReader {
  #previous = new Map();

  /**
   * @param report an RTCStatsReport
   * @param tracks [{ mid, track, direction, trackId, participant, kind, source }]
   */
  read(report, tracks) {
    const entries = new Map();
    report.forEach((entry) => entries.set(entry.id, entry));
    const all = [...entries.values()];
    const pair = selectedPair(entries, all);
    const stats = {
      timestamp: Date.now(),
      roundTripMillis: millis(pair?.currentRoundTripTime),
      availableSendBitrateBps: pair?.availableOutgoingBitrate ?? null,
      sendBitrateBps: this.#sum(all, 'outbound-rtp', 'bytesSent'),
      receiveBitrateBps: this.#sum(all, 'inbound-rtp', 'bytesReceived'),
      tracks: tracks.map((track) =>
        track.direction === 'send' ? this.#sent(track, entries, all) : this.#received(track, entries, all),
      ),
    };
    this.#previous = entries;
    return stats;
  }

  #sent(described, entries, all) {
    const streams = all.filter((entry) => entry.type === 'outbound-rtp' && belongs(entry, described, entries));
    const remotes = streams.map((stream) => entries.get(stream.remoteId)).filter(Boolean);
    const largest = streams.reduce((a, b) => ((b.frameHeight ?? 0) > (a?.frameHeight ?? -1) ? b : a), undefined);
    const encodings = streams.map((stream) => ({
      rid: stream.rid ?? null,
      bitrateBps: this.#rate(stream, 'bytesSent') * 8,
      width: stream.frameWidth ?? null,
      height: stream.frameHeight ?? null,
      framesPerSecond: stream.framesPerSecond ?? null,
      active: stream.active ?? true,
      limitedBy: stream.qualityLimitationReason ?? null,
      encoder: stream.encoderImplementation ?? null,
    }));
    encodings.sort((a, b) => (a.height ?? 0) - (b.height ?? 0));
    return {
      ...common(described),
      bitrateBps: encodings.reduce((sum, encoding) => sum + encoding.bitrateBps, 0),
      loss: Math.max(0, ...remotes.map((remote) => remote.fractionLost ?? 0)),
      roundTripMillis: millis(remotes.find((remote) => remote.roundTripTime !== undefined)?.roundTripTime),
      jitterMillis: millis(remotes[0]?.jitter),
      ...picture(largest, entries),
      framesDropped: null,
      freezeCount: null,
      delayMillis: null,
      encodings,
    };
  }

  #received(described, entries, all) {
    const stream = all.find((entry) => entry.type === 'inbound-rtp' && belongs(entry, described, entries));
    const lost = this.#increase(stream, 'packetsLost');
    const arrived = this.#increase(stream, 'packetsReceived');
    return {
      ...common(described),
      bitrateBps: this.#rate(stream, 'bytesReceived') * 8,
      loss: lost > 0 ? lost / (lost + arrived) : 0,
      roundTripMillis: null,
      jitterMillis: millis(stream?.jitter),
      ...picture(stream, entries),
      framesDropped: stream?.framesDropped ?? null,
      freezeCount: stream?.freezeCount ?? null,
      delayMillis: this.#delay(stream),
      encodings: [],
    };
  }

  /** From the first packet of a picture to its decoding; without that, what it waited to be decoded. */
  #delay(stream) {
    const [time, count] =
      stream?.totalProcessingDelay === undefined
        ? ['jitterBufferDelay', 'jitterBufferEmittedCount']
        : ['totalProcessingDelay', 'framesDecoded'];
    const pictures = this.#increase(stream, count);
    return pictures > 0 ? (this.#increase(stream, time) * 1000) / pictures : null;
  }

  #sum(all, type, counter) {
    return all.filter((entry) => entry.type === type).reduce((sum, stream) => sum + this.#rate(stream, counter) * 8, 0);
  }

  #increase(stream, counter) {
    const before = stream && this.#previous.get(stream.id);
    return before ? Math.max(0, (stream[counter] ?? 0) - (before[counter] ?? 0)) : 0;
  }

  /** Per second. */
  #rate(stream, counter) {
    const before = stream && this.#previous.get(stream.id);
    const elapsed = before ? stream.timestamp - before.timestamp : 0;
    return elapsed > 0 ? (this.#increase(stream, counter) * 1000) / elapsed : 0;
  }
}

/** Publications of a room as `read` wants them. */
export function describeSent(publications, participant) {
  return publications
    .filter(({ section }) => section)
    .map(({ section, track, trackId, kind, source }) => ({
      mid: section.mid,
      direction: 'send',
      participant,
      track,
      trackId,
      kind,
      source,
    }));
}

/** Subscriptions of a room, with the mids they arrive in. */
export function describeReceived(bindings) {
  return bindings.map(({ mid, subscription }) => ({
    ...subscription,
    mid,
    direction: 'receive',
    participant: subscription.participant.id,
  }));
}

/** By mid; by track where a browser leaves the mid out. */
function belongs(entry, { mid, track, direction }, entries) {
  if (entry.mid !== undefined) {
    return entry.mid === mid;
  }
  const source = direction === 'send' ? entries.get(entry.mediaSourceId) : entry;
  return source?.trackIdentifier === track.id;
}

/** Chromium and Safari name it in the transport, Firefox marks the pair. */
function selectedPair(entries, all) {
  const transport = all.find((entry) => entry.type === 'transport' && entry.selectedCandidatePairId);
  return (
    entries.get(transport?.selectedCandidatePairId) ??
    all.find((entry) => entry.type === 'candidate-pair' && entry.selected) ??
    all.find((entry) => entry.type === 'candidate-pair' && entry.nominated && entry.state === 'succeeded')
  );
}

function common({ trackId, participant, direction, kind, source }) {
  return { trackId, participant, direction, kind, source };
}

function picture(stream, entries) {
  return {
    codec: entries.get(stream?.codecId)?.mimeType ?? null,
    width: stream?.frameWidth ?? null,
    height: stream?.frameHeight ?? null,
    framesPerSecond: stream?.framesPerSecond ?? null,
  };
}

function millis(seconds) {
  return seconds === undefined || seconds === null ? null : seconds * 1000;
}
