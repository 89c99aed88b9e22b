package dev.sluice.recorder.codec;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The newest parameter sets of one kind by their id; bounded, since ids are. */
final class ParameterSets {

  /** Longer ones than any encoder makes are not kept. */
  static final int MAX_LENGTH = 1024;

  private final Map<Integer, byte[]> byId = new TreeMap<>();

  /** Keeps a set. Returns whether it is news. */
  boolean put(int id, byte[] nalUnit, int offset, int length) {
    byte[] known = byId.get(id);
    if (known != null && Arrays.equals(known, 0, known.length, nalUnit, offset, offset + length)) {
      return false;
    }
    byId.put(id, Arrays.copyOfRange(nalUnit, offset, offset + length));
    return true;
  }

  Optional<byte[]> get(int id) {
    return Optional.ofNullable(byId.get(id));
  }

  void clear() {
    byId.clear();
  }
}
