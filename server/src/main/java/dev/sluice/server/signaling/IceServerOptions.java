package dev.sluice.server.signaling;

import dev.sluice.protocol.IceServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which STUN and TURN servers clients are told.
 *
 * @param fixed handed out as they are; STUN servers, and TURN servers with one password for all
 * @param turnRest TURN servers that know a secret of ours, so that each client gets credentials of
 *     its own
 */
public record IceServerOptions(List<IceServer> fixed, Optional<TurnRest> turnRest) {

  /** No server at all; an ICE-lite server on a reachable address needs none. */
  public static final IceServerOptions NONE = new IceServerOptions(List.of(), Optional.empty());

  public IceServerOptions {
    fixed = List.copyOf(fixed);
  }

  /** Tells the URLs, never the credentials. */
  @Override
  public String toString() {
    return "IceServerOptions[fixed=%s, turnRest=%s]"
        .formatted(fixed.stream().map(IceServer::urls).toList(), turnRest);
  }

  /**
   * TURN servers that make passwords from user names by a shared secret, as coturn does with {@code
   * use-auth-secret}. draft-uberti-behave-turn-rest-00.
   *
   * @param urls at least one
   * @param secret shared with the servers; never told to clients
   * @param lifetime how long credentials are good for new allocations, at least a second
   */
  public record TurnRest(List<String> urls, String secret, Duration lifetime) {

    /** Rejects no URL, no secret and no lifetime with {@link IllegalArgumentException}. */
    public TurnRest {
      urls = List.copyOf(urls);
      if (urls.isEmpty() || secret.isEmpty() || lifetime.toSeconds() < 1) {
        throw new IllegalArgumentException("TURN credentials need URLs, a secret and a lifetime");
      }
    }

    /** Tells nothing of the secret. */
    @Override
    public String toString() {
      return "TurnRest[urls=" + urls + ", lifetime=" + lifetime + "]";
    }
  }
}
