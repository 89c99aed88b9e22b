package dev.sluice.server.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.scenario.StunRequests;
import dev.sluice.server.stun.StunAttribute;
import dev.sluice.server.stun.StunMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class IceSessionsTest {

  private static final long GRACE = 5_000_000_000L;

  private final IceSessions sessions = new IceSessions(IceStory.SERVER, IceStory.PEER, GRACE);

  private static StunMessage checkOf(IceCredentials server) {
    byte[] check = StunRequests.check(server, IceStory.PEER);
    StunMessage message = new StunMessage();
    assertTrue(message.wrap(check, 0, check.length));
    assertTrue(message.find(StunAttribute.USERNAME));
    return message;
  }

  private IceSession sessionOf(IceCredentials server) {
    return sessions.ofUsernameOrNull(checkOf(server));
  }

  @Test
  void knowsNobodyElsesUfrag() {
    assertNotNull(sessionOf(IceStory.SERVER));
    assertNull(sessionOf(IceStory.NEXT_SERVER));
  }

  @Test
  void isTakenUpOnceAGeneration() {
    assertTrue(sessions.takeUp(sessionOf(IceStory.SERVER), 0));
    assertFalse(sessions.takeUp(sessionOf(IceStory.SERVER), 0));

    sessions.supersedeOrNull(IceStory.NEXT_SERVER, IceStory.NEXT_PEER);

    assertFalse(sessions.takeUp(sessionOf(IceStory.SERVER), 0));
    assertTrue(sessions.takeUp(sessionOf(IceStory.NEXT_SERVER), 0));
  }

  @Test
  void theOldAreOutdatedOnceTheNewAreUsed() {
    sessions.takeUp(sessionOf(IceStory.SERVER), 0);
    sessions.supersedeOrNull(IceStory.NEXT_SERVER, IceStory.NEXT_PEER);
    assertFalse(sessions.outdated(sessionOf(IceStory.SERVER)));

    sessions.takeUp(sessionOf(IceStory.NEXT_SERVER), 0);

    assertTrue(sessions.outdated(sessionOf(IceStory.SERVER)));
    assertFalse(sessions.outdated(sessionOf(IceStory.NEXT_SERVER)));
  }

  @Test
  void theOldAreValidForAGraceAfterTheNewAreUsed() {
    sessions.takeUp(sessionOf(IceStory.SERVER), 0);
    sessions.supersedeOrNull(IceStory.NEXT_SERVER, IceStory.NEXT_PEER);
    assertNull(sessions.retireOrNull(10 * GRACE));

    sessions.takeUp(sessionOf(IceStory.NEXT_SERVER), 10 * GRACE);

    assertNull(sessions.retireOrNull(11 * GRACE - 1));
    assertTrue(sessions.restarting());
    assertEquals("servUfrag123", sessions.retireOrNull(11 * GRACE));
    assertFalse(sessions.restarting());
    assertNull(sessionOf(IceStory.SERVER));
    assertNull(sessions.retireOrNull(12 * GRACE));
  }

  @Test
  void ofThreeTheOneGoesThatNobodyUsed() {
    IceCredentials last = new IceCredentials("lastUfrag789", "lastServerPassword012345");
    sessions.takeUp(sessionOf(IceStory.SERVER), 0);
    assertNull(sessions.supersedeOrNull(IceStory.NEXT_SERVER, IceStory.NEXT_PEER));

    assertEquals("nextUfrag456", sessions.supersedeOrNull(last, IceStory.PEER));

    assertEquals(List.of("lastUfrag789", "servUfrag123"), sessions.localUfrags());
  }

  @Test
  void ofThreeInUseTheOldestGoes() {
    IceCredentials last = new IceCredentials("lastUfrag789", "lastServerPassword012345");
    sessions.takeUp(sessionOf(IceStory.SERVER), 0);
    sessions.supersedeOrNull(IceStory.NEXT_SERVER, IceStory.NEXT_PEER);
    sessions.takeUp(sessionOf(IceStory.NEXT_SERVER), 0);

    assertEquals("servUfrag123", sessions.supersedeOrNull(last, IceStory.PEER));

    assertEquals(List.of("lastUfrag789", "nextUfrag456"), sessions.localUfrags());
  }

  @Test
  void aUfragInUseIsRefusedAndNothingChanges() {
    assertThrows(
        IllegalArgumentException.class,
        () -> sessions.supersedeOrNull(IceStory.SERVER, IceStory.NEXT_PEER));

    assertEquals(List.of("servUfrag123"), sessions.localUfrags());
  }
}
