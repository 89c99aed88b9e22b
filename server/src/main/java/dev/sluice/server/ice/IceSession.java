package dev.sluice.server.ice;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.server.stun.StunIntegrity;
import dev.sluice.server.stun.StunMessage;

/** One generation of credentials, ours and the peer's. */
final class IceSession {

  private final String localUfrag;
  private final byte[] localUfragBytes;
  private final byte[] remoteUfragBytes;
  private final StunIntegrity integrity;
  private final int generation;
  private boolean used;

  IceSession(IceCredentials local, IceCredentials remote, int generation) {
    localUfrag = local.ufrag();
    localUfragBytes = local.ufrag().getBytes(ISO_8859_1);
    remoteUfragBytes = remote.ufrag().getBytes(ISO_8859_1);
    integrity = new StunIntegrity(local.pwd());
    this.generation = generation;
  }

  String localUfrag() {
    return localUfrag;
  }

  StunIntegrity integrity() {
    return integrity;
  }

  int generation() {
    return generation;
  }

  /** True once the peer sent a valid check with these credentials. */
  boolean used() {
    return used;
  }

  void markUsed() {
    used = true;
  }

  /** Whether the USERNAME that {@code check} points at is for us: our ufrag and a colon. */
  boolean isFor(StunMessage check) {
    int length = localUfragBytes.length;
    return check.valueLength() > length
        && check.buffer()[check.valueOffset() + length] == ':'
        && equal(localUfragBytes, check.buffer(), check.valueOffset());
  }

  /** Whether the USERNAME that {@code check} points at ends with the ufrag the peer signaled. */
  boolean isFromSignaledPeer(StunMessage check) {
    int start = localUfragBytes.length + 1;
    return check.valueLength() == start + remoteUfragBytes.length
        && equal(remoteUfragBytes, check.buffer(), check.valueOffset() + start);
  }

  private static boolean equal(byte[] expected, byte[] data, int offset) {
    for (int i = 0; i < expected.length; i++) {
      if (data[offset + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
