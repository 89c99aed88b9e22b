package dev.sluice.server.stun;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.server.bytes.BigEndian;
import java.net.InetSocketAddress;
import java.util.zip.CRC32;

/**
 * Writes one STUN message into a caller's array. The order of calls is the order on the wire;
 * {@link #integrity} comes behind everything it is to protect, {@link #finish} ends the message
 * with FINGERPRINT. The caller provides the room: a message this server sends fits in {@value
 * #MAX_RESPONSE_LENGTH} bytes. Not thread-safe; allocates nothing unless said.
 */
public final class StunWriter {

  /** Room enough for any response of this server, in bytes. */
  public static final int MAX_RESPONSE_LENGTH = 256;

  private final CRC32 crc = new CRC32();
  private byte[] out = new byte[0];
  private int start;
  private int at;

  /**
   * Begins a message.
   *
   * @param type such as {@link StunMessage#BINDING_SUCCESS}
   * @param transactionId an array that holds the 12 bytes at {@code transactionIdOffset}
   */
  public StunWriter begin(
      byte[] out, int offset, int type, byte[] transactionId, int transactionIdOffset) {
    this.out = out;
    start = offset;
    BigEndian.putU16(out, offset, type);
    BigEndian.putU16(out, offset + 2, 0);
    BigEndian.putI32(out, offset + 4, StunMessage.MAGIC_COOKIE);
    System.arraycopy(
        transactionId,
        transactionIdOffset,
        out,
        offset + StunMessage.TRANSACTION_ID_OFFSET,
        StunMessage.TRANSACTION_ID_LENGTH);
    at = offset + StunMessage.HEADER_LENGTH;
    return this;
  }

  /** An attribute without a value, such as USE-CANDIDATE. */
  public StunWriter flag(int type) {
    header(type, 0);
    return this;
  }

  /** An attribute of 32 bits, such as PRIORITY. */
  public StunWriter u32(int type, int value) {
    header(type, 4);
    BigEndian.putI32(out, at, value);
    at += 4;
    return this;
  }

  /** An attribute of 64 bits, such as ICE-CONTROLLING. */
  public StunWriter u64(int type, long value) {
    header(type, 8);
    BigEndian.putI64(out, at, value);
    at += 8;
    return this;
  }

  /** An attribute of text, such as USERNAME; allocates. */
  public StunWriter text(int type, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    header(type, bytes.length);
    System.arraycopy(bytes, 0, out, at, bytes.length);
    at += bytes.length;
    return pad();
  }

  /** XOR-MAPPED-ADDRESS; allocates. RFC 8489 section 14.2. */
  public StunWriter xorMappedAddress(InetSocketAddress address) {
    return xorAddress(StunAttribute.XOR_MAPPED_ADDRESS, address);
  }

  /** An attribute made like XOR-MAPPED-ADDRESS; allocates. */
  public StunWriter xorAddress(int type, InetSocketAddress address) {
    return xorAddress(type, address.getAddress().getAddress(), address.getPort());
  }

  /**
   * XOR-MAPPED-ADDRESS from raw bytes.
   *
   * @param ip 4 or 16 bytes in network order
   */
  public StunWriter xorMappedAddress(byte[] ip, int port) {
    return xorAddress(StunAttribute.XOR_MAPPED_ADDRESS, ip, port);
  }

  private StunWriter xorAddress(int type, byte[] ip, int port) {
    header(type, 4 + ip.length);
    int family = ip.length == 4 ? StunMessage.FAMILY_IPV4 : StunMessage.FAMILY_IPV6;
    BigEndian.putU16(out, at, family);
    BigEndian.putU16(out, at + 2, port ^ (StunMessage.MAGIC_COOKIE >>> 16));
    at += 4;
    for (int i = 0; i < ip.length; i++) {
      // The mask is the cookie, and for IPv6 the transaction id behind it.
      out[at + i] = (byte) (ip[i] ^ out[start + 4 + i]);
    }
    at += ip.length;
    return this;
  }

  /**
   * ERROR-CODE, RFC 8489 section 14.8; allocates.
   *
   * @param code 300 to 699
   */
  public StunWriter errorCode(int code, String reason) {
    byte[] phrase = reason.getBytes(UTF_8);
    header(StunAttribute.ERROR_CODE, 4 + phrase.length);
    BigEndian.putU16(out, at, 0);
    BigEndian.putU8(out, at + 2, code / 100);
    BigEndian.putU8(out, at + 3, code % 100);
    System.arraycopy(phrase, 0, out, at + 4, phrase.length);
    at += 4 + phrase.length;
    return pad();
  }

  /** UNKNOWN-ATTRIBUTES with the first {@code count} types, RFC 8489 section 14.9. */
  public StunWriter unknownAttributes(int[] types, int count) {
    header(StunAttribute.UNKNOWN_ATTRIBUTES, 2 * count);
    for (int i = 0; i < count; i++) {
      BigEndian.putU16(out, at, types[i]);
      at += 2;
    }
    return pad();
  }

  /** MESSAGE-INTEGRITY over everything written so far. */
  public StunWriter integrity(StunIntegrity integrity) {
    int attribute = at;
    header(StunAttribute.MESSAGE_INTEGRITY, StunIntegrity.LENGTH);
    integrity.compute(out, start, attribute, out, at);
    at += StunIntegrity.LENGTH;
    return this;
  }

  /**
   * Appends FINGERPRINT and sets the length field.
   *
   * @return length of the whole message in bytes
   */
  public int finish() {
    int attribute = at;
    header(StunAttribute.FINGERPRINT, 4);
    at += 4;
    int length = setLength();
    int value = StunMessage.fingerprint(crc, out, start, attribute - start);
    BigEndian.putI32(out, at - 4, value);
    return length;
  }

  /**
   * Ends the message without FINGERPRINT.
   *
   * @return length of the whole message in bytes
   */
  public int finishWithoutFingerprint() {
    return setLength();
  }

  private int setLength() {
    int length = at - start;
    BigEndian.putU16(out, start + 2, length - StunMessage.HEADER_LENGTH);
    return length;
  }

  private void header(int type, int valueLength) {
    BigEndian.putU16(out, at, type);
    BigEndian.putU16(out, at + 2, valueLength);
    at += StunMessage.ATTRIBUTE_HEADER_LENGTH;
  }

  private StunWriter pad() {
    while (((at - start) & 3) != 0) {
      out[at++] = 0;
    }
    return this;
  }
}
