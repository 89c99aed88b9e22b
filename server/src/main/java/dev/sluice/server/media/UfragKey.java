package dev.sluice.server.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * A ufrag as a key of a map. One that is only looked up with is {@linkplain #wrap pointed} at the
 * bytes of a datagram, so that a request for a ufrag nobody knows costs no memory. Only ufrags of
 * our own making are ever stored, so nobody can choose keys that collide.
 */
final class UfragKey {

  private byte[] data;
  private int offset;
  private int length;
  private int hash;

  /** A key for looking up; points nowhere yet. */
  UfragKey() {
    data = new byte[0];
  }

  /** A key for storing. */
  UfragKey(String ufrag) {
    byte[] bytes = ufrag.getBytes(ISO_8859_1);
    wrap(bytes, 0, bytes.length);
  }

  /** Points at {@code bytes[from, from + count)}; never done with a key that is stored. */
  UfragKey wrap(byte[] bytes, int from, int count) {
    data = bytes;
    offset = from;
    length = count;
    hash = 0;
    for (int i = from; i < from + count; i++) {
      hash = 31 * hash + bytes[i];
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UfragKey that
        && Arrays.equals(
            data, offset, offset + length, that.data, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
