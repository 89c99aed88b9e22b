package dev.sluice.server.signaling.ws;

import dev.sluice.protocol.CloseCode;

/**
 * The WebSocket close codes (RFC 6455 section 7.4) that stand for the protocol's. The reason text
 * is the wire name. Besides these: 1007 for text that is not UTF-8, 1009 for a message too long,
 * 1002 for broken framing.
 */
final class CloseStatus {

  private CloseStatus() {}

  static int of(CloseCode code) {
    return switch (code) {
      case LEFT -> 1000;
      case SERVER_SHUTDOWN -> 1001;
      case PROTOCOL_ERROR -> 1008;
      case INTERNAL_ERROR -> 1011;
      case JOIN_TIMEOUT -> 4000;
      case SIGNALING_LOST -> 4001;
      case MEDIA_LOST -> 4002;
      case REPLACED -> 4003;
      case KICKED -> 4004;
      case ROOM_CLOSED -> 4005;
      case TOO_SLOW -> 4006;
      case TOKEN_REVOKED -> 4007;
      case TOKEN_EXPIRED -> 4008;
    };
  }
}
