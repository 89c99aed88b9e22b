package dev.sluice.server.sdp;

/**
 * One {@code a=} line.
 *
 * @param name the part before the colon, as it was written
 * @param value the part after it without surrounding blanks; empty for a flag such as {@code
 *     a=rtcp-mux}
 */
public record Attribute(String name, String value) {

  /** An attribute without a value. */
  public static Attribute flag(String name) {
    return new Attribute(name, "");
  }

  /** The text after {@code a=}. */
  String text() {
    return value.isEmpty() ? name : name + ":" + value;
  }
}
