package dev.sluice.server.room.forwarding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds who speaks from the audio levels that clients put into RTP header extensions (RFC 6464), so
 * without decoding anything.
 *
 * <p>Levels come with every packet, mostly each 20 ms. They are gathered over intervals of 300 ms.
 * A participant was loud in an interval when at least 40 % of its packets were at -40 dBov or above
 * (-50 when the client says it is voice): a door that slams is shorter. The loudness of the
 * interval is the mean amplitude of its loud packets times their share, and is smoothed over about
 * three intervals, rising faster than it falls, so that pauses between words do not end a turn.
 * This follows the shape of LiveKit's detector; thresholds of its defaults (35 to 40).
 *
 * <p>Two hystereses keep the picture calm: a participant becomes active at one loudness and stops
 * being so at a quarter of it, and the dominant speaker is only replaced by one who was half as
 * loud again in two intervals running. Those who have spoken are remembered in order of recency.
 *
 * <p>Not thread-safe; owned by the room's MediaLoop. {@link #onLevel} does not allocate for a key
 * it knows.
 *
 * @param <K> names a participant; needs {@code equals} and {@code hashCode}
 */
public final class SpeakerDetector<K> {

  /** Silence in RFC 6464: -127 dBov. */
  public static final int SILENCE = 127;

  private static final long INTERVAL_NANOS = 300_000_000L;

  /** A level must be this loud (in -dBov) to count, and with the voice flag this loud. */
  private static final int LOUD_LEVEL = 40;

  private static final int LOUD_VOICE_LEVEL = 50;

  private static final long LOUD_NANOS = INTERVAL_NANOS * 2 / 5;

  /** Packets last as long as the time since the one before; after a pause, as long as most do. */
  private static final long MAX_PACKET_NANOS = 60_000_000L;

  private static final long USUAL_PACKET_NANOS = 20_000_000L;

  private static final double RISE = 0.6;
  private static final double FALL = 0.3;

  /** -50 dBov as amplitude, and a quarter of it. */
  private static final double ACTIVE_AMPLITUDE = amplitude(50);

  private static final double INACTIVE_AMPLITUDE = ACTIVE_AMPLITUDE / 4;

  private static final double DOMINANCE = 1.5;
  private static final int DOMINANCE_INTERVALS = 2;

  private static final double[] AMPLITUDES = new double[SILENCE + 1];

  static {
    for (int level = 0; level < SILENCE; level++) {
      AMPLITUDES[level] = amplitude(level);
    }
  }

  private final Map<K, Voice<K>> voices = new HashMap<>();

  /** Everybody who has spoken: active speakers first, in order, then the others by recency. */
  private final List<Voice<K>> ranked = new ArrayList<>();

  private List<ActiveSpeaker<K>> active = List.of();
  private boolean started;
  private long intervalStartNanos;
  private Voice<K> challenger;
  private int challengerIntervals;

  /**
   * An active speaker.
   *
   * @param level smoothed loudness from 0 (silent) to 127 (0 dBov)
   */
  public record ActiveSpeaker<K>(K key, int level) {}

  private static double amplitude(int level) {
    return Math.pow(10, -level / 20.0);
  }

  /**
   * Notes one packet's level.
   *
   * @param level in -dBov: 0 is loudest, 127 silent
   * @param voice what the client says; false also when it does not say
   */
  public void onLevel(K key, int level, boolean voice, long nowNanos) {
    if (!started) {
      started = true;
      intervalStartNanos = nowNanos;
    }
    Voice<K> speaker = voices.get(key);
    if (speaker == null) {
      speaker = new Voice<>(key);
      voices.put(key, speaker);
    }
    speaker.observe(Math.max(0, Math.min(level, SILENCE)), voice, nowNanos);
  }

  /** Forgets a participant who left or stopped publishing audio. */
  public void remove(K key) {
    Voice<K> speaker = voices.remove(key);
    if (speaker == null) {
      return;
    }
    ranked.remove(speaker);
    if (speaker == challenger) {
      challenger = null;
    }
    active = activeOf(ranked);
  }

