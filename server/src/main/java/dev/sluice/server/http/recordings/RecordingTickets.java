package dev.sluice.server.http.recordings;

import dev.sluice.recorder.RecordingId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tickets that let whoever has one read the files of one recording for a while: the time of their
 * end, and an HMAC-SHA-256 of it and the recording. Nothing is kept of them. Thread-safe.
 */
public final class RecordingTickets {

  /** The shortest key that is as strong as the HMAC. */
  public static final int KEY_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC_BYTES = 32;

  private final SecretKeySpec key;
  private final InstantSource clock;

  /**
   * @param key random; whoever has it can make tickets
   * @throws IllegalArgumentException when it is shorter than {@link #KEY_BYTES}
   */
  public RecordingTickets(byte[] key, InstantSource clock) {
    if (key.length < KEY_BYTES) {
      throw new IllegalArgumentException("a key of tickets has at least " + KEY_BYTES + " bytes");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.clock = clock;
  }

  /** A ticket for a recording's files, and when it ends. */
  record Ticket(String text, Instant expires) {}

  Ticket issue(RecordingId recording, Duration validity) {
    long expires = clock.instant().plus(validity).getEpochSecond();
    ByteBuffer ticket = ByteBuffer.allocate(Long.BYTES + MAC_BYTES);
    ticket.putLong(expires).put(mac(recording, expires));
    return new Ticket(
        Base64.getUrlEncoder().withoutPadding().encodeToString(ticket.array()),
        Instant.ofEpochSecond(expires));
  }

  /** Whether {@code ticket} is one of ours, for this recording, and not over. */
  boolean admits(RecordingId recording, String ticket) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(ticket);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (bytes.length != Long.BYTES + MAC_BYTES) {
      return false;
    }
    ByteBuffer parts = ByteBuffer.wrap(bytes);
    long expires = parts.getLong();
    byte[] offered = new byte[MAC_BYTES];
    parts.get(offered);
    return MessageDigest.isEqual(mac(recording, expires), offered)
        && clock.instant().getEpochSecond() < expires;
  }

  private byte[] mac(RecordingId recording, long expires) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(recording.value().getBytes(StandardCharsets.US_ASCII));
      return mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(expires).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
