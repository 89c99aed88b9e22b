package dev.sluice.server.app;

import dev.sluice.server.media.LoopStats;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether the media loops have no room for anybody more: every one of them is busy.
 *
 * @param stats the last snapshots of all loops
 * @param busyRatio from which on a loop counts as busy, 0 to 1
 */
record LoopLoad(Supplier<List<LoopStats>> stats, double busyRatio) implements BooleanSupplier {

  @Override
  public boolean getAsBoolean() {
    List<LoopStats> loops = stats.get();
    return !loops.isEmpty() && loops.stream().allMatch(loop -> loop.busyRatio() >= busyRatio);
  }
}
