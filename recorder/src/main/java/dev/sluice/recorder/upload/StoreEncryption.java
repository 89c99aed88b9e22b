package dev.sluice.recorder.upload;

import java.util.Base64;
import java.util.Optional;

/** How the store encrypts objects at rest. */
public sealed interface StoreEncryption {

  /** As the bucket has it. */
  record None() implements StoreEncryption {}

  /** With keys of the store (SSE-S3). */
  record StoreKey() implements StoreEncryption {}

  /**
   * With a key of its key management (SSE-KMS).
   *
   * @param keyId empty for its default key
   */
  record KeyManagement(Optional<String> keyId) implements StoreEncryption {}

  /**
   * With a key that only we have and that goes with every request (SSE-C): over TLS only, and no
   * presigned links.
   *
   * @param key 256 bits in Base64
   */
  record OwnKey(String key) implements StoreEncryption {

    private static final int KEY_BYTES = 32;

    public OwnKey {
      if (decode(key).length != KEY_BYTES) {
        throw new IllegalArgumentException("the key of SSE-C must be 32 bytes in Base64");
      }
    }

    public byte[] bytes() {
      return decode(key);
    }

    private static byte[] decode(String key) {
      try {
        return Base64.getDecoder().decode(key);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("the key of SSE-C must be 32 bytes in Base64", e);
      }
    }

    @Override
    public String toString() {
      return "OwnKey";
    }
  }
}
