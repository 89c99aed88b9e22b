package dev.sluice.server.signaling;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions that can be resumed, by their secret tokens. Thread-safe. */
final class SessionRegistry {

  private static final int TOKEN_BYTES = 16;

  private final SecureRandom random;
  private final Map<String, SignalingSession> sessions = new ConcurrentHashMap<>();

  SessionRegistry(SecureRandom random) {
    this.random = random;
  }

  /** A name of 128 random bits, fit for URLs. */
  String randomName() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  void add(String token, SignalingSession session) {
    sessions.put(token, session);
  }

  void remove(String token) {
    sessions.remove(token);
  }

  Optional<SignalingSession> find(String token) {
    return Optional.ofNullable(sessions.get(token));
  }

  List<SignalingSession> all() {
    return List.copyOf(Set.copyOf(sessions.values()));
  }

  int size() {
    return Set.copyOf(sessions.values()).size();
  }
}
