package dev.sluice.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.srtp.SrtpProfile;
import dev.sluice.server.transport.TransportEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionStateTest {

  private final List<String> told = new ArrayList<>();
  private final TransportHistory history = new TransportHistory();
  private final ConnectionState state = new ConnectionState(new Listener(), history);

  private void connect() {
    state.connect(SrtpProfile.AEAD_AES_128_GCM, 1);
  }

  private List<Kind> noted() {
    return history.events().stream().map(TransportEvent::kind).toList();
  }

  @Test
  void isConnectedByTheKeysAndOnce() {
    assertTrue(state.connecting());

    connect();

    assertTrue(state.connected());
    assertEquals(List.of(Kind.DTLS_CONNECTED), noted());
    assertThrows(IllegalStateException.class, this::connect);
  }

  @Test
  void silenceInterruptsAndIsOverWhenSomebodyIsHeard() {
    connect();

    state.onSilence(2);
    assertEquals("interrupted", state.wireName());
    state.onHeardAgain(3);

    assertTrue(state.connected());
    assertEquals(List.of("interrupted", "connected"), told);
    assertEquals(List.of(Kind.DTLS_CONNECTED, Kind.INTERRUPTED, Kind.RESTORED), noted());
  }

  @Test
  void silenceIsNotOverWithAnotherPath() {
    connect();
    state.onSilence(2);

    state.onPathSelected(3);

    assertEquals(List.of("interrupted"), told);
  }

  @Test
  void aLostPathInterruptsOnceAndIsMadeGoodByAnother() {
    connect();
    state.losePath(2);
    state.losePath(3);
    state.onSilence(4);

    state.onPathSelected(5);
    state.onPathSelected(6);

    assertTrue(state.connected());
    assertEquals(List.of("interrupted", "connected"), told);
  }

  @Test
  void beforeTheKeysALostPathMeansNothingAndSilenceIsTheEnd() {
    state.losePath(1);
    assertEquals(List.of(), told);

    state.onSilence(2);

    assertTrue(state.over());
    assertEquals(List.of("failed: no ICE connectivity check arrived in time"), told);
  }

  @Test
  void endsOnlyOnce() {
    connect();
    state.closeByPeer(2);
    state.fail("too late", 3);
    state.onSilence(4);
    state.onHeardAgain(5);

    assertEquals(List.of("closed by peer"), told);
    assertTrue(state.over());
    assertFalse(state.closed());
  }

  @Test
  void whoClosesHearsNothingMore() {
    connect();
    state.onSilence(2);
    told.clear();

    state.close();
    state.fail("too late", 3);
    state.closeByPeer(3);
    state.onHeardAgain(3);

    assertTrue(state.closed());
    assertEquals(List.of(), told);
  }

  private final class Listener implements WebRtcTransport.Listener {

    @Override
    public void onPathFound() {
      told.add("path found");
    }

    @Override
    public void onConnected() {
      told.add("connected");
    }

    @Override
    public void onInterrupted() {
      told.add("interrupted");
    }

    @Override
    public void onFailed(String why) {
      told.add("failed: " + why);
    }

    @Override
    public void onClosedByPeer() {
      told.add("closed by peer");
    }

    @Override
    public void onKeyframeRequested(RtpSender sender) {
      told.add("keyframe");
    }

    @Override
    public void onNack(RtpSender sender, int sequence) {
      told.add("nack");
    }
  }
}
