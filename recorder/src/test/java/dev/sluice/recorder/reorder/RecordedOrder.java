package dev.sluice.recorder.reorder;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a reorder buffer hands out, as short texts: {@code 7} or {@code lost 3+2}. */
final class RecordedOrder implements ReorderBuffer.Listener {

  private final List<String> events = new ArrayList<>();

  @Override
  public void onPacket(
      long extendedSequence,
      long extendedTimestamp,
      long arrivalNanos,
      boolean marker,
      byte[] data,
      int offset,
      int length) {
    TestPackets.requireUnharmed(extendedSequence, extendedTimestamp, marker, data, offset, length);
    events.add(Long.toString(extendedSequence));
  }

  @Override
  public void onLoss(long first, long count) {
    events.add("lost " + first + "+" + count);
  }

  /** What happened since this was asked last. */
  List<String> take() {
    List<String> taken = List.copyOf(events);
    events.clear();
    return taken;
  }
}
