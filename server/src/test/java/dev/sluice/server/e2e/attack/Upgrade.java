package dev.sluice.server.e2e.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The request that opens a WebSocket. */
final class Upgrade {

  private static final String HEAD =
      String.join(
          "\r\n",
          "GET /api/ws HTTP/1.1",
          "Host: sluice",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Protocol: sluice.v1",
          "");

  private Upgrade() {}

  static byte[] plain() {
    return (HEAD + "\r\n").getBytes(US_ASCII);
  }

  /** Offers compression, which the server does not take. */
  static byte[] compressing() {
    return (HEAD + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n").getBytes(US_ASCII);
  }
}
