package dev.sluice.server.room.forwarding;

/**
 * Decides for one subscription which encoding of a publication is forwarded. It aims at the one its
 * subscriber prefers, or else at the best encoding alive, and gets there at a keyframe of it; until
 * then the current one goes on. When the current one dies, or nothing has been shown yet, the first
 * keyframe of any encoding will do.
 *
 * <p>A packet is decided in two steps, because the rewriter may have objections: {@link #decide}
 * says {@link Decision#SWITCH}, and {@link #switchTo} makes it so.
 *
 * <p>Not thread-safe; owned by the room's MediaLoop.
 */
public final class LayerSelector {

  /** What to do with a packet. */
  public enum Decision {
    FORWARD,
    /** The packet starts a keyframe with which this encoding can take over. */
    SWITCH,
    DROP
  }

  private final EncodingLadder ladder;
  private int preferred = EncodingLadder.NONE;
  private SizeLimits limits = SizeLimits.NONE;
  private int current = EncodingLadder.NONE;
  private int target = EncodingLadder.NONE;

  public LayerSelector(EncodingLadder ladder) {
    this.ladder = ladder;
  }

  /**
   * Says what is wanted.
   *
   * @param newPreferred the target as long as it is alive, or {@link EncodingLadder#NONE}
   * @param newLimits for the choice among the others
   */
  public void direct(int newPreferred, SizeLimits newLimits) {
    preferred = newPreferred;
    limits = newLimits;
    update();
  }

  /** Chooses the target anew; called on the room's tick. */
  public void update() {
    boolean possible = preferred != EncodingLadder.NONE && ladder.alive(preferred);
    target = possible ? preferred : ladder.best(current, limits);
  }

  /** Judges a packet of {@code encoding}. */
  public Decision decide(int encoding, boolean keyframeStart) {
    if (encoding == current) {
      return Decision.FORWARD;
    }
    boolean wanted = encoding == target || current == EncodingLadder.NONE || !ladder.alive(current);
    return keyframeStart && wanted ? Decision.SWITCH : Decision.DROP;
  }

  /** Makes {@code encoding} the current one. */
  public void switchTo(int encoding) {
    current = encoding;
    update();
  }

  /** Stops forwarding: what comes next begins with a keyframe. */
  public void reset() {
    current = EncodingLadder.NONE;
    update();
  }

  /** The encoding forwarded now, or {@link EncodingLadder#NONE}. */
  public int current() {
    return current;
  }

  /** The encoding aimed at, or {@link EncodingLadder#NONE} when none is alive. */
  public int target() {
    return target;
  }

  /** The encoding whose keyframe is needed to get to the target, or {@link EncodingLadder#NONE}. */
  public int keyframeNeeded() {
    return target != current ? target : EncodingLadder.NONE;
  }
}
