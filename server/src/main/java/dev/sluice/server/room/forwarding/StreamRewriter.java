package dev.sluice.server.room.forwarding;

import dev.sluice.server.rtp.MediaKind;

/**
 * Gives one outgoing stream a single line of sequence numbers and timestamps, whatever sources are
 * switched into it.
 *
 * <p>What holds, in the words of the interop checklist:
 *
 * <ul>
 *   <li>What is left out on purpose leaves no gap; what was really lost leaves one, so that the
 *       receiver knows and asks for it.
 *   <li>A late packet gets the number that was free for it: a map of ranges keeps the offset that
 *       was valid at each position. A packet from before the map, or from before the source's first
 *       packet, is not sent.
 *   <li>The same number never stands for two packets. Receivers would mix frames, and SRTP would
 *       use a key stream twice.
 *   <li>A gap too long to be mended shrinks to one packet. Receivers count the turns of the 16-bit
 *       numbers by themselves (RFC 3711 section 3.3.1); a publisher that jumps about would make
 *       them miscount, and they could open nothing any more.
 *   <li>A new source continues with the next number, or with the one after it when the last video
 *       packet did not end its frame: the gap tells the decoder that the frame stays incomplete.
 *   <li>Timestamps advance over a switch by the difference of capture times, and always by at least
 *       a frame, since receivers choke on timestamps that go back.
 * </ul>
 *
 * <p>Only packets of the current source may be handed in. Not thread-safe; owned by the room's
 * MediaLoop; allocates nothing.
 */
public final class StreamRewriter {

  /** {@link #sequence}: the packet must not be sent. */
  public static final long NOT_SENT = -1;

  /** What is missing before a jump longer than this is beyond any retransmission. */
  static final int LONGEST_GAP = 1024;

  /** Ranges kept: two seconds when every other frame of 60 per second is left out. */
  private static final int RANGES = 64;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** The step by which timestamps must advance: a frame at 30 Hz, an Opus packet of 20 ms. */
  private static final long VIDEO_STEP_NANOS = 33_333_333L;

  private static final long AUDIO_STEP_NANOS = 20_000_000L;

  /** Timestamps pushed ahead further than this put audio and video visibly apart (mediasoup). */
  private static final long MAX_PUSH_NANOS = 75_000_000L;

  private final MediaKind kind;
  private final int clockRate;
  private final long stepTicks;

  /**
   * The range map of the current source as a ring, oldest first. From starts[i] on, outgoing is
   * source plus offsets[i]; [excludedFrom[i], starts[i]) was left out before it.
   */
  private final long[] starts = new long[RANGES];

  private final long[] excludedFrom = new long[RANGES];
  private final long[] offsets = new long[RANGES];
  private int firstRange;
  private int ranges;

  /** The newest packet of the source that was given a number or excluded. */
  private long newestSource;

  /** The highest number given out. */
  private long highestOutgoing;

  private long timestampOffset;

  private boolean sent;
  private long lastSentSequence;
  private boolean lastSentMarker;
  private long lastTimestamp;
  private long lastCaptureNanos;

  /**
   * @param clockRate in Hz
   * @param firstSequence the first number to give out
   * @param firstTimestamp the timestamp of the first packet
   */
  public StreamRewriter(MediaKind kind, int clockRate, long firstSequence, long firstTimestamp) {
    this.kind = kind;
    this.clockRate = clockRate;
    this.highestOutgoing = firstSequence - 1;
    this.lastTimestamp = firstTimestamp;
    this.stepTicks =
        (kind == MediaKind.VIDEO ? VIDEO_STEP_NANOS : AUDIO_STEP_NANOS)
            * clockRate
            / NANOS_PER_SECOND;
  }

  /**
   * True when a source that begins with media captured at {@code captureNanos} can go on without
   * pushing its timestamps more than 75 ms ahead of their time. When another encoding of the same
   * publication would not, its next keyframe may; wait for that once. {@link #beginSource} accepts
   * it all the same.
   */
  public boolean continuesSmoothly(long captureNanos) {
    return !sent || lastTimestamp + stepTicks - continuedTimestamp(captureNanos) <= maxPushTicks();
  }

  private long maxPushTicks() {
    return MAX_PUSH_NANOS * clockRate / NANOS_PER_SECOND;
  }

  private long continuedTimestamp(long captureNanos) {
    return lastTimestamp + nanosToTicks(captureNanos - lastCaptureNanos);
  }

  private long nanosToTicks(long nanos) {
    return nanos / NANOS_PER_SECOND * clockRate
        + nanos % NANOS_PER_SECOND * clockRate / NANOS_PER_SECOND;
  }

  /**
   * Switches to another source, or to the same one after a pause.
   *
   * @param extendedSequence of its first packet: the start of a keyframe, or any audio packet
   * @param extendedTimestamp of that packet
   * @param captureNanos when that packet's media was captured
   */
  public void beginSource(long extendedSequence, long extendedTimestamp, long captureNanos) {
    long next = highestOutgoing + 1;
    boolean frameOpen = !lastSentMarker || lastSentSequence != highestOutgoing;
    if (sent && kind == MediaKind.VIDEO && frameOpen) {
      next++;
    }
    long timestamp = lastTimestamp;
    if (sent) {
      timestamp = Math.max(continuedTimestamp(captureNanos), lastTimestamp + stepTicks);
    }
    timestampOffset = timestamp - extendedTimestamp;
    firstRange = 0;
    ranges = 0;
    addRange(extendedSequence, extendedSequence, next - extendedSequence);
    newestSource = extendedSequence - 1;
  }

