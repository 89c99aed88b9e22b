package dev.sluice.server.signaling;

import dev.sluice.server.room.JoinIds;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinObserver;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinRequest;
import dev.sluice.server.room.JoinStage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers joins, all of which are traced. Thread-safe. */
public final class RecordedJoins implements JoinObserver {

  public static final JoinIds IDS =
      new JoinIds("s", "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

  private final List<JoinRequest> requests = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @Override
  public JoinListener begin(JoinRequest request) {
    requests.add(request);
    return new JoinListener() {
      @Override
      public void onStage(JoinStage stage, long nanos) {
        told.add(stage.word());
      }

      @Override
      public void onEnd(JoinOutcome outcome, String detail, long nanos) {
        told.add(outcome.word() + ": " + detail);
      }

      @Override
      public JoinIds ids() {
        return IDS;
      }
    };
  }

  /** In the order in which they came. */
  public List<JoinRequest> requests() {
    return requests;
  }

  /** Stages and ends of all of them. */
  public List<String> told() {
    return told;
  }
}
