package dev.sluice.recorder.track;

import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.codec.CodecConfiguration;
import java.io.IOException;
import java.util.List;

/**
 * Cuts the frames of tracks that belong together into files, each of which a container can carry.
 *
 * <p>A file names its tracks and their configurations at its beginning, so that nothing can be
 * written before the first frames are there: they are held until every track that is live has one,
 * or patience ends. A file gives way to the next when a configuration changes, when a track comes
 * that is not in it, and when it is as long as it may be; always at a keyframe of its video, if it
 * has video that lives. When nothing comes for a while it is finished, and the next frame begins
 * another.
 *
 * <pre>
 *   idle    --first frame-->                    waiting
 *   waiting --all are there, patience ends-->   writing
 *   writing --change, newcomer, limit-->        waiting
 *   writing --silence-->                        idle
 * </pre>
 *
 * Files begin no faster than a {@link FileRate} allows: above it the frames of the track that wants
 * another file are dropped, and the present file goes on.
 *
 * <p>Not thread-safe. An {@link IOException} of the listener comes through; nothing is to be called
 * after it.
 */
public final class Segmenter {

  /** Hears of files, one at a time. */
  public interface Listener {

    /**
     * A file begins.
     *
     * @param members its tracks, with their configurations
     * @param startNanos group time of its timestamp 0
     */
    void onBegin(List<Member> members, long startNanos) throws IOException;

    /**
     * A frame of the present file; before the file's start only where frames are reordered.
     *
     * @param packets in which it came
     */
    void onFrame(
        Member member,
        long groupNanos,
        boolean keyframe,
        long packets,
        byte[] data,
        int offset,
        int length)
        throws IOException;

    /** How large the present file is. */
    long bytes();

    /** The present file is over. */
    void onEnd() throws IOException;

    /** Nothing more can be written of this track but a keyframe. */
    void onKeyframeNeeded(Member member);
  }

  private enum State {
    IDLE,
    WAITING,
    WRITING
  }

  private final SegmentLimits limits;
  private final FileRate groupRate;
  private final FileRate recordingRate;
  private final Listener listener;
  private final Members members = new Members();

  private State state = State.IDLE;
  private long startNanos;
  private long lastFrameNanos;
  private long waitingSinceNanos;

  /**
   * @param groupRate how often files may begin here
   * @param recordingRate the same for all groups of a recording together
   */
  public Segmenter(
      SegmentLimits limits, FileRate groupRate, FileRate recordingRate, Listener listener) {
    this.limits = limits;
    this.groupRate = groupRate;
    this.recordingRate = recordingRate;
    this.listener = listener;
  }

  /** A track comes; its media is expected, until a file has had to begin without it. */
  public void add(Member member) {
    member.live = true;
    members.add(member);
  }

  /** Whether media of the track is to be expected. */
  public void live(Member member, boolean live) {
    member.live = live;
  }

  /** The track will not come again; what is held of it is written. */
  public void remove(Member member, long nowNanos) throws IOException {
    member.live = false;
    if (state == State.WAITING && !member.held.isEmpty()) {
      begin();
    }
    members.remove(member);
    if (state == State.WRITING && !members.anyInFile()) {
      end();
      holdersBegin(nowNanos);
    }
  }

  public boolean isEmpty() {
    return members.isEmpty();
  }

  /**
   * Takes a frame.
   *
   * @param configuration of the track; with keyframes only it is looked at
   * @param groupNanos its time, not before that of the track's last one
   * @param packets in which it came
   * @return false when it was dropped
   */
  public boolean onFrame(
      Member member,
      CodecConfiguration configuration,
      long groupNanos,
      boolean keyframe,
      long packets,
      byte[] data,
      int offset,
      int length,
      long nowNanos)
      throws IOException {
    if (member.keyframeNeeded && !keyframe) {
      // A keyframe that could not be written is not worth its bytes.
      if (!member.refused || rateAllows(nowNanos)) {
        listener.onKeyframeNeeded(member);
      }
      return false;
    }
    boolean taken =
        switch (state) {
          case IDLE -> beginsWaiting(nowNanos) && hold(member, configuration, nowNanos);
          case WAITING -> holds(member, configuration, keyframe, nowNanos);
          case WRITING -> goesOn(member, configuration, groupNanos, keyframe, nowNanos);
        };
    member.refused = !taken;
    member.keyframeNeeded = !taken && member.kind() == Kind.VIDEO;
    if (!taken) {
      return false;
    }
    member.live = true;
    member.lastFrameNanos = nowNanos;
    lastFrameNanos = nowNanos;
    if (state == State.WRITING && member.inFile) {
      listener.onFrame(member, groupNanos, keyframe, packets, data, offset, length);
      return true;
    }
    member.held.add(groupNanos, keyframe, packets, data, offset, length);
    beginIfComplete();
    return true;
  }

