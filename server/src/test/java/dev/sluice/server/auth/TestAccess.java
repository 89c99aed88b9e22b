package dev.sluice.server.auth;

import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.ParticipantId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says to each token what the test wants, and to all others that they are unknown. */
public final class TestAccess implements Access {

  private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();
  private final Set<String> signed = ConcurrentHashMap.newKeySet();
  private volatile Optional<Entry> lastEntry = Optional.empty();

  /** What somebody's token allows. */
  public static Grants grants(String identity, Entitlement entitlement) {
    return grants(Optional.of(identity), Optional.empty(), Map.of(), entitlement, Optional.empty());
  }

  /** The same with everything that a token says of its holder. */
  public static Grants grants(
      Optional<String> identity,
      Optional<String> name,
      Map<String, String> metadata,
      Entitlement entitlement,
      Optional<Instant> expires) {
    return new Grants(
        "test",
        RoomScope.ALL,
        identity.map(ParticipantId::new),
        name,
        metadata,
        entitlement,
        false,
        false,
        false,
        expires);
  }

  public TestAccess grant(String token, Grants grants) {
    verdicts.put(token, new Verdict.Granted(grants));
    return this;
  }

  public TestAccess refuse(String token, Refusal refusal) {
    verdicts.put(token, new Verdict.Refused(refusal));
    return this;
  }

  /** What was asked last. */
  public Entry lastEntry() {
    return lastEntry.orElseThrow();
  }

  @Override
  public boolean wantsTokens() {
    return true;
  }

  @Override
  public boolean knowsTokens() {
    return true;
  }

  /** Makes this token one that nobody can have guessed. */
  public TestAccess sign(String token) {
    signed.add(token);
    return this;
  }

  @Override
  public boolean isSigned(Optional<String> token) {
    return token.filter(signed::contains).isPresent();
  }

  @Override
  public Verdict enter(Entry entry) {
    lastEntry = Optional.of(entry);
    return identify(entry.token());
  }

  @Override
  public Verdict look(Entry entry) {
    return identify(entry.token());
  }

  @Override
  public Verdict identify(Optional<String> token) {
    return token
        .map(text -> verdicts.getOrDefault(text, new Verdict.Refused(Refusal.UNKNOWN)))
        .orElse(new Verdict.Refused(Refusal.MISSING));
  }
}
