package dev.sluice.recorder.matroska;

import static dev.sluice.recorder.matroska.TestFrames.AUDIO;
import static dev.sluice.recorder.matroska.TestFrames.MILLI;
import static dev.sluice.recorder.matroska.TestFrames.VIDEO;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A recording of a day costs the garbage collector next to nothing. */
class MatroskaWriterAllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int WARM_UP_SECONDS = 600;
  private static final int SECONDS = 1200;
  private static final int FRAMES_PER_SECOND = 30 + 50;

  /** Takes everything and keeps nothing. */
  private static final class Nowhere implements ContainerOutput {
    private long position;

    @Override
    public void append(byte[] data, int offset, int length) {
      position += length;
    }

    @Override
    public void overwrite(long at, byte[] data, int offset, int length) {}

    @Override
    public long position() {
      return position;
    }

    @Override
    public void flush() {}
  }

  private final byte[] sound = TestFrames.sound();
  private final byte[] keyframe = TestFrames.picture(true, 20_000);
  private final byte[] picture = TestFrames.picture(false, 3_000);

  @Test
  void writesFramesWithoutAllocating() throws IOException {
    Assumptions.assumeTrue(THREADS.isThreadAllocatedMemorySupported(), "allocation is not counted");
    MatroskaWriter writer =
        new MatroskaWriter(
            new Nowhere(),
            new SegmentDescription("", Instant.EPOCH, "", Map.of()),
            List.of(TestFrames.audio(), TestFrames.video()));
    write(writer, 0, WARM_UP_SECONDS);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    write(writer, WARM_UP_SECONDS, SECONDS);
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    double perFrame = (double) bytes / (SECONDS * FRAMES_PER_SECOND);
    assertTrue(perFrame < 1, "%.2f bytes per frame".formatted(perFrame));
  }

  /** Video comes a tenth of a second later than sound, with a keyframe every two seconds. */
  private void write(MatroskaWriter writer, int fromSecond, int seconds) throws IOException {
    long end = (fromSecond + seconds) * 1000L;
    for (long millis = fromSecond * 1000L; millis < end; millis++) {
      if (millis % 20 == 0) {
        writer.writeFrame(AUDIO, millis * MILLI, true, sound, 0, sound.length);
      }
      if (millis % 33 == 0 && millis >= 100) {
        boolean key = millis % 66 == 0 && millis / 2000 != (millis - 66) / 2000;
        byte[] frame = key ? keyframe : picture;
        writer.writeFrame(VIDEO, (millis - 100) * MILLI, key, frame, 0, frame.length);
      }
      if (millis % 100 == 0) {
        writer.flush();
      }
    }
  }
}
