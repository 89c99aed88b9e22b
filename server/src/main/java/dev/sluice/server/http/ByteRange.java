package dev.sluice.server.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a representation a client wants. RFC 9110 section 14. */
sealed interface ByteRange {

  /** All of it: no range was asked for, or none that is served here. */
  record Whole() implements ByteRange {}

  /** The bytes from {@code first} to {@code last}, both counted from 0 and both included. */
  record Part(long first, long last) implements ByteRange {

    long length() {
      return last - first + 1;
    }
  }

  /** There are no such bytes. */
  record Unsatisfiable() implements ByteRange {}

  /** The form of an int-range or a suffix-range, RFC 9110 section 14.1.1. */
  Pattern SPEC = Pattern.compile("(\\d*)\\s*-\\s*(\\d*)");

  /**
   * Reads a Range header. What is malformed is ignored, as section 14.2 has it, and so are several
   * ranges at once and units other than bytes.
   *
   * @param length of the whole representation
   */
  static ByteRange of(String header, long length) {
    int equals = header.indexOf('=');
    if (equals < 0 || !header.substring(0, equals).strip().equalsIgnoreCase("bytes")) {
      return new Whole();
    }
    List<String> specs =
        Arrays.stream(header.substring(equals + 1).split(","))
            .map(String::strip)
            .filter(spec -> !spec.isEmpty())
            .toList();
    if (specs.size() != 1) {
      return new Whole();
    }
    Matcher spec = SPEC.matcher(specs.get(0).toLowerCase(Locale.ROOT));
    if (!spec.matches() || specs.get(0).equals("-")) {
      return new Whole();
    }
    return spec.group(1).isEmpty()
        ? suffix(number(spec.group(2)), length)
        : between(spec.group(1), spec.group(2), length);
  }

  private static ByteRange suffix(long wanted, long length) {
    if (wanted == 0) {
      return new Unsatisfiable();
    }
    // of nothing, the last bytes are all there is, and no Content-Range could say so
    return length == 0 ? new Whole() : new Part(Math.max(0, length - wanted), length - 1);
  }

  private static ByteRange between(String from, String to, long length) {
    long first = number(from);
    long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
    if (last < first) {
      return new Whole();
    }
    return first >= length ? new Unsatisfiable() : new Part(first, Math.min(last, length - 1));
  }

  /** A number of any length; what is too large counts as the largest there is. */
  private static long number(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant);
  }
}
