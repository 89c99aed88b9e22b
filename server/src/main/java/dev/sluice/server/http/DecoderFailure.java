package dev.sluice.server.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** What a client is told whose request could not be read. */
final class DecoderFailure {

  private DecoderFailure() {}

  static Response response(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Response.error(414, "request target too long");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return Response.error(431, "request headers too large");
    }
    if (cause instanceof TooLongFrameException) {
      return Response.error(413, "request body too large");
    }
    return Response.error(400, "malformed request");
  }
}
