package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    return new LoopStats(0, 0, 0, 0, 0, busyRatio, 0, 0, 0, 0, 0, 0, 0, 0, 0, tcp, Map.of());
  }
}
