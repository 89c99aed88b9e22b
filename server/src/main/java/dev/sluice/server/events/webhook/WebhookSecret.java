package dev.sluice.server.events.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret shared with receivers, by which requests are signed: Standard Webhooks, symmetric
 * signatures. Immutable; its text form tells nothing.
 */
public final class WebhookSecret {

  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  /** What the specification asks for. */
  private static final int MIN_BYTES = 24;

  private static final int MAX_BYTES = 64;

  private final SecretKeySpec key;

  private WebhookSecret(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Reads {@code whsec_} and 24 to 64 bytes in Base64.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static WebhookSecret parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("no secret of a webhook");
    }
    byte[] bytes = Base64.getDecoder().decode(text.substring(PREFIX.length()));
    if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("too short or too long");
    }
    return new WebhookSecret(bytes);
  }

  /** {@code v1,} and the signature in Base64. */
  String sign(String id, long epochSeconds, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + epochSeconds + ".").getBytes(StandardCharsets.UTF_8));
      return "v1,"
          + Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "WebhookSecret";
  }
}
