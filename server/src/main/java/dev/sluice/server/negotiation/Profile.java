package dev.sluice.server.negotiation;

import dev.sluice.server.sdp.StreamDirection;
import dev.sluice.server.transport.Direction;

/** Which ways media may go in a session, and what the protocol it was offered by wants written. */
public enum Profile {
  /** Both ways, section by section as the peer offers: RFC 9429. */
  PEER,

  /** Only towards the server, whatever is offered: WHIP, RFC 9725 section 4.2. */
  INGEST,

  /** Only from the server: WHEP, draft-ietf-wish-whep section 4.3.5. */
  EGRESS;

  /** Our direction when the peer offers {@code offered}. */
  Direction answerTo(StreamDirection offered) {
    boolean receive = offered.sends() && this != EGRESS;
    boolean send = offered.receives() && this != INGEST;
    if (receive) {
      return send ? Direction.SEND_RECEIVE : Direction.RECEIVE;
    }
    return send ? Direction.SEND : Direction.INACTIVE;
  }

  /** Whether answers say {@code a=rtcp-mux-only}: RFC 9725 section 4.4.1. */
  boolean saysMuxOnly() {
    return this != PEER;
  }
}
