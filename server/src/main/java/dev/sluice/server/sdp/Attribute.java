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

  void appendTo(StringBuilder text) {
    text.append("a=").append(name);
    if (!value.isEmpty()) {
      text.append(':').append(value);
    }
    text.append("\r\n");
  }
}
