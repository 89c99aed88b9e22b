package dev.sluice.server.signaling;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.protocol.IceServer;
import dev.sluice.server.signaling.IceServerOptions.TurnRest;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells one client at a time which STUN and TURN servers to use, with credentials that are good for
 * a while and carry the client's name into the TURN server's log. Ask it only for callers who may
 * come in. Thread-safe.
 */
public final class IceServerSource {

  /** Knows no server. */
  public static final IceServerSource NONE =
      new IceServerSource(IceServerOptions.NONE, InstantSource.system());

  private static final String ALGORITHM = "HmacSHA1";
  private static final int MAX_USER_LENGTH = 64;

  private final IceServerOptions options;
  private final InstantSource clock;

  /**
   * @param clock the time of day, as the TURN servers have it
   */
  public IceServerSource(IceServerOptions options, InstantSource clock) {
    this.options = options;
    this.clock = clock;
  }

  /**
   * The servers for one client, STUN first.
   *
   * @param user whom the credentials are for, such as a participant's id. Letters, digits, {@code
   *     .}, {@code _} and {@code -} are kept, anything else becomes {@code _}: OBS splits Link
   *     headers at every comma and semicolon. Of a long one the first 64 characters count.
   */
  public List<IceServer> iceServers(String user) {
    if (options.turnRest().isEmpty()) {
      return options.fixed();
    }
    List<IceServer> servers = new ArrayList<>(options.fixed());
    servers.add(withCredentials(options.turnRest().get(), user));
    return List.copyOf(servers);
  }

  private IceServer withCredentials(TurnRest turn, String user) {
    long expirySeconds = clock.instant().plus(turn.lifetime()).getEpochSecond();
    String username = expirySeconds + ":" + safe(user);
    return new IceServer(
        turn.urls(), Optional.of(username), Optional.of(password(turn.secret(), username)));
  }

  private static String safe(String user) {
    String bounded = user.length() > MAX_USER_LENGTH ? user.substring(0, MAX_USER_LENGTH) : user;
    return bounded.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private static String password(String secret, String username) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
      return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }
}
