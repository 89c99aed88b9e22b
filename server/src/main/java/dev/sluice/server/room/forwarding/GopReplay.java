package dev.sluice.server.room.forwarding;

import dev.sluice.server.stream.HistoryPacket;
import dev.sluice.server.stream.NackOptions;
import dev.sluice.server.stream.RtpTimeline;

/**
 * Takes one subscription from the keyframe in a {@link GopCache} to the present: it hands out the
 * cached packets in order, no faster than a receiver's access can bear, until it has caught up with
 * what comes in.
 *
 * <p>Old frames get new capture times: each is told as if it had been captured when it is sent,
 * less the delay of the frame that has just come in. The receiver's jitter buffer sees a sender
 * with a high frame rate and little jitter, so it shows every frame when it comes, and builds up no
 * delay; the present, which keeps its true times, follows on the same line, and so do the sender
 * reports that keep lips and voice together. With their own times ten seconds of old frames would
 * make it play ten seconds behind for good. Nor may they be told older than the present is when it
 * comes: that difference would stay in the jitter buffer as well.
 *
 * <p>A packet that is missing is waited for as long as the publisher may still be asked for it.
 * What comes after one that stays missing cannot be decoded: the replay is {@link #broken} then.
 *
 * <p>Not thread-safe; owned by the room's MediaLoop; allocates nothing.
 */
public final class GopReplay {

  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000 * MILLISECOND;

  /** Ten seconds are caught up in little more than three. */
  private static final int TIMES_LIVE = 4;

  /** A 1080p keyframe of 300 kB leaves in 200 ms. */
  private static final long LEAST_BPS = 12_000_000;

  /** More than most viewers' access carries; only streams of 30 Mbit/s and more go beyond. */
  private static final long MOST_BPS = 60_000_000;

  /** Ticks that come late are made up for this far. */
  private static final long LONGEST_PAUSE_NANOS = 20 * MILLISECOND;

  /** IP, UDP, RTP and SRTP around each payload. */
  private static final int OVERHEAD_BYTES = 64;

  /** One tick of the video clock of 90 kHz, rounded up: two frames never have the same time. */
  private static final long TICK_NANOS = 11_112;

  /** By so much {@link StreamRewriter} lets a new source begin later than the former ended. */
  private static final long SOURCE_STEP_NANOS = 33_400_000;

  /**
   * How much later than the newest frame the replayed ones seem to come: enough for their times to
   * grow evenly, where they would else wait for the next frame to come in.
   */
  private static final long BEHIND_NANOS = 20 * MILLISECOND;

  private GopCache cache;
  private RtpTimeline timeline;
  private boolean active;
  private boolean broken;
  private boolean atKeyframe;
  private boolean betweenFrames;
  private boolean startsSource;
  private boolean startsFrame;
  private boolean live;
  private long position;

  /** What was found behind a hole: a wide one is not to be searched for each viewer and batch. */
  private long behindHole;

  private long frameTimestamp;
  private long captureNanos;
  private long bitrateBps;
  private double creditBytes;
  private GopCache brokenCache;
  private long brokenStart;
  private long refilledNanos;

  /**
   * False when this very keyframe was replayed already and a packet after it is missing for good.
   */
  public boolean promises(GopCache candidate) {
    return candidate != brokenCache || candidate.start() != brokenStart;
  }

  /**
   * Begins at the cached keyframe, which must be available.
   *
   * @param timeline of the encoding
   * @param encodingBps how much the encoding brings
   * @param earliestNanos the first frame's capture time is not before this
   */
  public void begin(
      GopCache cache, RtpTimeline timeline, long encodingBps, long earliestNanos, long nowNanos) {
    this.cache = cache;
    this.timeline = timeline;
    active = true;
    broken = false;
    live = false;
    startAt(cache.start());
    captureNanos = Math.max(earliestNanos, Long.MIN_VALUE + TICK_NANOS) - TICK_NANOS;
    long most = Math.max(MOST_BPS, 2 * encodingBps);
    bitrateBps = Math.min(most, Math.max(LEAST_BPS, TIMES_LIVE * encodingBps));
    creditBytes = 0;
    refilledNanos = nowNanos - LONGEST_PAUSE_NANOS;
  }

