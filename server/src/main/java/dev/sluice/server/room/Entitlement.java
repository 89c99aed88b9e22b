package dev.sluice.server.room;

import java.util.Objects;
import java.util.Optional;

/**
 * What a member brings along of the right to be there.
 *
 * @param tokenId the id of the token it came with, when that has one: revoking the token ends the
 *     membership
 * @param limits how much it may take up
 * @param operator whether this is the server's operator, whom no room's administrator keeps out
 */
public record Entitlement(
    Permissions permissions, Optional<String> tokenId, Limits limits, boolean operator) {

  /** All permissions, and no token that could be revoked. */
  public static final Entitlement EVERYTHING = new Entitlement(Permissions.ALL, Optional.empty());

  public Entitlement {
    Objects.requireNonNull(permissions);
    Objects.requireNonNull(tokenId);
    Objects.requireNonNull(limits);
  }

  /** Without limits. */
  public Entitlement(Permissions permissions, Optional<String> tokenId) {
    this(permissions, tokenId, Limits.NONE);
  }

  /** Of anybody but the operator. */
  public Entitlement(Permissions permissions, Optional<String> tokenId, Limits limits) {
    this(permissions, tokenId, limits, false);
  }

  /** The same of the server's operator. */
  public Entitlement ofOperator() {
    return new Entitlement(permissions, tokenId, limits, true);
  }
}
