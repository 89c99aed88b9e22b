package dev.sluice.server.srtp;

/** DTLS-SRTP protection profiles, RFC 5764 section 4.1.2 and RFC 7714 section 14.2. */
public enum SrtpProfile {
  AEAD_AES_128_GCM(0x0007, 16, 12, 16, 16),
  AEAD_AES_256_GCM(0x0008, 32, 12, 16, 16),
  AES128_CM_HMAC_SHA1_80(0x0001, 16, 14, 10, 10);

  private final int id;
  private final int keyLength;
  private final int saltLength;
  private final int rtpTagLength;
  private final int rtcpTagLength;

  SrtpProfile(int id, int keyLength, int saltLength, int rtpTagLength, int rtcpTagLength) {
    this.id = id;
    this.keyLength = keyLength;
    this.saltLength = saltLength;
    this.rtpTagLength = rtpTagLength;
    this.rtcpTagLength = rtcpTagLength;
  }

  /** The 16-bit value in the use_srtp extension. */
  public int id() {
    return id;
  }

  /** Master key length in bytes. */
  public int keyLength() {
    return keyLength;
  }

  /** Master salt length in bytes. */
  public int saltLength() {
    return saltLength;
  }

  /** Bytes an RTP packet grows by. */
  public int rtpTagLength() {
    return rtpTagLength;
  }

  /** Bytes of authentication tag on RTCP; SRTCP adds 4 bytes of index besides. */
  public int rtcpTagLength() {
    return rtcpTagLength;
  }

  /** True for the AEAD profiles. */
  public boolean aead() {
    return this != AES128_CM_HMAC_SHA1_80;
  }
}
