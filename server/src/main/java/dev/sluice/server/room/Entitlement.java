package dev.sluice.server.room;

import java.util.Objects;
import java.util.Optional;

/**
 * What a member brings along of the right to be there.
 *
 * @param tokenId the id of the token it came with, when that has one: revoking the token ends the
 *     membership
 * @param limits how much it may take up
 * @param identity whom the token names; empty when its holder chose an identity for itself
 * @param operator whether this is the server's operator, whom no room's administrator keeps out
 */
public record Entitlement(
    Permissions permissions,
    Optional<String> tokenId,
    Limits limits,
    Optional<ParticipantId> identity,
    boolean operator) {

  /** All permissions, and no token that could be revoked. */
  public static final Entitlement EVERYTHING = new Entitlement(Permissions.ALL, Optional.empty());

  public Entitlement {
    Objects.requireNonNull(permissions);
    Objects.requireNonNull(tokenId);
    Objects.requireNonNull(limits);
    Objects.requireNonNull(identity);
  }

  /** Without limits. */
  public Entitlement(Permissions permissions, Optional<String> tokenId) {
    this(permissions, tokenId, Limits.NONE);
  }

  /** Of anybody but the operator. */
  public Entitlement(Permissions permissions, Optional<String> tokenId, Limits limits) {
    this(permissions, tokenId, limits, Optional.empty(), false);
  }

  /** The same of the server's operator. */
  public Entitlement ofOperator() {
    return new Entitlement(permissions, tokenId, limits, identity, true);
  }

  /** The same of whom the token names. */
  public Entitlement of(ParticipantId named) {
    return new Entitlement(permissions, tokenId, limits, Optional.of(named), operator);
  }

  /** Whether the token names this participant. */
  boolean names(ParticipantId participant) {
    return identity.filter(participant::equals).isPresent();
  }
}
