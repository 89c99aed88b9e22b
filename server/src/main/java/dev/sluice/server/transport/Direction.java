package dev.sluice.server.transport;

/** Which way media flows in an m-section, seen from the server. */
public enum Direction {
  /** The peer publishes here. */
  RECEIVE,
  /** A receive slot of the peer: the server sends here. */
  SEND,
  SEND_RECEIVE,
  INACTIVE;

  public boolean receives() {
    return this == RECEIVE || this == SEND_RECEIVE;
  }

  public boolean sends() {
    return this == SEND || this == SEND_RECEIVE;
  }
}