  private void startAt(long sequence) {
    position = sequence;
    behindHole = sequence;
    atKeyframe = true;
  }

  /** Ends, and remembers nothing of what was replayed. */
  public void forget() {
    end();
    brokenCache = null;
  }

  /** True from {@link #begin} to {@link #end}. */
  public boolean active() {
    return active;
  }

  /** The subscription goes on by itself, or is about to show something else. */
  public void end() {
    active = false;
    cache = null;
    timeline = null;
  }

  /** Grants what may leave since the last time. To be called before a round of {@link #next}. */
  public void refill(long nowNanos) {
    long elapsed = Math.min(LONGEST_PAUSE_NANOS, nowNanos - refilledNanos);
    double most = bytesIn(LONGEST_PAUSE_NANOS);
    creditBytes = Math.min(most, creditBytes + bytesIn(elapsed));
    refilledNanos = nowNanos;
  }

  private double bytesIn(long nanos) {
    return (double) bitrateBps / Byte.SIZE * nanos / SECOND;
  }

  /**
   * The next packet to send, or null when there is none or no more may leave now. How to send it is
   * told by {@link #startsSource}, {@link #startsFrame} and {@link #captureNanos}.
   */
  public HistoryPacket next(long nowNanos) {
    if (creditBytes <= 0) {
      return null;
    }
    HistoryPacket packet = cache.packet(position);
    boolean newerKeyframe = cache.available() && cache.start() > position;
    if (newerKeyframe && (betweenFrames || packet == null)) {
      startAt(cache.start()); // what lies between is not needed any more
      captureNanos += SOURCE_STEP_NANOS;
      packet = cache.packet(position);
    }
    if (packet == null) {
      if (isBeyondRepair(nowNanos)) {
        broken = true;
        brokenCache = cache;
        brokenStart = cache.start();
      }
      return null;
    }
    startsSource = atKeyframe;
    startsFrame = atKeyframe || packet.extendedTimestamp() != frameTimestamp;
    atKeyframe = false;
    if (startsFrame) {
      stamp(packet, nowNanos);
    }
    betweenFrames = packet.marker();
    position++;
    creditBytes -= packet.payloadLength() + OVERHEAD_BYTES;
    return packet;
  }

  private void stamp(HistoryPacket packet, long nowNanos) {
    frameTimestamp = packet.extendedTimestamp();
    long captured = timeline.captureNanos(frameTimestamp);
    long newestCaptured = timeline.captureNanos(cache.newestTimestamp());
    long newestDelay = cache.newestArrivalNanos() - newestCaptured; // negative with a wrong clock
    long asIfNew = Math.min(nowNanos - newestDelay - BEHIND_NANOS, newestCaptured - TICK_NANOS);
    long told = Math.max(captured, asIfNew);
    captureNanos = Math.max(told, captureNanos + TICK_NANOS);
    live = captureNanos == captured;
  }

  /** A hole in what came is beyond repair when what comes after it has been here too long. */
  private boolean isBeyondRepair(long nowNanos) {
    HistoryPacket after = behindHole > position ? cache.packet(behindHole) : null;
    if (after == null) {
      after = findBehindHole();
    }
    return after == null
        ? position < cache.newestSequence()
        : nowNanos - after.arrivalNanos() > NackOptions.DEFAULTS.maxAgeNanos();
  }

  private HistoryPacket findBehindHole() {
    long last = Math.min(cache.newestSequence(), position + cache.capacity());
    for (long sequence = position + 1; sequence <= last; sequence++) {
      HistoryPacket after = cache.packet(sequence);
      if (after != null) {
        behindHole = sequence;
        return after;
      }
    }
    return null;
  }

  /** True when the packet that was given last begins a new source: the keyframe's first packet. */
  public boolean startsSource() {
    return startsSource;
  }

  /** True when the packet that was given last begins a frame. */
  public boolean startsFrame() {
    return startsFrame;
  }

  /** When the frame of the packet that was given last is to seem captured. */
  public long captureNanos() {
    return captureNanos;
  }

  /** True when a packet is missing for good, so that the next keyframe has to be waited for. */
  public boolean broken() {
    return broken;
  }

  /**
   * True when all is sent and the last frame has its true time: from here on the stream is live.
   */
  public boolean caughtUp() {
    return live && position > cache.newestSequence();
  }
}
