package dev.sluice.server.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What every request must be before a route is looked for: well-formed, to be read in one way only,
 * and without what this server does not do. Who fails here does not keep the connection, since
 * nobody can say where its next request begins.
 */
final class RequestChecks {

  /** RFC 9110 section 7.2: a host, which may be empty, and a port; no user, no path. */
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=%-]*|\\[[0-9A-Fa-f:.]+\\])(:\\d{0,5})?");

  private RequestChecks() {}

  /** What the decoder says of a request it could not read. */
  static Rejected unreadable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return tooLarge(414, "request target too long");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return tooLarge(431, "request headers too large");
    }
    if (cause instanceof TooLongFrameException) {
      return tooLarge(413, "request body too large");
    }
    return malformed("malformed request");
  }

  /** Why a request is not even looked at; empty when it is fine. */
  static Optional<Rejected> check(HttpRequest request, int bodyBytes, int maxHeaders) {
    HttpHeaders headers = request.headers();
    if (headers.size() > maxHeaders) {
      return Optional.of(tooLarge(431, "too many request headers"));
    }
    return host(request)
        .or(() -> transferCoding(request))
        .or(() -> contentCoding(headers))
        .or(() -> expectation(headers))
        .or(() -> body(request, bodyBytes));
  }

  /** RFC 9112 section 3.2: one, or none in HTTP/1.0. */
  private static Optional<Rejected> host(HttpRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    boolean enough = !hosts.isEmpty() || request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    boolean good = hosts.size() <= 1 && hosts.stream().allMatch(it -> HOST.matcher(it).matches());
    return enough && good ? Optional.empty() : Optional.of(malformed("Host must be sent once"));
  }

  /** RFC 9112 section 6.1. A length beside it never gets here: the decoder refuses that. */
  private static Optional<Rejected> transferCoding(HttpRequest request) {
    List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (codings.isEmpty()) {
      return Optional.empty();
    }
    boolean chunked = codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked");
    if (!chunked || request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return Optional.of(
          new Rejected(
              HttpRejection.UNSUPPORTED, Response.error(501, "no transfer coding but chunked")));
    }
    return Optional.empty();
  }

  /** Nothing is decompressed here, so nothing can swell. RFC 9110 section 15.5.16. */
  private static Optional<Rejected> contentCoding(HttpHeaders headers) {
    boolean plain =
        headers.getAll(HttpHeaderNames.CONTENT_ENCODING).stream()
            .allMatch(coding -> coding.strip().equalsIgnoreCase("identity"));
    return plain
        ? Optional.empty()
        : Optional.of(
            new Rejected(
                HttpRejection.UNSUPPORTED,
                Response.error(415, "compressed bodies are not taken")
                    .with("Accept-Encoding", "identity")));
  }

  private static Optional<Rejected> expectation(HttpHeaders headers) {
    boolean known =
        headers.getAll(HttpHeaderNames.EXPECT).stream()
            .allMatch(expectation -> expectation.strip().equalsIgnoreCase("100-continue"));
    return known
        ? Optional.empty()
        : Optional.of(
            new Rejected(HttpRejection.UNSUPPORTED, Response.error(417, "expectation failed")));
  }

  /** RFC 9110 section 9.3.1: it has no meaning, and may be an attempt at request smuggling. */
  private static Optional<Rejected> body(HttpRequest request, int bytes) {
    String method = request.method().name();
    boolean reads = method.equals("GET") || method.equals("HEAD");
    return reads && bytes > 0
        ? Optional.of(malformed("a body means nothing here"))
        : Optional.empty();
  }

  private static Rejected malformed(String message) {
    return new Rejected(HttpRejection.MALFORMED, Response.error(400, message));
  }

  private static Rejected tooLarge(int status, String message) {
    return new Rejected(HttpRejection.TOO_LARGE, Response.error(status, message));
  }
}
