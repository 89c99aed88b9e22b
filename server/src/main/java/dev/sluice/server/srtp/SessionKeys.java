package dev.sluice.server.srtp;

import java.security.GeneralSecurityException;
import java.security.Provider;

/**
 * The keys of one direction that packets are sealed with, derived from its master key and salt. The
 * authentication keys are used by the HMAC profile only.
 */
@SuppressWarnings("ArrayRecordComponent") // secrets: compared nowhere, printed nowhere
record SessionKeys(
    byte[] rtpKey,
    byte[] rtpAuthenticationKey,
    byte[] rtpSalt,
    byte[] rtcpKey,
    byte[] rtcpAuthenticationKey,
    byte[] rtcpSalt) {

  private static final int AUTHENTICATION_KEY_LENGTH = 20;

  /** RFC 3711 section 4.3; session keys and salts are as long as the master's. */
  static SessionKeys derive(byte[] masterKey, byte[] masterSalt, Provider aes)
      throws GeneralSecurityException {
    KeyDerivation derivation = new KeyDerivation(masterKey, masterSalt, aes);
    return new SessionKeys(
        derivation.derive(KeyDerivation.RTP_ENCRYPTION, masterKey.length),
        derivation.derive(KeyDerivation.RTP_AUTHENTICATION, AUTHENTICATION_KEY_LENGTH),
        derivation.derive(KeyDerivation.RTP_SALT, masterSalt.length),
        derivation.derive(KeyDerivation.RTCP_ENCRYPTION, masterKey.length),
        derivation.derive(KeyDerivation.RTCP_AUTHENTICATION, AUTHENTICATION_KEY_LENGTH),
        derivation.derive(KeyDerivation.RTCP_SALT, masterSalt.length));
  }

  @Override
  public String toString() {
    return "SessionKeys";
  }
}
