package dev.sluice.server.srtp;

import dev.sluice.server.bytes.BigEndian;
import java.security.Provider;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

/** Keys, packets and provider combinations for the tests of this package. */
final class SrtpPeers {

  static final int SSRC = 0x01020304;

  private SrtpPeers() {}

  /** Every set of providers that this platform can choose. */
  static Stream<SrtpProviders> providers() {
    Provider jdk = SrtpProviders.jdk();
    return Stream.concat(
        Stream.of(new SrtpProviders(jdk, jdk)),
        SrtpProviders.corretto().map(corretto -> new SrtpProviders(corretto, jdk)).stream());
  }

  /** The keys that the sender's end has: its send half is the receiver's receive half. */
  static SrtpKeys senderKeys(SrtpProfile profile) {
    Random random = new Random(7);
    return new SrtpKeys(
        profile,
        bytes(random, profile.keyLength()),
        bytes(random, profile.saltLength()),
        bytes(random, profile.keyLength()),
        bytes(random, profile.saltLength()));
  }

  /** The same keys as the other end sees them. */
  static SrtpKeys receiverKeys(SrtpProfile profile) {
    SrtpKeys other = senderKeys(profile);
    byte[] receiveKey = other.sendKey();
    byte[] receiveSalt = other.sendSalt();
    byte[] sendKey = other.receiveKey();
    byte[] sendSalt = other.receiveSalt();
    return new SrtpKeys(profile, receiveKey, receiveSalt, sendKey, sendSalt);
  }

  static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A fixed header of 12 bytes. */
  static byte[] header(int sequence, int ssrc) {
    byte[] header = new byte[12];
    header[0] = (byte) 0x80;
    header[1] = 96;
    header[2] = (byte) (sequence >>> 8);
    header[3] = (byte) sequence;
    BigEndian.putI32(header, 8, ssrc);
    return header;
  }

  /** Seals a packet with that payload and returns the datagram. */
  static byte[] seal(SrtpSender sender, long index, int ssrc, byte[] payload) {
    return seal(sender, header((int) index & 0xFFFF, ssrc), index, payload);
  }

  static byte[] seal(SrtpSender sender, byte[] header, long index, byte[] payload) {
    byte[] out = new byte[header.length + payload.length + 16];
    System.arraycopy(header, 0, out, 0, header.length);
    int length =
        sender.protectRtp(out, 0, header.length, index, null, 0, 0, payload, 0, payload.length, 0);
    return Arrays.copyOf(out, length);
  }

  /** A sender report of 28 bytes. */
  static byte[] senderReport(int ssrc) {
    byte[] report = new byte[28];
    report[0] = (byte) 0x80;
    report[1] = (byte) 200;
    report[3] = 6;
    BigEndian.putI32(report, 4, ssrc);
    for (int i = 8; i < report.length; i++) {
      report[i] = (byte) i;
    }
    return report;
  }

  static byte[] sealRtcp(SrtpSender sender, byte[] packet) {
    byte[] out = new byte[packet.length + 20];
    int length = sender.protectRtcp(packet, 0, packet.length, out, 0);
    return Arrays.copyOf(out, length);
  }
}
