package dev.sluice.server.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.dtls.DtlsEngine;
import dev.sluice.server.dtls.DtlsEngineFactory;
import dev.sluice.server.dtls.DtlsFailure;
import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.media.DatagramDrop;
import dev.sluice.server.media.IceTcpStats;
import dev.sluice.server.media.LoopStats;
import dev.sluice.server.media.TcpRefusal;
import dev.sluice.server.room.ConnectionQuality;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomStats.Departure;
import dev.sluice.server.room.RoomStats.PacketCounters;
import dev.sluice.server.room.RoomStats.ParticipantStats;
import dev.sluice.server.signaling.SignalingStats;
import dev.sluice.server.signaling.wish.WishStats;
import dev.sluice.server.srtp.SrtpKeys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private final List<RoomStats> rooms = new ArrayList<>();
  private final RecordingFactory dtls = new RecordingFactory();
  private final HandshakeCounter handshakes = new HandshakeCounter(dtls);
  private final Metrics metrics =
      new Metrics(
          () -> List.copyOf(rooms),
          () -> List.of(loop()),
          () -> new IceTcpStats(8, 9, Map.of(TcpRefusal.NOT_STUN, 10L)),
          () -> new SignalingStats(1, 2, 3, 4, 5),
          () ->
              new WishStats(
                  Map.of("whip", 3L), Map.of(new WishStats.Outcome("whip", 201), 4L), 5, 6),
          handshakes,
          "1.2.3");

  @Test
  void showsGoLivesMetricsForEachRoom() {
    rooms.add(room("blue"));

    List<String> lines = lines();

    assertTrue(lines.contains("webrtc_rooms 1.0"));
    assertTrue(lines.contains("webrtc_subscribers{room=\"blue\",} 3.0"));
    assertTrue(lines.contains("webrtc_rtp_packets_total{room=\"blue\",} 1.0"));
    assertTrue(lines.contains("webrtc_rtp_bytes_total{room=\"blue\",} 2.0"));
  }

  @Test
  void showsWhatARoomCounted() {
    rooms.add(room("blue"));

    List<String> lines = lines();

    assertTrue(lines.contains("sluice_participants{room=\"blue\",} 3.0"));
    assertTrue(lines.contains("sluice_publishers{room=\"blue\",} 1.0"));
    assertTrue(lines.contains("sluice_viewers{room=\"blue\",} 2.0"));
    assertTrue(
        lines.contains(
            "sluice_refused_joins_total{room=\"blue\",reason=\"subscriber_limit\",} 6.0"));
    assertTrue(
        lines.contains(
            "sluice_departures_total{room=\"blue\",role=\"viewer\",reason=\"never_connected\",} 7.0"));
    assertTrue(lines.contains("sluice_tracks{room=\"blue\",} 4.0"));
    assertTrue(lines.contains("sluice_subscriptions{room=\"blue\",} 5.0"));
    assertTrue(lines.contains("sluice_rtp_packets_total{room=\"blue\",direction=\"send\",} 3.0"));
    assertTrue(lines.contains("sluice_rtp_bytes_total{room=\"blue\",direction=\"send\",} 4.0"));
    assertTrue(lines.contains("sluice_rtp_lost_packets_total{room=\"blue\",} 5.0"));
    assertTrue(lines.contains("sluice_nacks_total{room=\"blue\",direction=\"send\",} 6.0"));
    assertTrue(lines.contains("sluice_nacks_total{room=\"blue\",direction=\"receive\",} 7.0"));
    assertTrue(
        lines.contains("sluice_retransmissions_total{room=\"blue\",direction=\"send\",} 8.0"));
    assertTrue(
        lines.contains("sluice_retransmissions_total{room=\"blue\",direction=\"receive\",} 9.0"));
    assertTrue(
        lines.contains("sluice_keyframe_requests_total{room=\"blue\",direction=\"send\",} 10.0"));
    assertTrue(
        lines.contains(
            "sluice_keyframe_requests_total{room=\"blue\",direction=\"receive\",} 11.0"));
    assertTrue(lines.contains("sluice_transport_feedback_total{room=\"blue\",} 12.0"));
    assertTrue(lines.contains("sluice_room_drops_total{room=\"blue\",reason=\"replayed\",} 3.0"));
  }

  @Test
  void seriesOfARoomEndWithTheRoom() {
    rooms.add(room("blue"));
    rooms.add(room("green"));
    assertTrue(metrics.render().contains("room=\"blue\""));

    rooms.remove(0);

    assertFalse(metrics.render().contains("room=\"blue\""));
    assertTrue(metrics.render().contains("room=\"green\""));
    assertTrue(lines().contains("webrtc_rooms 1.0"));
  }

  @Test
  void showsTheLoops() {
    List<String> lines = lines();

    assertTrue(lines.contains("sluice_loop_busy_ratio{loop=\"0\",} 0.25"));
    assertTrue(lines.contains("sluice_loop_lag_seconds{loop=\"0\",} 0.002"));
    assertTrue(
        lines.contains(
            "sluice_datagrams_total{loop=\"0\",direction=\"receive\",protocol=\"udp\",} 10.0"));
    assertTrue(
        lines.contains(
            "sluice_datagrams_total{loop=\"0\",direction=\"send\",protocol=\"tcp\",} 21.0"));
    assertTrue(lines.contains("sluice_loop_tcp_connections{loop=\"0\",} 18.0"));
    assertTrue(lines.contains("sluice_ice_tcp_accepted_total 8.0"));
    assertTrue(lines.contains("sluice_ice_tcp_unproven 9.0"));
    assertTrue(lines.contains("sluice_ice_tcp_refused_total{reason=\"not_stun\",} 10.0"));
    assertTrue(lines.contains("sluice_segmented_sends_total{loop=\"0\",} 16.0"));
    assertTrue(
        lines.contains("sluice_datagram_drops_total{loop=\"0\",reason=\"unknown_path\",} 7.0"));
  }

  @Test
  void showsSignaling() {
    List<String> lines = lines();

    assertTrue(lines.contains("sluice_websockets 1.0"));
    assertTrue(lines.contains("sluice_sessions 2.0"));
    assertTrue(lines.contains("sluice_resumes_total 4.0"));
    assertTrue(lines.contains("sluice_refusals_total 5.0"));
  }

  @Test
  void showsWhipAndWhep() {
    List<String> lines = lines();

    assertTrue(lines.contains("sluice_whip_sessions 3.0"));
    assertTrue(lines.contains("sluice_whep_sessions 0.0"));
    assertTrue(lines.contains("sluice_wish_posts_total{protocol=\"whip\",status=\"201\",} 4.0"));
    assertTrue(lines.contains("sluice_wish_ice_restarts_total 5.0"));
    assertTrue(lines.contains("sluice_wish_remote_candidates_total 6.0"));
  }

  @Test
  void showsTheBuildAndTheVirtualMachine() {
    String page = metrics.render();

    assertTrue(page.contains("sluice_build_info{"));
    assertTrue(page.contains("version=\"1.2.3\""));
    assertTrue(page.contains("jvm_memory_bytes_used{area=\"heap\",}"));
  }

  @Test
  void rendersOpenMetricsForWhoTakesIt() {
    Metrics.Page open =
        metrics.render(Optional.of("application/openmetrics-text;version=1.0.0,text/plain;q=0.5"));
    Metrics.Page plain = metrics.render(Optional.of("*/*"));

    assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8", open.contentType());
    assertTrue(open.text().endsWith("# EOF\n"));
    assertEquals("text/plain; version=0.0.4; charset=utf-8", plain.contentType());
    assertFalse(plain.text().contains("# EOF"));
  }

  @Test
  void everyFamilyIsDescribedOnce() {
    rooms.add(room("blue"));
    Set<String> described = new HashSet<>();

    for (String line : lines()) {
      if (line.startsWith("# HELP ")) {
        assertTrue(described.add(line.split(" ")[2]), line);
      } else if (!line.startsWith("#")) {
        String name = line.split("[{ ]")[0];
        assertTrue(described.contains(name) || name.matches(".*_(sum|count|max)"), line);
      }
    }
  }

  @Test
  void countsHandshakesByTheirEnd() {
    RecordingListener first = new RecordingListener();
    RecordingListener second = new RecordingListener();
    handshakes.create(DtlsRole.SERVER, List.of(), Runnable::run, first);
    dtls.listener.onDtlsConnected(null);
    dtls.listener.onDtlsFailed(DtlsFailure.ALERT_RECEIVED);
    handshakes.create(DtlsRole.SERVER, List.of(), Runnable::run, second);
    dtls.listener.onDtlsFailed(DtlsFailure.TIMED_OUT);

    List<String> lines = lines();

    assertTrue(lines.contains("sluice_dtls_handshakes_total{result=\"connected\",} 1.0"));
    assertTrue(lines.contains("sluice_dtls_handshakes_total{result=\"timed_out\",} 1.0"));
    assertTrue(lines.contains("sluice_dtls_handshakes_total{result=\"alert_received\",} 0.0"));
    assertEquals(List.of("connected", "ALERT_RECEIVED"), first.heard);
    assertEquals(List.of("TIMED_OUT"), second.heard);
    assertSame(RecordingFactory.FINGERPRINT, handshakes.localFingerprint());
  }

  private List<String> lines() {
    return metrics.render().lines().toList();
  }

  private static RoomStats room(String name) {
    return new RoomStats(
        new RoomId(name),
        0,
        List.of(
            member("a", Role.PARTICIPANT, 0),
            member("b", Role.PARTICIPANT, 5),
            member("obs", Role.PUBLISHER, 0),
            member("v1", Role.VIEWER, 2),
            member("v2", Role.VIEWER, 0)),
        4,
        5,
        RecordingInfo.NONE,
        Map.of(RoomErrorCode.SUBSCRIBER_LIMIT, 6L),
        Map.of(new Departure(Role.VIEWER, LeaveReason.NEVER_CONNECTED), 7L),
        new PacketCounters(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
        Map.of("replayed", 3L));
  }

  private static ParticipantStats member(String id, Role role, int subscriptions) {
    ParticipantId participant = new ParticipantId(id);
    return new ParticipantStats(
        participant,
        id,
        role,
        true,
        true,
        List.of(),
        subscriptions,
        PacketCounters.ZERO,
        new ConnectionQuality(participant, 3, 0, 0, 20));
  }

  private static LoopStats loop() {
    return new LoopStats(
        0,
        0,
        1,
        2,
        3,
        0.25,
        2_000_000,
        10,
        11,
        12,
        13,
        14,
        15,
        16,
        17,
        new LoopStats.Tcp(18, 19, 20, 21, 22),
        Map.of(DatagramDrop.UNKNOWN_PATH, 7L));
  }

  private static final class RecordingListener implements DtlsEngine.Listener {

    private final List<String> heard = new ArrayList<>();

    @Override
    public void onDtlsOutput(byte[] data, int off, int len) {}

    @Override
    public void onDtlsConnected(SrtpKeys keys) {
      heard.add("connected");
    }

    @Override
    public void onDtlsFailed(DtlsFailure reason) {
      heard.add(reason.name());
    }

    @Override
    public void onDtlsClosed() {}
  }

  /** Remembers the listener it was given last. */
  private static final class RecordingFactory implements DtlsEngineFactory {

    static final Fingerprint FINGERPRINT = new Fingerprint("sha-256", "AB:CD");
    private DtlsEngine.Listener listener;

    @Override
    public DtlsEngine create(
        DtlsRole role,
        List<Fingerprint> remoteFingerprints,
        Executor loop,
        DtlsEngine.Listener owner) {
      listener = owner;
      return null;
    }

    @Override
    public Fingerprint localFingerprint() {
      return FINGERPRINT;
    }

    @Override
    public void warmUp() {}

    @Override
    public void close() {}
  }
}
