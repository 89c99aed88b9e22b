package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.conformance.Proves;
import dev.sluice.server.conformance.Requirement;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.transport.SessionParameters;
import dev.sluice.server.transport.TransportParameters;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An ICE restart that was agreed on and that the peer never carries out. */
class UnusedRestartScenarioTest {

  private static final long SILENCE = RoomOptions.DEFAULTS.mediaTimeoutNanos();
  private static final long GRACE = RoomOptions.DEFAULTS.mediaGraceNanos();

  private final RoomStory story = new RoomStory();

  private static SessionParameters restarted(SessionParameters session) {
    TransportParameters before = session.transport();
    return new SessionParameters(
        new TransportParameters(
            new IceCredentials("another1", "another-password-of-the-server"),
            new IceCredentials("another2", "another-password-of-the-peer"),
            before.dtlsRole(),
            before.remoteFingerprints()),
        session.media());
  }

  @Test
  @Proves({
    Requirement.FAILED_RESTART_KEEPS_THE_SESSION,
    Requirement.UNUSED_RESTART_ENDS_BY_CONSENT
  })
  void theSessionLivesOnItsOldIceAndEndsWithItsConsent() {
    TestPeer obs = story.publish("obs");
    obs.says(
        new RoomCommand.Renegotiate(
            7, obs.id(), restarted(obs.session()), List.of(), false, obs.sink()));
    story.passWith(SILENCE + GRACE + SECOND, obs);
    assertTrue(obs.events(RoomEvent.Disconnected.class).isEmpty(), "the old checks still count");
    story.pass(SILENCE + GRACE + SECOND);
    assertEquals(LeaveReason.MEDIA_LOST, obs.last(RoomEvent.Disconnected.class).reason());
  }
}
