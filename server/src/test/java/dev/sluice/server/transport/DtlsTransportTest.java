package dev.sluice.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.dtls.DtlsEngine;
import dev.sluice.server.dtls.DtlsEngineFactory;
import dev.sluice.server.dtls.DtlsFailure;
import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceOptions;
import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.scenario.FakeDtls;
import dev.sluice.server.srtp.SrtpKeys;
import dev.sluice.server.srtp.SrtpProfile;
import dev.sluice.server.srtp.SrtpProviders;
import dev.sluice.server.time.WallClock;
import dev.sluice.server.transport.TransportEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class DtlsTransportTest {

  private static final Fingerprint PEER = new Fingerprint("sha-256", "peer");
  private static final byte[] FLIGHT = {22, 1, 2, 3};

  private final ConnectedTransport story = new ConnectedTransport();
  private final Engine engine = new Engine();
  private final TransportHistory history = new TransportHistory();
  private final List<String> told = new ArrayList<>();
  private NetworkPath proven;
  private final DtlsTransport dtls =
      new DtlsTransport(
          story.transport(), context(), parameters(), history, new Listener(), story.now());

  private TransportContext context() {
    return new TransportContext(
        story.transport().sink(),
        null,
        engine,
        SrtpProviders.selected(),
        Runnable::run,
        new WallClock(0, 0),
        IceOptions.defaults(),
        new Random(1));
  }

  private static TransportParameters parameters() {
    return new TransportParameters(
        ConnectedTransport.LOCAL, ConnectedTransport.LOCAL, DtlsRole.SERVER, List.of(PEER));
  }

  private void receive(NetworkPath path) {
    dtls.receive(path, FLIGHT, 0, FLIGHT.length, story.now());
  }

  @Test
  void beginsOnceWhateverBeginsIt() {
    assertFalse(dtls.started());

    receive(story.path());
    dtls.start(story.now());

    assertTrue(dtls.started());
    assertEquals(List.of("start", "receive 4"), engine.calls);
    assertEquals(
        List.of(Kind.DTLS_STARTED), history.events().stream().map(TransportEvent::kind).toList());
  }

  @Test
  void saysOverWhichPathTheLastFlightCame() {
    receive(story.path());
    receive(story.anotherPath());
    NetworkPath last = story.anotherPath();
    receive(last);

    engine.listener.onDtlsConnected(new FakeDtls(SrtpProfile.AEAD_AES_128_GCM).serverKeys(PEER));

    assertEquals(List.of("keys"), told);
    assertSame(last, proven);
  }

  @Test
  void flightsLeaveOverTheSelectedPathAndAreCountedWithoutOne() {
    engine.listener.onDtlsOutput(FLIGHT, 0, FLIGHT.length);
    assertEquals(1, story.takeSent().size());

    story.transport().onPathLost(story.path(), story.now());
    engine.listener.onDtlsOutput(FLIGHT, 0, FLIGHT.length);

    assertEquals(0, story.takeSent().size());
    assertEquals(1, story.transport().drops().of(DropReason.NO_PATH));
  }

  @Test
  void aFloodDoesNotReachTheEngine() {
    for (int i = 0; i < 1_000; i++) {
      receive(story.path());
    }
    assertEquals(1 + 128, engine.calls.size());
    assertEquals(1_000 - 128, story.transport().drops().of(DropReason.RATE_LIMITED));
  }

  @Test
  void tellsHowItEnded() {
    engine.listener.onDtlsFailed(DtlsFailure.TIMED_OUT);
    engine.listener.onDtlsClosed();

    assertEquals(List.of("failed TIMED_OUT", "closed"), told);
  }

  private final class Listener implements DtlsTransport.Listener {

    @Override
    public void onKeys(SrtpKeys keys, NetworkPath provenOrNull) {
      told.add("keys");
      proven = provenOrNull;
    }

    @Override
    public void onDtlsFailed(DtlsFailure reason) {
      told.add("failed " + reason);
    }

    @Override
    public void onDtlsClosed() {
      told.add("closed");
    }
  }

  /** Notes what it is asked. */
  private static final class Engine implements DtlsEngineFactory, DtlsEngine {

    private final List<String> calls = new ArrayList<>();
    private DtlsEngine.Listener listener;

    @Override
    public DtlsEngine create(
        DtlsRole role,
        List<Fingerprint> remoteFingerprints,
        Executor loop,
        DtlsEngine.Listener owner) {
      listener = owner;
      return this;
    }

    @Override
    public Fingerprint localFingerprint() {
      return PEER;
    }

    @Override
    public void warmUp() {
      calls.add("warm up");
    }

    @Override
    public void start() {
      calls.add("start");
    }

    @Override
    public void receive(byte[] data, int off, int len) {
      calls.add("receive " + len);
    }

    @Override
    public void onTick(long nowNanos) {
      calls.add("tick");
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }
}
