package dev.sluice.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.ice.IceOptions;
import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.scenario.FakeDtls;
import dev.sluice.server.scenario.StunRequests;
import dev.sluice.server.srtp.SrtpProfile;
import dev.sluice.server.srtp.SrtpProviders;
import dev.sluice.server.time.WallClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the directory knows of a transport, by the checks of its peer. */
class IceTransportTest {

  private static final IceCredentials LOCAL = ConnectedTransport.LOCAL;
  private static final IceCredentials REMOTE =
      new IceCredentials("peer", "peers-password-of-24-chs");
  private static final IceCredentials NEXT =
      new IceCredentials("next", "next-password-of-24-chars");

  private final ConnectedTransport story = new ConnectedTransport();
  private final DatagramReceiver transport = story.transport();
  private final Directory directory = new Directory();
  private final ConnectionState state =
      new ConnectionState(new SilentListener(), new TransportHistory());
  private int validated;
  private long now = story.now();
  private final IceTransport ice =
      new IceTransport(
          transport,
          new TransportContext(
              story.transport().sink(),
              directory,
              new FakeDtls(SrtpProfile.AEAD_AES_128_GCM),
              SrtpProviders.selected(),
              Runnable::run,
              new WallClock(0, 0),
              IceOptions.defaults(),
              new Random(1)),
          new TransportParameters(
              LOCAL, REMOTE, DtlsRole.SERVER, List.of(new Fingerprint("sha-256", "peer"))),
          new TransportHistory(),
          state,
          () -> validated++,
          now);

  private void check(NetworkPath path, IceCredentials with) {
    byte[] check = StunRequests.check(with, REMOTE);
    ice.receive(path, check, 0, check.length, now);
  }

  private void pass(long seconds) {
    now += seconds * 1_000_000_000L;
    ice.onTick(now);
  }

  @Test
  void isFoundByItsUfragOnceRegistered() {
    assertEquals(Set.of(), directory.ufrags.keySet());

    ice.register();

    assertSame(transport, directory.ufrags.get(LOCAL.ufrag()));
  }

  @Test
  void aCheckBindsItsPath() {
    check(story.path(), LOCAL);

    assertEquals(1, validated);
    assertSame(transport, directory.paths.get(story.path()));
    assertSame(story.path(), ice.selectedPathOrNull());
  }

  @Test
  void theNextCheckTakesThePathBackFromSomebodyElse() {
    check(story.path(), LOCAL);
    directory.paths.put(story.path(), new ConnectedTransport().transport());

    check(story.path(), LOCAL);

    assertSame(transport, directory.paths.get(story.path()));
    assertEquals(1, validated);
  }

  @Test
  void aCheckThatFailsTakesNothing() {
    DatagramReceiver other = new ConnectedTransport().transport();
    check(story.path(), LOCAL);
    directory.paths.put(story.path(), other);

    check(story.path(), new IceCredentials(LOCAL.ufrag(), "not-the-password-of-ours"));

    assertSame(other, directory.paths.get(story.path()));
  }

  @Test
  void anIceRestartIsFoundByBothUfragsUntilTheGraceIsOver() {
    ice.register();
    check(story.path(), LOCAL);

    ice.restart(NEXT, REMOTE, now);
    assertEquals(Set.of(LOCAL.ufrag(), NEXT.ufrag()), directory.ufrags.keySet());

    check(story.path(), NEXT);
    pass(6);
    assertEquals(Set.of(NEXT.ufrag()), directory.ufrags.keySet());
  }

  @Test
  void theLastPathLostInterruptsAndAnotherOneConnects() {
    check(story.path(), LOCAL);
    state.connect(SrtpProfile.AEAD_AES_128_GCM, now);

    ice.onPathLost(story.path(), now);
    assertEquals("interrupted", state.wireName());
    assertEquals(Map.of(), directory.paths);

    check(story.anotherPath(), LOCAL);
    assertEquals("connected", state.wireName());
  }

  @Test
  void silenceInterruptsUntilSomethingIsHeard() {
    check(story.path(), LOCAL);
    state.connect(SrtpProfile.AEAD_AES_128_GCM, now);

    pass(40);
    assertEquals("interrupted", state.wireName());

    ice.onAuthenticatedPacket(story.path(), now);
    assertEquals("connected", state.wireName());
  }

  @Test
  void nothingLeadsToItOnceClosed() {
    ice.register();
    check(story.path(), LOCAL);
    check(story.anotherPath(), LOCAL);
    ice.restart(NEXT, REMOTE, now);

    ice.close();

    assertEquals(Map.of(), directory.ufrags);
    assertEquals(Map.of(), directory.paths);
  }

  private static final class Directory implements TransportDirectory {

    private final Map<String, DatagramReceiver> ufrags = new HashMap<>();
    private final Map<NetworkPath, DatagramReceiver> paths = new HashMap<>();

    @Override
    public void register(String localUfrag, DatagramReceiver receiver) {
      ufrags.put(localUfrag, receiver);
    }

    @Override
    public void unregister(String localUfrag) {
      ufrags.remove(localUfrag);
    }

    @Override
    public void bind(NetworkPath path, DatagramReceiver receiver) {
      paths.put(path, receiver);
    }

    @Override
    public void unbind(NetworkPath path, DatagramReceiver receiver) {
      paths.remove(path, receiver);
    }
  }

  private static final class SilentListener implements WebRtcTransport.Listener {

    @Override
    public void onPathFound() {}

    @Override
    public void onConnected() {}

    @Override
    public void onInterrupted() {}

    @Override
    public void onFailed(String why) {
      throw new AssertionError(why);
    }

    @Override
    public void onClosedByPeer() {}

    @Override
    public void onKeyframeRequested(RtpSender sender) {}

    @Override
    public void onNack(RtpSender sender, int sequence) {}
  }
}
