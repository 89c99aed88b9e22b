package dev.sluice.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.util.Map;

/** Makes Netty's response out of ours, with the headers that every response carries. */
final class ResponseEncoding {

  private final Map<String, String> security;

  /**
   * @param security headers of every response that does not have them otherwise
   */
  private ResponseEncoding(Map<String, String> security) {
    this.security = security;
  }

  static ResponseEncoding of(HttpOptions options) {
    return new ResponseEncoding(SecurityHeaders.of(options));
  }

  FullHttpResponse encode(
      Response response, String method, Map<String, String> cors, boolean keepAlive) {
    HttpResponseStatus status = HttpResponseStatus.valueOf(response.status());
    boolean bodiless = method.equals("HEAD") || response.status() == 304;
    ByteBuf body = bodiless ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(response.body());
    FullHttpResponse encoded = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    addHeaders(encoded.headers(), response, cors);
    if (response.status() != 204 && response.events().isEmpty()) {
      encoded.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.length());
    }
    HttpUtil.setKeepAlive(encoded, keepAlive);
    return encoded;
  }

  /** The head of a response with bytes of a file. */
  HttpResponse fileHead(Response response, Map<String, String> cors, boolean keepAlive) {
    HttpResponse head =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
    addHeaders(head.headers(), response, cors);
    head.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.length());
    HttpUtil.setKeepAlive(head, keepAlive);
    return head;
  }

  /**
   * The head of a stream: its body is chunked, but for HTTP/1.0 clients, which know no chunks; the
   * connection ends with it.
   */
  HttpResponse streamHead(Response response, HttpVersion requested, Map<String, String> cors) {
    HttpResponse head =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
    addHeaders(head.headers(), response, cors);
    HttpUtil.setTransferEncodingChunked(head, requested.equals(HttpVersion.HTTP_1_1));
    HttpUtil.setKeepAlive(head, false);
    return head;
  }

  private void addHeaders(HttpHeaders headers, Response response, Map<String, String> cors) {
    response.headers().forEach(header -> headers.add(header.name(), header.value()));
    if (!response.has("Access-Control-Allow-Origin")) {
      cors.forEach(headers::add);
    }
    headers.set(HttpHeaderNames.DATE, HttpDate.format(Instant.now()));
    security.forEach((name, value) -> setIfAbsent(headers, name, value));
    if (headers.get(HttpHeaderNames.CONTENT_SECURITY_POLICY).contains("frame-ancestors 'none'")) {
      // the same for those who do not know the directive; what is more precise it cannot say
      headers.set(HttpHeaderNames.X_FRAME_OPTIONS, "DENY");
    }
  }

  private static void setIfAbsent(HttpHeaders headers, CharSequence name, String value) {
    if (!headers.contains(name)) {
      headers.set(name, value);
    }
  }
}
