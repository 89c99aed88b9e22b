package dev.sluice.server.room;

/**
 * Hears what becomes of one join. Signaling tells it until the room has admitted the newcomer, the
 * room's loop from then on. Implementations are thread-safe, do not block and do not throw.
 */
public interface JoinListener {

  /** Hears nothing. */
  JoinListener NONE =
      new JoinListener() {
        @Override
        public void onStage(JoinStage stage, long nanos) {
          // nobody wants to know
        }

        @Override
        public void onEnd(JoinOutcome outcome, String detail, long nanos) {
          // nobody wants to know
        }
      };

  /** A stage was reached; each is told once at most, with times that do not go back. */
  void onStage(JoinStage stage, long nanos);

  /**
   * Nothing more comes. Of several ends the first counts.
   *
   * @param detail for people; empty when the outcome says all
   */
  void onEnd(JoinOutcome outcome, String detail, long nanos);

  /** By which names the join is found in logs and traces. */
  default JoinIds ids() {
    return JoinIds.NONE;
  }
}
