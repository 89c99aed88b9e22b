package dev.sluice.recorder.matroska;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.recorder.matroska.RepairResult.Repaired;
import dev.sluice.recorder.matroska.RepairResult.Untouched;
import java.io.IOException;
import java.util.Optional;

class MatroskaFuzzTest {

  @FuzzTest
  void repairsAnyFileOrSaysWhyNot(byte[] data) throws IOException {
    MemoryChannel file = new MemoryChannel(data);
    Optional<MatroskaSummary> before = MatroskaScan.scan(file);
    RepairResult result = MatroskaRepair.repair(file);
    if (result instanceof Repaired repaired) {
      assertTrue(before.isPresent());
      assertFalse(before.get().finished());
      assertTrue(repaired.summary().durationNanos() > 0);
      assertInstanceOf(Untouched.class, MatroskaRepair.repair(file));
    } else {
      assertArrayEquals(data, file.content());
    }
  }
}
