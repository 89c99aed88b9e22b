package dev.sluice.recorder.track;

import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.codec.CodecConfiguration;

/**
 * One track in a {@link Segmenter}. Not thread-safe.
 *
 * <p>Its state in the present file and towards the next is the Segmenter's.
 */
public final class Member {

  private final int track;
  private final Kind kind;

  final HeldFrames held = new HeldFrames();

  /** Whether media is to be expected: it has a source, and is not muted. */
  boolean live;

  boolean inFile;

  /** In the present file, or in the one that is about to begin. */
  CodecConfiguration configuration;

  /** Nothing but a keyframe goes on. */
  boolean keyframeNeeded;

  /** The last frame was dropped, since another file may not begin yet. */
  boolean refused;

  long lastFrameNanos = Long.MIN_VALUE;

  /**
   * @param track its number in the recording
   */
  public Member(int track, Kind kind) {
    this.track = track;
    this.kind = kind;
    keyframeNeeded = kind == Kind.VIDEO;
  }

  public int track() {
    return track;
  }

  public Kind kind() {
    return kind;
  }

  /** How it is coded in the present file, or in the one that is about to begin. */
  public CodecConfiguration configuration() {
    return configuration;
  }
}
