package dev.sluice.server.srtp;

/**
 * What a DTLS-SRTP handshake exports, RFC 5764 section 4.2: a master key and salt for each
 * direction, from our side. The arrays are owned by this record and never changed.
 */
@SuppressWarnings("ArrayRecordComponent") // secrets: compared nowhere, printed nowhere
public record SrtpKeys(
    SrtpProfile profile, byte[] receiveKey, byte[] receiveSalt, byte[] sendKey, byte[] sendSalt) {

  @Override
  public String toString() {
    return "SrtpKeys[" + profile + "]";
  }
}
