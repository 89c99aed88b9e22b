package dev.sluice.recorder.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The blocks of a Matroska file, read by the simplest means. */
final class MediaFile {

  /**
   * A frame.
   *
   * @param millis from the file's beginning
   */
  record Block(int track, long millis, boolean keyframe, int bytes) {}

  private static final int SEGMENT = 0x18538067;
  private static final int CLUSTER = 0x1F43B675;
  private static final int TIMESTAMP = 0xE7;
  private static final int SIMPLE_BLOCK = 0xA3;
  private static final int BLOCK_GROUP = 0xA0;
  private static final int BLOCK = 0xA1;
  private static final int INFO = 0x1549A966;
  private static final int DURATION = 0x4489;
  private static final int CUES = 0x1C53BB6B;
  private static final int CUE_POINT = 0xBB;

  private final ByteBuffer data;
  private final List<Block> blocks = new ArrayList<>();
  private long clusterMillis;
  private long durationMillis = -1;
  private int cuePoints;

  private MediaFile(ByteBuffer data) {
    this.data = data;
  }

  static MediaFile read(Path path) throws IOException {
    MediaFile file = new MediaFile(ByteBuffer.wrap(Files.readAllBytes(path)));
    file.readElements(file.data.limit());
    return file;
  }

  List<Block> blocks(int track) {
    return blocks.stream().filter(block -> block.track() == track).toList();
  }

  /** As the header says; -1 when it does not. */
  long durationMillis() {
    return durationMillis;
  }

  int cuePoints() {
    return cuePoints;
  }

  private void readElements(int end) {
    while (data.position() < end) {
      int id = readId();
      long size = readSize();
      int next = size < 0 ? end : (int) Math.min(end, data.position() + size);
      switch (id) {
        case SEGMENT, CLUSTER, BLOCK_GROUP, INFO, CUES -> readElements(next);
        case TIMESTAMP -> clusterMillis = readNumber(next);
        case SIMPLE_BLOCK, BLOCK -> readBlock(next, id == SIMPLE_BLOCK);
        case DURATION ->
            durationMillis =
                size == 4
                    ? Math.round((double) data.getFloat(data.position()))
                    : Math.round(data.getDouble(data.position()));
        case CUE_POINT -> cuePoints++;
        default -> {
          // not looked at
        }
      }
      if (size >= 0) {
        data.position(next);
      }
    }
  }

  private void readBlock(int end, boolean simple) {
    int track = (int) readSize();
    long millis = clusterMillis + data.getShort();
    int flags = data.get();
    blocks.add(new Block(track, millis, simple && (flags & 0x80) != 0, end - data.position()));
  }

  private int readId() {
    int first = data.get() & 0xFF;
    int length = Integer.numberOfLeadingZeros(first) - 23;
    int id = first;
    for (int i = 1; i < length; i++) {
      id = (id << 8) | (data.get() & 0xFF);
    }
    return id;
  }

  /** -1 when it is unknown. */
  private long readSize() {
    int first = data.get() & 0xFF;
    int length = Integer.numberOfLeadingZeros(first) - 23;
    long size = first & ((1 << (8 - length)) - 1);
    for (int i = 1; i < length; i++) {
      size = (size << 8) | (data.get() & 0xFF);
    }
    return size == (1L << (7 * length)) - 1 ? -1 : size;
  }

  private long readNumber(int end) {
    long number = 0;
    while (data.position() < end) {
      number = (number << 8) | (data.get() & 0xFF);
    }
    return number;
  }
}