  /**
   * Ends the interval when its time has come, and then judges anew.
   *
   * @return true when {@link #activeSpeakers()} changed, in membership, order or level
   */
  public boolean update(long nowNanos) {
    if (!started || nowNanos - intervalStartNanos < INTERVAL_NANOS) {
      return false;
    }
    intervalStartNanos = nowNanos;
    for (Voice<K> speaker : voices.values()) {
      boolean was = speaker.active;
      speaker.endInterval();
      if (speaker.active) {
        speaker.lastActiveNanos = nowNanos;
        if (!was && !ranked.contains(speaker)) {
          ranked.add(speaker);
        }
      }
    }
    rank();
    List<ActiveSpeaker<K>> before = active;
    active = activeOf(ranked);
    return !active.equals(before);
  }

  private void rank() {
    Voice<K> dominant = ranked.isEmpty() || !ranked.get(0).active ? null : ranked.get(0);
    ranked.sort(SpeakerDetector::compare);
    if (dominant == null || ranked.get(0) == dominant) {
      challenger = null;
      return;
    }
    Voice<K> loudest = ranked.get(0);
    if (loudest.amplitude < dominant.amplitude * DOMINANCE) {
      challenger = null;
    } else if (loudest != challenger) {
      challenger = loudest;
      challengerIntervals = loudest.loud ? 1 : 0;
    } else if (loudest.loud) {
      challengerIntervals++;
    }
    boolean deposed =
        !dominant.active || (challenger != null && challengerIntervals >= DOMINANCE_INTERVALS);
    if (deposed) {
      challenger = null;
    } else {
      ranked.remove(dominant);
      ranked.add(0, dominant);
    }
  }

  private static int compare(Voice<?> a, Voice<?> b) {
    if (a.active != b.active) {
      return a.active ? -1 : 1;
    }
    return a.active
        ? Double.compare(b.amplitude, a.amplitude)
        : Long.compare(b.lastActiveNanos, a.lastActiveNanos);
  }

  private static <K> List<ActiveSpeaker<K>> activeOf(List<Voice<K>> ranked) {
    List<ActiveSpeaker<K>> speakers = new ArrayList<>();
    for (Voice<K> speaker : ranked) {
      if (speaker.active) {
        speakers.add(new ActiveSpeaker<>(speaker.key, speaker.level()));
      }
    }
    return List.copyOf(speakers);
  }

  /** Who speaks, the dominant speaker first; empty in silence. */
  public List<ActiveSpeaker<K>> activeSpeakers() {
    return active;
  }

  /** Everybody who has spoken: the active speakers in order, then the others, latest first. */
  public List<K> ranking() {
    List<K> keys = new ArrayList<>(ranked.size());
    for (Voice<K> speaker : ranked) {
      keys.add(speaker.key);
    }
    return keys;
  }

  private static final class Voice<K> {

    private final K key;
    private boolean heard;
    private long lastPacketNanos;
    private long loudNanos;
    private double loudSum;
    private boolean loud;
    private double amplitude;
    private boolean active;
    private long lastActiveNanos;

    Voice(K key) {
      this.key = key;
    }

    void observe(int level, boolean voice, long nowNanos) {
      long sinceLast = nowNanos - lastPacketNanos;
      long duration = heard && sinceLast <= MAX_PACKET_NANOS ? sinceLast : USUAL_PACKET_NANOS;
      heard = true;
      lastPacketNanos = nowNanos;
      if (level <= (voice ? LOUD_VOICE_LEVEL : LOUD_LEVEL)) {
        loudNanos += duration;
        loudSum += AMPLITUDES[level] * duration;
      }
    }

    void endInterval() {
      loud = loudNanos >= LOUD_NANOS;
      double measured = loud ? loudSum / INTERVAL_NANOS : 0;
      amplitude += (measured - amplitude) * (measured > amplitude ? RISE : FALL);
      active = amplitude >= (active ? INACTIVE_AMPLITUDE : ACTIVE_AMPLITUDE);
      loudNanos = 0;
      loudSum = 0;
    }

    int level() {
      return (int) Math.max(0, Math.round(SILENCE + 20 * Math.log10(amplitude)));
    }
  }
}
