package dev.sluice.server.sdp;

/** Decimal numbers in attribute values; a peer writes them, so nothing here throws. */
final class Numbers {

  private static final int LONGEST_DIGITS = 10;

  private Numbers() {}

  /** The number, or -1 when {@code text} is not plain digits or not in [lowest, highest]. */
  static int parse(String text, int lowest, int highest) {
    long number = parseUnsigned(text);
    return number < lowest || number > highest ? -1 : (int) number;
  }

  /** An SSRC, or 0 (which no stream may declare here) when {@code text} is not a 32-bit number. */
  static int parseSsrc(String text) {
    long number = parseUnsigned(text);
    return number < 0 || number > 0xFFFF_FFFFL ? 0 : (int) number;
  }

  private static long parseUnsigned(String text) {
    if (text.isEmpty() || text.length() > LONGEST_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }
}
