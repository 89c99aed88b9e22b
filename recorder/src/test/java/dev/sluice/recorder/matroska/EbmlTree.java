package dev.sluice.recorder.matroska;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The elements of a file in memory, read by other code than the recorder's, which throws on all
 * that is not as it should be.
 */
final class EbmlTree {

  static final long UNKNOWN = -1;

  private static final Set<Integer> MASTERS =
      Set.of(
          0x1A45DFA3,
          0x18538067,
          0x114D9B74,
          0x4DBB,
          0x1549A966,
          0x1654AE6B,
          0xAE,
          0xE0,
          0xE1,
          0x55B0,
          0x1254C367,
          0x7373,
          0x63C0,
          0x67C8,
          0x1F43B675,
          0x1C53BB6B,
          0xBB,
          0xB7);
  private static final int SEGMENT = 0x18538067;
  private static final int CLUSTER = 0x1F43B675;

  /** One element; {@code size} is {@link #UNKNOWN} when it does not say. */
  record Element(
      int id, int start, int contentStart, long size, ByteBuffer content, List<Element> children) {

    List<Element> all(int wanted) {
      return children.stream().filter(child -> child.id() == wanted).toList();
    }

    Element one(int wanted) {
      List<Element> found = all(wanted);
      if (found.size() != 1) {
        throw new AssertionError(found.size() + " of " + Integer.toHexString(wanted));
      }
      return found.get(0);
    }

    boolean has(int wanted) {
      return !all(wanted).isEmpty();
    }

    long number() {
      long value = 0;
      for (int i = 0; i < content.limit(); i++) {
        value = value << 8 | (content.get(i) & 0xFF);
      }
      return value;
    }

    double floatingPoint() {
      return content.getDouble(0);
    }

    String text() {
      return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
    }
  }

  private final ByteBuffer file;

  private EbmlTree(byte[] file) {
    this.file = ByteBuffer.wrap(file);
  }

  static List<Element> read(byte[] file) {
    return new EbmlTree(file).elements(file.length, 0);
  }

  static Element segment(byte[] file) {
    return read(file).get(1);
  }

  private List<Element> elements(int end, int parent) {
    List<Element> elements = new ArrayList<>();
    while (file.position() < end) {
      if (parent == CLUSTER && file.getInt(file.position()) == CLUSTER) {
        // An unknown size ends where the next of its kind begins.
        break;
      }
      elements.add(element(end));
    }
    return elements;
  }

  private Element element(int parentEnd) {
    int start = file.position();
    int id = (int) number(false);
    int sizeStart = file.position();
    long size = number(true);
    if (size == (1L << (7 * (file.position() - sizeStart))) - 1) {
      size = UNKNOWN;
      if (id != SEGMENT && id != CLUSTER) {
        throw new AssertionError("unknown size of " + Integer.toHexString(id));
      }
    }
    int contentStart = file.position();
    int end = size == UNKNOWN ? parentEnd : Math.toIntExact(contentStart + size);
    if (end > parentEnd) {
      throw new AssertionError(Integer.toHexString(id) + " at " + start + " ends after its parent");
    }
    List<Element> children = List.of();
    if (MASTERS.contains(id)) {
      children = elements(end, size == UNKNOWN ? id : 0);
    } else {
      file.position(end);
    }
    return new Element(
        id, start, contentStart, size, file.slice(contentStart, end - contentStart), children);
  }

  private long number(boolean withoutMarker) {
    int first = file.get() & 0xFF;
    int length = Integer.numberOfLeadingZeros(first) - 23;
    if (length > 8) {
      throw new AssertionError("no number at " + (file.position() - 1));
    }
    long value = withoutMarker ? first & (0xFF >> length) : first;
    for (int i = 1; i < length; i++) {
      value = value << 8 | (file.get() & 0xFF);
    }
    return value;
  }
}
