package dev.sluice.server.e2e.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.MetricsPage;
import dev.sluice.server.e2e.NetworkNamespace;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.ServerFixture;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls over a network that loses packets. */
@Tag("e2e")
class NativeLossTest {

  private static final int LOSS_PERCENT = 5;
  private static final int FRAMES = 150;
  private static final int MOST_KEYFRAMES = 7;

  @Test
  void videoKeepsPlayingWhileOneDatagramInTwentyIsLost() throws IOException {
    try (NetworkNamespace network = NetworkNamespace.create();
        ServerFixture server = ServerFixture.start();
        NativePeer anna =
            new NativePeer(
                new PeerProcess(network.inside(PeerProcess.JAVA)), "Anna", Colour.RED, 440);
        NativePeer ben =
            new NativePeer(
                new PeerProcess(network.inside(PeerProcess.JAVA)), "Ben", Colour.BLUE, 1000)) {
      URI socket = URI.create("ws://%s:%d/api/ws".formatted(network.gateway(), server.port()));
      String room = server.newRoom("loss");
      network.lose(LOSS_PERCENT);
      anna.join(socket, room);
      ben.join(socket, room);
      anna.meets(ben);

      anna.decodesMore(ben, FRAMES);
      ben.decodesMore(anna, FRAMES);
      anna.meets(ben);

      recovers(anna);
      recovers(ben);
      serverSaysWhy(server, room);
    }
  }

  /**
   * Packets were asked for again, and came, in both directions of one peer; and hardly ever was a
   * new picture needed instead, though every tenth frame or so lost something on its two ways.
   */
  private static void recovers(NativePeer peer) {
    peer.counts("INBOUND_RTP", "nackCount");
    peer.counts("INBOUND_RTP", "retransmittedPacketsReceived");
    peer.counts("OUTBOUND_RTP", "nackCount");
    peer.counts("OUTBOUND_RTP", "retransmittedPacketsSent");
    double keyframes = peer.sum("INBOUND_RTP", "video", "keyFramesDecoded");
    assertTrue(keyframes <= MOST_KEYFRAMES, keyframes + " keyframes");
  }

  private static void serverSaysWhy(ServerFixture server, String room) {
    String label = "room=\"" + room + "\"";
    MetricsPage metrics =
        Poll.until(
            "the server counts what was asked for and sent again",
            server::metrics,
            page ->
                page.sum("sluice_nacks_total", label, "direction=\"receive\"") > 0
                    && page.sum("sluice_nacks_total", label, "direction=\"send\"") > 0
                    && page.sum("sluice_retransmissions_total", label, "direction=\"receive\"") > 0
                    && page.sum("sluice_retransmissions_total", label, "direction=\"send\"") > 0);
    double received = metrics.sum("sluice_rtp_packets_total", label, "direction=\"receive\"");
    double lost = metrics.sum("sluice_rtp_lost_packets_total", label, "direction=\"receive\"");
    double share = lost / (lost + received);
    assertTrue(
        share > LOSS_PERCENT / 200.0 && share < LOSS_PERCENT / 50.0,
        "%s of %s packets were lost on their way to the server".formatted(lost, lost + received));
    assertEquals(0, metrics.sum("sluice_loop_failures_total"));
  }
}
