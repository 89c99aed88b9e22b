package dev.sluice.recorder;

/** A recording cannot begin now. */
public final class RecordingRefusal extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why it cannot. */
  public enum Reason {
    /** The disk is full, or fuller than it may be. */
    DISK_FULL,
    /** As many recordings are going on as may be. */
    TOO_MANY,
    /** The recorder is about to stop. */
    CLOSING
  }

  private final Reason reason;

  public RecordingRefusal(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
