package dev.sluice.recorder.depacketize;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Parameter sets that a session description names: NAL units in Base64, separated by commas. RFC
 * 6184 §8.1, RFC 7798 §7.1.
 */
final class ParameterSetText {

  private static final int MAX_SETS = 16;

  private ParameterSetText() {}

  /** Those of the parameter with this name; what is no Base64 is left out. */
  static List<byte[]> read(Map<String, String> parameters, String name) {
    List<byte[]> sets = new ArrayList<>();
    for (String text : parameters.getOrDefault(name, "").split(",", MAX_SETS + 1)) {
      if (sets.size() < MAX_SETS) {
        sets.add(decode(text.strip()));
      }
    }
    sets.removeIf(set -> set.length == 0);
    return sets;
  }

  private static byte[] decode(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }
}
