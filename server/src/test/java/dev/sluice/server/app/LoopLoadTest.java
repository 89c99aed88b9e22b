package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.server.media.DurationCounts;
import dev.sluice.server.media.LoopStats;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopLoadTest {

  @ParameterizedTest
  @CsvSource({"0.95 0.99,true", "0.95 0.94,false", "0.1,false", "1,true"})
  void saysBusyWhenEveryLoopIs(String ratios, boolean busy) {
    List<LoopStats> loops =
        Arrays.stream(ratios.split(" ")).map(Double::parseDouble).map(LoopLoadTest::loop).toList();
    assertEquals(busy, new LoopLoad(() -> loops, 0.95).getAsBoolean());
  }

  private static LoopStats loop(double busyRatio) {
    LoopStats.Tcp tcp = new LoopStats.Tcp(0, 0, 0, 0, 0);
    DurationCounts none = new DurationCounts(List.of(), List.of(0L), 0);
    LoopStats.Work work = new LoopStats.Work(busyRatio, 0, 0, 0, none, none);
    return new LoopStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, tcp, work, Map.of());
  }
}
