package dev.sluice.server.auth;

/** Keeps what matters to security. Thread-safe; never blocks for long and never throws. */
@FunctionalInterface
public interface AuditLog {

  /** Keeps nothing. */
  AuditLog NONE = event -> {};

  /** Keeps one event. It must hold no secret: tokens are named by their id. */
  void record(AuditEvent event);
}
