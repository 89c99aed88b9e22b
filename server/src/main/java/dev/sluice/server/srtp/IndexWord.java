package dev.sluice.server.srtp;

/** The 32-bit words in front of and behind a packet, big-endian. */
final class IndexWord {

  private IndexWord() {}

  static int get(byte[] data, int off) {
    return data[off] << 24
        | (data[off + 1] & 0xFF) << 16
        | (data[off + 2] & 0xFF) << 8
        | (data[off + 3] & 0xFF);
  }

  static void put(byte[] out, int off, int word) {
    out[off] = (byte) (word >>> 24);
    out[off + 1] = (byte) (word >>> 16);
    out[off + 2] = (byte) (word >>> 8);
    out[off + 3] = (byte) word;
  }
}