  /** Lets time pass; to be called several times a second. */
  public void onTick(long nowNanos) throws IOException {
    if (state == State.WAITING && nowNanos - waitingSinceNanos >= limits.startPatienceNanos()) {
      begin();
      members.forgetAbsent();
    } else if (state == State.WRITING) {
      if (members.hasHeldSince(nowNanos - limits.switchPatienceNanos())) {
        if (!giveWay(nowNanos)) {
          members.dropHeld();
        }
      } else if (nowNanos - lastFrameNanos >= limits.silenceNanos()) {
        end();
      }
    }
  }

  /** Writes what is held and ends the present file. */
  public void finish() throws IOException {
    if (state == State.WAITING) {
      begin();
    }
    if (state == State.WRITING) {
      end();
      if (members.anyHolds()) {
        begin();
        end();
      }
    }
  }

  private boolean rateAllows(long nowNanos) {
    return groupRate.allows(nowNanos) && recordingRate.allows(nowNanos);
  }

  private boolean beginsWaiting(long nowNanos) {
    if (!rateAllows(nowNanos)) {
      return false;
    }
    groupRate.take(nowNanos);
    recordingRate.take(nowNanos);
    state = State.WAITING;
    waitingSinceNanos = nowNanos;
    return true;
  }

  private static boolean hold(Member member, CodecConfiguration configuration, long nowNanos) {
    if (member.held.isEmpty()) {
      member.held.begin(configuration, nowNanos);
    }
    return true;
  }

  private boolean holds(
      Member member, CodecConfiguration configuration, boolean keyframe, long nowNanos)
      throws IOException {
    if (!keyframe || member.held.isEmpty() || configuration.equals(member.held.configuration())) {
      return hold(member, configuration, nowNanos);
    }
    // It changed before its first file began: that file is written now, and ends at once.
    begin();
    return changes(member, configuration, nowNanos);
  }

  private boolean goesOn(
      Member member,
      CodecConfiguration configuration,
      long groupNanos,
      boolean keyframe,
      long nowNanos)
      throws IOException {
    if (!member.inFile) {
      return comesIn(member, configuration, keyframe, nowNanos);
    }
    if (keyframe && !configuration.equals(member.configuration)) {
      return changes(member, configuration, nowNanos);
    }
    if (leads(member, keyframe, nowNanos) && (tooLong(groupNanos) || members.anyHolds())) {
      if (giveWay(nowNanos)) {
        return hold(member, configuration, nowNanos);
      }
    }
    return true;
  }

  /** Without leave for another file its frames are dropped until there is. */
  private boolean changes(Member member, CodecConfiguration configuration, long nowNanos)
      throws IOException {
    return giveWay(nowNanos) && hold(member, configuration, nowNanos);
  }

  private boolean comesIn(
      Member member, CodecConfiguration configuration, boolean keyframe, long nowNanos)
      throws IOException {
    if (keyframe && !member.held.isEmpty() && !configuration.equals(member.held.configuration())) {
      member.held.clear();
    }
    if (!rateAllows(nowNanos) || member.held.bytes() > limits.heldBytes()) {
      member.held.clear();
      return false;
    }
    hold(member, configuration, nowNanos);
    Member video = members.livingVideo(nowNanos);
    if (video == null) {
      return giveWay(nowNanos);
    }
    listener.onKeyframeNeeded(video);
    return true;
  }

  /** Whether the file may give way at this frame. */
  private boolean leads(Member member, boolean keyframe, long nowNanos) {
    return keyframe && (member.kind() == Kind.VIDEO || members.livingVideo(nowNanos) == null);
  }

  private boolean tooLong(long groupNanos) {
    return groupNanos - startNanos >= limits.maxDurationNanos()
        || (limits.maxBytes() > 0 && listener.bytes() >= limits.maxBytes());
  }

  /** Ends the present file, when another may begin. */
  private boolean giveWay(long nowNanos) throws IOException {
    if (!rateAllows(nowNanos)) {
      return false;
    }
    end();
    beginsWaiting(nowNanos);
    return true;
  }

  private void holdersBegin(long nowNanos) {
    if (members.anyHolds() && !beginsWaiting(nowNanos)) {
      members.dropHeld();
    }
  }

  private void beginIfComplete() throws IOException {
    if (state != State.WAITING) {
      return;
    }
    if (members.allLiveHold() || members.heldBytes() > limits.heldBytes()) {
      begin();
    }
  }

  /** Opens the file for those that have frames, and writes these in order. */
  private void begin() throws IOException {
    Member first = members.earliest();
    if (first == null) {
      state = State.IDLE;
      return;
    }
    state = State.WRITING;
    startNanos = first.held.firstNanos();
    listener.onBegin(members.enterFile(), startNanos);
    for (Member next = first; next != null; next = members.earliest()) {
      HeldFrames.Held held = next.held.take();
      listener.onFrame(
          next, held.groupNanos, held.keyframe, held.packets, held.data, 0, held.data.length);
    }
  }

  private void end() throws IOException {
    state = State.IDLE;
    members.leaveFile();
    listener.onEnd();
  }
}
