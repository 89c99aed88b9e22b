package dev.sluice.server.signaling.wish;

import dev.sluice.server.http.Request;

/** What a request's body says it is. RFC 9110 section 8.3. */
public final class MediaType {

  public static final String SDP = "application/sdp";

  private MediaType() {}

  /** Whether the body is of this type; parameters do not matter. */
  static boolean is(Request request, String type) {
    String text = request.header("Content-Type").orElse("");
    int parameters = text.indexOf(';');
    return (parameters < 0 ? text : text.substring(0, parameters)).strip().equalsIgnoreCase(type);
  }

  /**
   * @throws WishRefusal 415 when it is not
   */
  public static void require(Request request, String type) throws WishRefusal {
    if (!is(request, type)) {
      throw WishRefusal.of(415, "the body must be " + type);
    }
  }
}
