package dev.sluice.server.ice;

import java.security.SecureRandom;

/**
 * An ICE username fragment and password, RFC 8445 section 5.3.
 *
 * @param ufrag 4 to 256 ice-chars
 * @param pwd 22 to 256 ice-chars
 */
public record IceCredentials(String ufrag, String pwd) {

  private static final String ICE_CHARS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private static final int UFRAG_LENGTH = 12;
  private static final int PWD_LENGTH = 24;

  /**
   * Fresh credentials: about 71 bits of ufrag, so that it can key a session, and 142 of password.
   */
  public static IceCredentials random(SecureRandom random) {
    return new IceCredentials(randomString(random, UFRAG_LENGTH), randomString(random, PWD_LENGTH));
  }

  private static String randomString(SecureRandom random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "IceCredentials[ufrag=" + ufrag + "]";
  }
}
