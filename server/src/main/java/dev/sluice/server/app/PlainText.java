package dev.sluice.server.app;

/**
 * Texts as they may stand in a log line for people: what a client or a store said may hold line
 * breaks that would forge a line, sequences that a terminal obeys, or marks that turn the direction
 * of reading. They are shown as escapes.
 */
final class PlainText {

  private PlainText() {}

  static String of(String text) {
    if (text == null) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isPlain(text.charAt(i))) {
        return escaped(text, i);
      }
    }
    return text;
  }

  private static boolean isPlain(char c) {
    boolean separator = c == '\u2028' || c == '\u2029';
    boolean direction = (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
    return !Character.isISOControl(c) && !separator && !direction;
  }

  private static String escaped(String text, int from) {
    StringBuilder plain = new StringBuilder(text.length() + 16).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> plain.append("\\n");
        case '\r' -> plain.append("\\r");
        case '\t' -> plain.append("\\t");
        default -> {
          if (isPlain(c)) {
            plain.append(c);
          } else {
            plain.append("\\u%04x".formatted((int) c));
          }
        }
      }
    }
    return plain.toString();
  }
}
