package dev.sluice.recorder.matroska;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.matroska.EbmlTree.Element;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CueIndexTest {

  private static List<Long> times(CueIndex index) throws IOException {
    MemoryOutput output = new MemoryOutput();
    index.write(output);
    return EbmlTree.read(output.bytes()).get(0).children().stream()
        .map(point -> point.one(MatroskaElement.CUE_TIME))
        .map(Element::number)
        .toList();
  }

  @Test
  void keepsEveryPointOfAnHour() throws IOException {
    CueIndex index = new CueIndex();
    for (long second = 0; second < 3600; second++) {
      index.add(second * 1000, 1, second * 100_000);
    }
    assertEquals(3600, times(index).size());
  }

  @Test
  void givesUpEveryOtherPointRatherThanGrow() throws IOException {
    CueIndex index = new CueIndex();
    int day = 24 * 3600;
    for (long second = 0; second < day; second++) {
      index.add(second * 1000, 1, second * 100_000);
    }
    List<Long> times = times(index);
    assertTrue(times.size() <= CueIndex.MAX_POINTS);
    assertTrue(times.size() > CueIndex.MAX_POINTS / 2);
    for (int i = 1; i < times.size(); i++) {
      long gap = times.get(i) - times.get(i - 1);
      assertTrue(gap > 0 && gap <= 8000, "gap of " + gap);
    }
    assertTrue(times.get(times.size() - 1) > (day - 8) * 1000L);
  }
}
