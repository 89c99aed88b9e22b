package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.TestAccess;
import dev.sluice.server.room.Entitlement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionProfileTest {

  private Grants grants = token(Optional.empty(), Map.of());
  private final SessionProfile profile = new SessionProfile(() -> grants);

  private static Grants token(Optional<String> name, Map<String, String> metadata) {
    return TestAccess.grants(
        Optional.empty(), name, metadata, Entitlement.EVERYTHING, Optional.empty());
  }

  private boolean adopt(Grants next) {
    Grants former = grants;
    grants = next;
    return profile.adopt(former);
  }

  @Test
  void isCalledAsItLikesWhereTheTokenSaysNothing() {
    assertEquals("Alice", profile.name(Optional.of("Alice")));
    assertEquals("", profile.name(Optional.empty()));
    assertTrue(profile.permitsName(Optional.of("Bob")));
  }

  @Test
  void isCalledAsTheTokenSays() {
    grants = token(Optional.of("Alice"), Map.of());
    assertEquals("Alice", profile.name(Optional.of("Bob")));
    assertFalse(profile.permitsName(Optional.of("Bob")));
    assertTrue(profile.permitsName(Optional.of("Alice")));
    assertTrue(profile.permitsName(Optional.empty()));
  }

  @Test
  void putsTheTokensWordOverItsOwn() {
    grants = token(Optional.empty(), Map.of("team", "blue"));
    assertEquals(
        Map.of("team", "blue", "mood", "good"),
        profile.completed(Map.of("team", "red", "mood", "good")));
  }

  @Test
  void forgetsWhatTheFormerTokenSaidAndKeepsItsOwn() {
    grants = token(Optional.empty(), Map.of("team", "blue", "desk", "7"));
    profile.metadata(profile.completed(Map.of("mood", "good")));
    assertTrue(adopt(token(Optional.empty(), Map.of("team", "red"))));
    assertEquals(Map.of("team", "red", "mood", "good"), profile.metadata());
  }

  @Test
  void hasNothingToTellWhenTheNextTokenSaysTheSame() {
    grants = token(Optional.empty(), Map.of("team", "blue"));
    profile.metadata(profile.completed(Map.of()));
    assertFalse(adopt(token(Optional.empty(), Map.of("team", "blue"))));
  }

  @Test
  void tellsANameThatTheNextTokenGives() {
    assertTrue(adopt(token(Optional.of("Alice"), Map.of())));
  }
}
