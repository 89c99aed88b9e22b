package dev.sluice.recorder;

import java.util.Optional;

/**
 * One recording as the media loop sees it: tracks are added to it, and their packets go in. No
 * method blocks, waits or throws because of what a disk or a store does; what the queue between the
 * loop and the writer cannot take is dropped and counted, and the track wants a keyframe then.
 *
 * <p>Used by the loop that opened it only.
 */
public interface RecordingSink {

  /** What {@link #addTrack} answers when the recording has as many tracks as it may. */
  int REFUSED = -1;

  RecordingId id();

  /**
   * A track is recorded from now on. Its packets can come once {@link #startSource} has said what
   * they are.
   *
   * @return the track's number in this recording, or {@link #REFUSED}
   */
  int addTrack(RecordedTrack track, long nowNanos);

  /**
   * What follows on this track is another stream: the first one, another encoding of a simulcast,
   * another codec, or what comes after a mute. Sequence numbers and timestamps begin anew with it,
   * and the first video frame that is written is a keyframe.
   */
  void startSource(int track, RecordedSource source, long nowNanos);

  /**
   * A packet of the track's present source. They may come out of order and late; none comes twice.
   *
   * @param extendedSequence unwrapped, of the original stream
   * @param extendedTimestamp unwrapped, in ticks of the source's clock rate
   * @param arrivalNanos when it came
   * @param data whose bytes from {@code offset} are the RTP payload without header and padding;
   *     copied before this returns
   * @return false when it was dropped, since the queue is full or the recording is over
   */
  boolean onRtp(
      int track,
      long extendedSequence,
      long extendedTimestamp,
      long arrivalNanos,
      boolean marker,
      byte[] data,
      int offset,
      int length);

  /**
   * Says when media of the present source was captured. All tracks of one publisher share the clock
   * of {@code captureNanos}: that is lip-sync. Told once a second or so, and whenever it changes.
   */
  void onClock(int track, long extendedTimestamp, long captureNanos, ClockBasis basis);

  /** Nothing is to be recorded while a track is muted; the next source begins after it. */
  void mute(int track, boolean muted, long nowNanos);

  /** The track is not published any more. */
  void endTrack(int track, long nowNanos);

  /** True once whenever the writer can go on only with a keyframe of this track. */
  boolean takeKeyframeNeeded(int track);

  /** Nothing is written until {@link #resume}; the time in between is missing in the files. */
  void pause(long nowNanos);

  void resume(long nowNanos);

  /** Ends the recording. Its files are finished by the writer, some time later. */
  void stop(StopReason reason, long nowNanos);

  /** Why the recorder ended the recording by itself; empty while it goes on. */
  Optional<StopReason> ended();

  /** How sure it is when media was captured. */
  enum ClockBasis {
    /** From the least delayed packets, before any sender report. */
    ARRIVAL,
    /** From RTCP sender reports. */
    SENDER_REPORT
  }
}
