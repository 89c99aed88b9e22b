package dev.sluice.server.scenario;

import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinStage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remembers what is told of a join. */
final class WatchedJoin implements JoinListener {

  private final Map<JoinStage, Long> stages = new LinkedHashMap<>();
  private final List<String> ends = new ArrayList<>();

  @Override
  public void onStage(JoinStage stage, long nanos) {
    if (stages.put(stage, nanos) != null) {
      throw new AssertionError(stage + " was told twice");
    }
    if (!ends.isEmpty()) {
      throw new AssertionError(stage + " was told after the end");
    }
  }

  @Override
  public void onEnd(JoinOutcome outcome, String detail, long nanos) {
    ends.add(detail.isEmpty() ? outcome.word() : outcome.word() + " " + detail);
  }

  /** In the order in which they were told. */
  List<JoinStage> stages() {
    return List.copyOf(stages.keySet());
  }

  long at(JoinStage stage) {
    return stages.get(stage);
  }

  List<String> ends() {
    return ends;
  }
}
