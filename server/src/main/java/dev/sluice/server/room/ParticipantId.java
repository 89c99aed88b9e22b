package dev.sluice.server.room;

/**
 * Names a participant within its room; given out by the server unless the client brought an
 * identity.
 */
public record ParticipantId(String value) {

  @Override
  public String toString() {
    return value;
  }
}
