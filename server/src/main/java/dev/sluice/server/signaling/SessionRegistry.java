package dev.sluice.server.signaling;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions that can be resumed, by their secret tokens. Thread-safe. */
final class SessionRegistry {

  private final RandomNames names;
  private final Map<String, SignalingSession> sessions = new ConcurrentHashMap<>();

  SessionRegistry(SecureRandom random) {
    this.names = new RandomNames(random);
  }

  /** A name that nobody can guess. */
  String randomName() {
    return names.next();
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
