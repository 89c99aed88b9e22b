package dev.sluice.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A name for some bytes, made of what they are: 22 letters that fit into URLs and entity tags. */
final class ContentTag {

  private static final int LENGTH = 22;

  private final MessageDigest digest;

  ContentTag() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String of(byte[] content) {
    ContentTag tag = new ContentTag();
    tag.digest.update(content);
    return tag.text();
  }

  /** One file more, of which the name counts too. */
  void add(String name, byte[] content) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(8).putInt(utf8.length).putInt(content.length).array());
    digest.update(utf8);
    digest.update(content);
  }

  /** The name of all that was added; ends the adding. */
  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(digest.digest())
        .substring(0, LENGTH);
  }
}
