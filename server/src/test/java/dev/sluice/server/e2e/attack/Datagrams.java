package dev.sluice.server.e2e.attack;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.stun.StunAttribute;
import dev.sluice.server.stun.StunIntegrity;
import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunWriter;
import java.nio.ByteBuffer;
import java.util.Random;

/** The datagrams of floods, each different from the one before. */
final class Datagrams {

  private static final int MEDIA_BYTES = 1100;
  private static final int HELLO_BYTES = 200;
  private static final int RECORD_HEADER = 13;

  private final Random random = new Random(5);
  private final byte[] data = new byte[1500];
  private final StunWriter writer = new StunWriter();
  private final StunIntegrity wrongPassword = new StunIntegrity("not-the-password-of-anybody");
  private final String username;
  private int count;

  /**
   * @param ufrag of somebody's session on the server
   */
  Datagrams(String ufrag) {
    username = ufrag + ":nobody";
  }

  /** The next one for an attack, good until the call after. */
  ByteBuffer next(Attack attack) {
    count++;
    int length =
        switch (attack) {
          case STUN_UNKNOWN -> check("stranger" + count % 1000 + ":nobody", wrongPassword);
          case STUN_FORGED -> check(username, wrongPassword);
          case DTLS_UNKNOWN, DTLS_PROVEN -> count % 2 == 0 ? clientHello() : fragment();
          case SRTP_PROVEN -> media(96 + count % 4);
          case GARBAGE ->
              switch (count % 4) {
                case 0 -> garbage();
                case 1 -> media(200 + count % 7);
                default -> media(96);
              };
          default -> throw new IllegalArgumentException(attack + " sends no datagrams");
        };
    return ByteBuffer.wrap(data, 0, length);
  }

  /** A connectivity check as browsers send it. */
  int check(String user, StunIntegrity integrity) {
    byte[] transaction = new byte[12];
    random.nextBytes(transaction);
    return writer
        .begin(data, 0, StunMessage.BINDING_REQUEST, transaction, 0)
        .text(StunAttribute.USERNAME, user)
        .u64(StunAttribute.ICE_CONTROLLING, 7)
        .u32(StunAttribute.PRIORITY, 1853824767)
        .flag(StunAttribute.USE_CANDIDATE)
        .integrity(integrity)
        .finish();
  }

  /** The array that {@link #check} wrote into. */
  ByteBuffer bytes(int length) {
    return ByteBuffer.wrap(data, 0, length);
  }

  private int garbage() {
    random.nextBytes(data);
    data[0] = (byte) (0xC0 | data[0]);
    return 20 + random.nextInt(MEDIA_BYTES);
  }

  /** RTP or, with a type from 192 on, RTCP, of SSRCs that nobody knows and with a random tag. */
  private int media(int type) {
    random.nextBytes(data);
    data[0] = (byte) 0x80;
    data[1] = (byte) type;
    return MEDIA_BYTES;
  }

  /** Whole, but of a client that no one introduced. RFC 6347 section 4.3.2. */
  private int clientHello() {
    random.nextBytes(data);
    int body = HELLO_BYTES - RECORD_HEADER - 12;
    handshakeRecord(HELLO_BYTES, 1, body, 0, 0, body);
    BigEndian.putU16(data, 25, 0xfefd);
    int at = 27 + 32;
    data[at++] = 0;
    data[at++] = 0;
    BigEndian.putU16(data, at, 4);
    BigEndian.putU16(data, at + 2, 0xc02b);
    BigEndian.putU16(data, at + 4, 0xc02f);
    at += 6;
    data[at++] = 1;
    data[at++] = 0;
    BigEndian.putU16(data, at, HELLO_BYTES - at - 2);
    BigEndian.putU16(data, at + 2, 0xfafa);
    BigEndian.putU16(data, at + 4, HELLO_BYTES - at - 6);
    return HELLO_BYTES;
  }

  /** A piece of a certificate of 16 kB that never becomes whole. */
  private int fragment() {
    random.nextBytes(data);
    int piece = MEDIA_BYTES - RECORD_HEADER - 12;
    handshakeRecord(MEDIA_BYTES, 11, 1 << 14, count % 16, random.nextInt(1 << 13), piece);
    return MEDIA_BYTES;
  }

  private void handshakeRecord(
      int length, int type, int messageLength, int sequence, int offset, int piece) {
    data[0] = 22;
    BigEndian.putU16(data, 1, 0xfefd);
    BigEndian.putU16(data, 3, 0);
    BigEndian.putU16(data, 5, 0);
    BigEndian.putI32(data, 7, count);
    BigEndian.putU16(data, 11, length - RECORD_HEADER);
    data[13] = (byte) type;
    putU24(14, messageLength);
    BigEndian.putU16(data, 17, sequence);
    putU24(19, offset);
    putU24(22, piece);
  }

  private void putU24(int at, int value) {
    data[at] = (byte) (value >> 16);
    BigEndian.putU16(data, at + 1, value & 0xffff);
  }
}
