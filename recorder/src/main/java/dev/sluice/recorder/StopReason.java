package dev.sluice.recorder;

/** Why a recording ended. */
public enum StopReason {
  /** Somebody with the right to do so stopped it. */
  REQUESTED,
  /** Nobody is in the room any more, or nobody has published anything for a while. */
  ROOM_ENDED,
  /** The server stops. */
  SHUTDOWN,
  /** No space is left, or less than must be. */
  DISK_FULL,
  /** The disk failed to take what was written. */
  DISK_ERROR,
  /** A fault of the recorder. */
  FAULT,
  /** The server died; found out when it started again. */
  CRASH
}
