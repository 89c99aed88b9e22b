package dev.sluice.server.auth.jwt;

import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.RoomPatterns;
import dev.sluice.server.auth.RoomScope;
import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.Permissions;
import dev.sluice.server.room.Permissions.Publishable;
import dev.sluice.server.room.RoomId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the claims of a genuine token grant. A claim that is absent grants what every participant
 * does (publish, subscribe), never more; claims that contradict each other refuse the token.
 * Immutable.
 */
final class GrantsReader {

  /** Who signed a token. */
  enum Signer {
    /** Who knows our secret: it mints for this server only. */
    OURS,
    /** An identity provider, whose tokens may be for others too. */
    PROVIDER
  }

  private static final int SUBJECT_DIGEST_BYTES = 16;

  private static final Map<String, Publishable> PUBLISHABLE =
      Arrays.stream(Publishable.values())
          .collect(
              Collectors.toUnmodifiableMap(
                  what -> what.name().toLowerCase(Locale.ROOT), what -> what));

  private final RoomPatterns defaultRooms;

  GrantsReader(RoomPatterns defaultRooms) {
    this.defaultRooms = defaultRooms;
  }

  /**
   * Reads the claims.
   *
   * @param expires when the session has to end
   */
  Grants read(Claims claims, String tokenId, Instant expires, Signer signer)
      throws RefusedException {
    Optional<String> subject = claims.text("sub");
    if (claims.has(LiveKitGrants.CLAIM)) {
      return LiveKitGrants.read(
          claims, holder(subject, tokenId), identity(subject), tokenId, expires);
    }
    boolean admin = admin(claims, signer);
    boolean record = claims.flag("record").orElse(false);
    return new Grants(
        holder(subject, tokenId),
        rooms(claims, admin && signer == Signer.OURS),
        identity(subject),
        claims.text("name"),
        claims.textMap("metadata"),
        new Entitlement(permissions(claims), Optional.of(tokenId), LimitsClaim.read(claims)),
        record,
        claims.flag("recordings").orElse(record),
        admin,
        Optional.of(expires));
  }

  private static String holder(Optional<String> subject, String tokenId) {
    return subject.orElse("token " + tokenId);
  }

  /**
   * A subject that cannot be an identity here (such as {@code auth0|17} or an address) stands for
   * the same one always: a digest of it.
   */
  private static Optional<ParticipantId> identity(Optional<String> subject) {
    return subject.map(
        text -> new ParticipantId(RoomId.isValid(text) ? text : "sub-" + digest(text)));
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest, SUBJECT_DIGEST_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Go-live says {@code "role": "admin"}; another role, or one of a provider, means nothing. A
   * provider says of which rooms: those that the configuration opens to all its users are not meant
   * to be administered by whomever it calls an administrator of something.
   */
  private static boolean admin(Claims claims, Signer signer) throws RefusedException {
    Optional<Boolean> flag = claims.flagOrNumber("admin");
    if (signer == Signer.PROVIDER) {
      return flag.orElse(false) && (claims.has("room") || claims.has("rooms"));
    }
    if (!claims.has("role")) {
      return flag.orElse(false);
    }
    boolean role = claims.text("role").orElseThrow().equalsIgnoreCase("admin");
    if (role && !flag.orElse(true)) {
      throw RefusedException.malformed("role and admin contradict each other");
    }
    return role || flag.orElse(false);
  }

  private RoomScope rooms(Claims claims, boolean operator) throws RefusedException {
    if (claims.has("room") && claims.has("rooms")) {
      throw RefusedException.malformed("both room and rooms");
    }
    for (String claim : List.of("room", "rooms")) {
      // a backend's forgotten value must not make an operator
      if (claims.isNull(claim)) {
        throw claims.wrong(claim, "to be null");
      }
    }
    Optional<String> room = claims.text("room");
    List<String> patterns =
        room.isPresent() ? List.of(room.get()) : claims.texts("rooms").orElse(List.of());
    if (claims.has("room") || claims.has("rooms")) {
      return scope(claims, patterns);
    }
    // as go-live has it: who administers and names no room administers all
    return operator ? RoomScope.ALL : defaultRooms.scope();
  }

  private static RoomScope scope(Claims claims, List<String> patterns) throws RefusedException {
    try {
      return new RoomPatterns(patterns).scope();
    } catch (IllegalArgumentException e) {
      throw claims.wrong(claims.has("room") ? "room" : "rooms", "a room name or pattern");
    }
  }

  private static Permissions permissions(Claims claims) throws RefusedException {
    boolean hidden = claims.flag("hidden").orElse(false);
    Set<Publishable> publish = publish(claims, hidden);
    if (hidden && !publish.isEmpty()) {
      throw RefusedException.malformed("who is hidden cannot publish");
    }
    return new Permissions(publish, claims.flag("subscribe").orElse(true), hidden);
  }

  private static Set<Publishable> publish(Claims claims, boolean hidden) throws RefusedException {
    if (!claims.has("publish")) {
      return hidden ? Set.of() : Permissions.ALL.publish();
    }
    if (!claims.isArray("publish")) {
      return claims.flag("publish").orElseThrow() ? Permissions.ALL.publish() : Set.of();
    }
    Set<Publishable> publish = EnumSet.noneOf(Publishable.class);
    for (String name : claims.texts("publish").orElseThrow()) {
      Publishable what = PUBLISHABLE.get(name);
      if (what == null) {
        throw claims.wrong("publish", "of audio, video, screen, data");
      }
      publish.add(what);
    }
    return publish;
  }
}
