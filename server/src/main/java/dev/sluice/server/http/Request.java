package dev.sluice.server.http;

import io.netty.handler.codec.http.FullHttpRequest;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One complete HTTP request. Immutable.
 *
 * <p>Header names are matched without regard to case; several headers of one name are joined by a
 * comma, RFC 9110 section 5.3.
 */
public final class Request {

  private static final String TOKEN = "token";

  private final String method;
  private final String path;
  private final Map<String, String> variables;
  private final Map<String, List<String>> query;
  private final Map<String, String> headers;
  private final Peer peer;
  private final byte[] body;

  /**
   * Who is at the other end.
   *
   * @param client its address, behind trusted proxies the one they tell
   * @param secure whether it came by TLS, as far as this server or a trusted proxy can tell
   */
  record Peer(InetAddress client, boolean secure) {}

  Request(
      String method,
      String path,
      Map<String, String> variables,
      Map<String, List<String>> query,
      Map<String, String> headers,
      Peer peer,
      byte[] body) {
    this.method = method;
    this.path = path;
    this.variables = variables;
    this.query = query;
    this.headers = headers;
    this.peer = peer;
    this.body = body;
  }

  /** What a client sent. */
  static Request of(
      FullHttpRequest raw, RequestTarget target, Map<String, String> variables, Peer peer) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, String> header : raw.headers()) {
      headers.merge(header.getKey(), header.getValue(), (a, b) -> a + ", " + b);
    }
    byte[] body = new byte[raw.content().readableBytes()];
    raw.content().getBytes(raw.content().readerIndex(), body);
    return new Request(
        raw.method().name(), target.path(), variables, target.query(), headers, peer, body);
  }

  public String method() {
    return method;
  }

  /** The path without the query, as it was sent (not decoded). */
  public String path() {
    return path;
  }

  /**
   * What stands in the place of {@code {name}} in the route's pattern, or of {@code **}, decoded.
   *
   * @throws IllegalArgumentException when the pattern has no such variable
   */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no variable " + name);
    }
    return value;
  }

  /** The same, or empty when the pattern has no such variable. */
  public Optional<String> optionalVariable(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  /** The path and the query without the token, to be put behind another server's address. */
  public String targetWithoutToken() {
    String rest =
        query.entrySet().stream()
            .filter(parameter -> !parameter.getKey().equals(TOKEN))
            .flatMap(
                parameter ->
                    parameter.getValue().stream()
                        .map(value -> encoded(parameter.getKey()) + "=" + encoded(value)))
            .collect(Collectors.joining("&"));
    return rest.isEmpty() ? path : path + "?" + rest;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The first query parameter of this name, decoded. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name)).map(values -> values.get(0));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The client's address, behind trusted proxies the one they tell. */
  public InetAddress client() {
    return peer.client();
  }

  /** Whether the client came by TLS, as far as this server or a trusted proxy can tell. */
  public boolean isSecure() {
    return peer.secure();
  }

  /** The body's bytes; the caller must not change them. */
  public byte[] body() {
    return body;
  }

  /** The body as UTF-8. */
  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /**
   * The caller's token: the one in the headers, else the query parameter {@code token}, which the
   * access log redacts.
   */
  public Optional<String> token() {
    Optional<String> shown = headerToken();
    return shown.isPresent() ? shown : query(TOKEN).filter(text -> !text.isBlank());
  }

  /**
   * The token in {@code X-Auth-Token}, else in {@code Authorization: Bearer} (RFC 6750 section
   * 2.1): no link and no form of another site can send one.
   */
  public Optional<String> headerToken() {
    Optional<String> own = header("X-Auth-Token").filter(text -> !text.isBlank());
    return own.isPresent()
        ? own
        : header("Authorization")
            .filter(text -> text.regionMatches(true, 0, "Bearer ", 0, 7))
            .map(text -> text.substring(7).strip());
  }
}
