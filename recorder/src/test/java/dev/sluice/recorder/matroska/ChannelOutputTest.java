package dev.sluice.recorder.matroska;

import static dev.sluice.recorder.matroska.TestFrames.AUDIO;
import static dev.sluice.recorder.matroska.TestFrames.MILLI;
import static dev.sluice.recorder.matroska.TestFrames.VIDEO;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.matroska.RepairResult.Repaired;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelOutputTest {

  /** A disk that takes a little at a time, and nothing more once it is full. */
  private static final class SmallDisk implements SeekableByteChannel {
    private final MemoryChannel file = new MemoryChannel(new byte[0]);
    private final int atOnce;
    private final long capacity;

    SmallDisk(int atOnce, long capacity) {
      this.atOnce = atOnce;
      this.capacity = capacity;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      long room = Math.max(file.size(), capacity) - file.position();
      if (room == 0) {
        throw new IOException("No space left on device");
      }
      int count = (int) Math.min(Math.min(atOnce, room), source.remaining());
      int limit = source.limit();
      source.limit(source.position() + count);
      file.write(source);
      source.limit(limit);
      return count;
    }

    @Override
    public int read(ByteBuffer target) {
      return file.read(target);
    }

    @Override
    public long position() {
      return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) {
      return file.position(position);
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      return file.truncate(size);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void writesTheSameAsMemoryDoesHoweverLittleTheChannelTakes() throws IOException {
    Random random = new Random(7);
    SmallDisk disk = new SmallDisk(1000, Long.MAX_VALUE);
    ChannelOutput output = new ChannelOutput(disk, 0);
    MemoryOutput expected = new MemoryOutput();
    byte[] data = new byte[100_000];
    random.nextBytes(data);
    for (int i = 0; i < 2000; i++) {
      int length = random.nextInt(i % 50 == 0 ? data.length : 500);
      int offset = random.nextInt(data.length - length);
      output.append(data, offset, length);
      expected.append(data, offset, length);
      int patch = (int) Math.min(8, output.position());
      // Mostly near the end, where bytes still wait.
      long back = random.nextInt((int) Math.min(output.position() - patch + 1, 40_000));
      long at = output.position() - patch - back;
      output.overwrite(at, data, offset, patch);
      expected.overwrite(at, data, offset, patch);
      assertEquals(expected.position(), output.position());
      if (i % 30 == 0) {
        output.flush();
        assertArrayEquals(expected.bytes(), disk.file.content());
      }
    }
    output.flush();
    assertArrayEquals(expected.bytes(), disk.file.content());
  }

  @Test
  void savesEveryWholeFrameOfADiskThatFillsUp() throws IOException {
    for (int capacity = 600; capacity < 9000; capacity += 53) {
      SmallDisk disk = new SmallDisk(Integer.MAX_VALUE, capacity);
      int written = writeUntilFull(disk);
      Repaired repaired =
          assertInstanceOf(
              Repaired.class, MatroskaRepair.repair(new MemoryChannel(disk.file.content())));
      long lost = written - repaired.summary().frames();
      assertTrue(lost >= 0 && lost <= 3, lost + " frames lost of " + written);
    }
  }

  /** Returns how many frames were taken before the disk refused one. */
  private static int writeUntilFull(SmallDisk disk) {
    int written = 0;
    try {
      MatroskaWriter writer =
          new MatroskaWriter(
              new ChannelOutput(disk, 0),
              new SegmentDescription("", Instant.EPOCH, "", Map.of()),
              List.of(TestFrames.audio(), TestFrames.video()));
      for (int i = 0; ; i++) {
        byte[] sound = TestFrames.sound();
        writer.writeFrame(AUDIO, i * 20L * MILLI, true, sound, 0, sound.length);
        written++;
        byte[] picture = TestFrames.picture(i % 10 == 0, 100);
        writer.writeFrame(VIDEO, i * 20L * MILLI, i % 10 == 0, picture, 0, picture.length);
        written++;
        writer.flush();
      }
    } catch (IOException full) {
      return written;
    }
  }
}
