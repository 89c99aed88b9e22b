package dev.sluice.server.room;

/** Names a published track within its room; given out by the server. */
public record TrackId(String value) {

  @Override
  public String toString() {
    return value;
  }
}