  /**
   * Takes the number before the source's first packet for a packet of the server's own. To be
   * called right after {@link #beginSource}, at most once.
   */
  public long ownSequence() {
    int place = firstRange;
    long own = starts[place] + offsets[place];
    offsets[place]++;
    highestOutgoing = own;
    return own;
  }

  /**
   * Gives the frame that comes next a time of its own, other than its distance from the frame
   * before says: a replay tells old frames as if they were captured now. All later frames keep
   * their distance from this one, unless they are given a time as well.
   *
   * @param extendedTimestamp of the frame
   * @param captureNanos later than that of every packet sent, by a tick at least
   */
  public void restamp(long extendedTimestamp, long captureNanos) {
    long timestamp = Math.max(continuedTimestamp(captureNanos), lastTimestamp + 1);
    timestampOffset = timestamp - extendedTimestamp;
  }

  /**
   * The earliest time at which a new source can go on without pushing its timestamps ahead; {@link
   * Long#MIN_VALUE} when nothing was sent yet.
   */
  public long earliestContinuationNanos() {
    return sent ? lastCaptureNanos + VIDEO_STEP_NANOS : Long.MIN_VALUE;
  }

  private void addRange(long excludedFromSequence, long start, long offset) {
    if (ranges == RANGES) {
      firstRange = (firstRange + 1) % RANGES;
      ranges--;
    }
    int place = (firstRange + ranges) % RANGES;
    excludedFrom[place] = excludedFromSequence;
    starts[place] = start;
    offsets[place] = offset;
    ranges++;
  }

  /**
   * The number under which a packet of the current source goes out; the same at every call.
   *
   * @return a 64-bit packet index, or {@link #NOT_SENT} when the packet was excluded, lies before
   *     the source's first packet, or is too late for the map
   */
  public long sequence(long extendedSequence) {
    if (ranges > 0 && extendedSequence - newestSource > LONGEST_GAP) {
      shrinkGap(extendedSequence);
    }
    for (int i = ranges - 1; i >= 0; i--) {
      int place = (firstRange + i) % RANGES;
      if (extendedSequence >= starts[place]) {
        long outgoing = extendedSequence + offsets[place];
        newestSource = Math.max(newestSource, extendedSequence);
        highestOutgoing = Math.max(highestOutgoing, outgoing);
        return outgoing;
      }
      if (extendedSequence >= excludedFrom[place]) {
        return NOT_SENT;
      }
    }
    return NOT_SENT;
  }

  /** Lets {@code start} follow what went out with a gap of one, which tells of the loss. */
  private void shrinkGap(long start) {
    addRange(newestSource + 1, start, highestOutgoing + 2 - start);
  }

  /**
   * Leaves a packet out on purpose: the packets after it close up. One that comes late cannot be
   * closed over any more, since its number was kept free for it; the receiver sees a loss.
   */
  public void exclude(long extendedSequence) {
    if (ranges == 0 || extendedSequence <= newestSource) {
      return;
    }
    if (extendedSequence - newestSource > LONGEST_GAP) {
      shrinkGap(extendedSequence + 1);
      newestSource = extendedSequence;
      return;
    }
    int newest = (firstRange + ranges - 1) % RANGES;
    newestSource = extendedSequence;
    if (starts[newest] == extendedSequence) {
      // The run of excluded packets goes on.
      starts[newest]++;
      offsets[newest]--;
      return;
    }
    addRange(extendedSequence, extendedSequence + 1, offsets[newest] - 1);
  }

  /** The outgoing timestamp, unwrapped, of media of the current source. */
  public long timestamp(long extendedTimestamp) {
    return extendedTimestamp + timestampOffset;
  }

  /**
   * Notes that a packet went out; the next source continues from here.
   *
   * @param outgoingSequence as {@link #sequence} gave it
   * @param outgoingTimestamp as {@link #timestamp} gave it
   * @param marker of the packet as sent
   * @param captureNanos when its media was captured
   */
  public void onSent(
      long outgoingSequence, long outgoingTimestamp, boolean marker, long captureNanos) {
    if (!sent || outgoingSequence > lastSentSequence) {
      lastSentSequence = outgoingSequence;
      lastSentMarker = marker;
    }
    if (!sent || outgoingTimestamp >= lastTimestamp) {
      lastTimestamp = outgoingTimestamp;
      lastCaptureNanos = captureNanos;
    }
    sent = true;
  }

  /** True once a packet went out; before that there is no line for {@link #timestampAt}. */
  public boolean started() {
    return sent;
  }

  /**
   * The outgoing timestamp of media captured at {@code captureNanos}, continued from the newest
   * packet sent: what a sender report pairs with that instant.
   */
  public long timestampAt(long captureNanos) {
    return continuedTimestamp(captureNanos);
  }
}
