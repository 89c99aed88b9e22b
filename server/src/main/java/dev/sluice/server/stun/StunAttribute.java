package dev.sluice.server.stun;

/**
 * Attribute types this server reads or writes, RFC 8489 section 18.3, RFC 8445 section 16.1 and RFC
 * 8656 section 18.
 */
public final class StunAttribute {

  public static final int USERNAME = 0x0006;
  public static final int MESSAGE_INTEGRITY = 0x0008;
  public static final int ERROR_CODE = 0x0009;
  public static final int UNKNOWN_ATTRIBUTES = 0x000A;
  public static final int LIFETIME = 0x000D;
  public static final int REALM = 0x0014;
  public static final int NONCE = 0x0015;
  public static final int XOR_RELAYED_ADDRESS = 0x0016;
  public static final int REQUESTED_TRANSPORT = 0x0019;
  public static final int XOR_MAPPED_ADDRESS = 0x0020;
  public static final int PRIORITY = 0x0024;
  public static final int USE_CANDIDATE = 0x0025;
  public static final int SOFTWARE = 0x8022;
  public static final int FINGERPRINT = 0x8028;
  public static final int ICE_CONTROLLED = 0x8029;
  public static final int ICE_CONTROLLING = 0x802A;

  /** A counter that grows with each nomination, draft-thatcher-ice-renomination. */
  public static final int NOMINATION = 0xC001;

  private StunAttribute() {}

  /**
   * Whether a receiver that does not know {@code type} has to refuse a request, RFC 8489 section
   * 14.
   */
  public static boolean comprehensionRequired(int type) {
    return type < 0x8000;
  }

  static boolean understood(int type) {
    return switch (type) {
      case USERNAME,
          MESSAGE_INTEGRITY,
          ERROR_CODE,
          UNKNOWN_ATTRIBUTES,
          REALM,
          NONCE,
          XOR_MAPPED_ADDRESS,
          PRIORITY,
          USE_CANDIDATE ->
          true;
      default -> false;
    };
  }
}
