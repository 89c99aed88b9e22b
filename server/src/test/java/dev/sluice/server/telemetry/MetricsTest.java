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
import dev.sluice.server.media.DurationCounts;
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
import dev.sluice.server.room.RoomStats.NetworkFigures;
import dev.sluice.server.room.RoomStats.PacketCounters;
import dev.sluice.server.room.RoomStats.ParticipantStats;
import dev.sluice.server.room.TrackId;
import dev.sluice.server.room.TrackInfo;
import dev.sluice.server.room.TrackSource;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.MediaKind;
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

  private static final int MAX_ROOMS = 2;

  private final List<RoomStats> rooms = new ArrayList<>();
  private long nowNanos;
  private final RecordingFactory dtls = new RecordingFactory();
  private final HandshakeCounter handshakes = new HandshakeCounter(dtls, () -> nowNanos);
  private final Metrics metrics =
      new Metrics(
          () -> List.copyOf(rooms),
          MAX_ROOMS,
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
    assertTrue(lines.contains("sluice_tracks{room=\"blue\",kind=\"video\",codec=\"VP8\",} 2.0"));
    assertTrue(lines.contains("sluice_subscriptions{room=\"blue\",} 5.0"));
    assertTrue(lines.contains("sluice_rtp_packets_total{room=\"blue\",direction=\"send\",} 3.0"));
    assertTrue(lines.contains("sluice_rtp_bytes_total{room=\"blue\",direction=\"send\",} 4.0"));
    assertTrue(
        lines.contains("sluice_rtp_lost_packets_total{room=\"blue\",direction=\"receive\",} 5.0"));
    assertTrue(
        lines.contains("sluice_rtp_lost_packets_total{room=\"blue\",direction=\"send\",} 13.0"));
    assertTrue(lines.contains("sluice_layer_changes_total{room=\"blue\",change=\"up\",} 14.0"));
    assertTrue(lines.contains("sluice_layer_changes_total{room=\"blue\",change=\"down\",} 15.0"));
    assertTrue(lines.contains("sluice_srtp_auth_failures_total{room=\"blue\",} 16.0"));
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
    assertTrue(page().contains("room=\"blue\""));

    rooms.remove(0);

    assertFalse(page().contains("room=\"blue\""));
    assertTrue(page().contains("room=\"green\""));
    assertTrue(lines().contains("webrtc_rooms 1.0"));
  }

  @Test
  void showsHowARoomIsConnectedWithoutNamingAnybody() {
    rooms.add(room("blue"));

    List<String> lines = lines();

    assertTrue(lines.contains("sluice_connections{room=\"blue\",quality=\"good\",} 5.0"));
    assertTrue(lines.contains("sluice_connections{room=\"blue\",quality=\"lost\",} 0.0"));
    assertTrue(lines.contains("sluice_round_trip_max_seconds{room=\"blue\",} 0.02"));
    assertTrue(
        lines.contains("sluice_jitter_median_seconds{room=\"blue\",direction=\"receive\",} 0.001"));
    assertTrue(
        lines.contains("sluice_jitter_max_seconds{room=\"blue\",direction=\"receive\",} 0.003"));
    assertTrue(lines.contains("sluice_jitter_max_seconds{room=\"blue\",direction=\"send\",} 0.01"));
    assertTrue(lines.contains("sluice_receiver_estimates{room=\"blue\",} 5.0"));
    assertTrue(lines.contains("sluice_receiver_estimate_min_bytes_per_second{room=\"blue\",} 0.0"));
  }

  @Test
  void sumsTheRoomsThatAreTooMany() {
    rooms.addAll(List.of(room("a"), room("b"), room("c"), room("d")));
    assertTrue(lines().contains("webrtc_rtp_packets_total{room=\"(other)\",} 2.0"));
    assertTrue(lines().contains("sluice_participants{room=\"(other)\",} 6.0"));
    assertFalse(page().contains("room=\"c\""));

    rooms.remove(3);
    rooms.remove(0);

    assertTrue(lines().contains("webrtc_rtp_packets_total{room=\"(other)\",} 2.0"), "never falls");
    assertTrue(lines().contains("sluice_participants{room=\"(other)\",} 3.0"));
    assertFalse(page().contains("room=\"c\""), "summed once, summed to its end");

    rooms.add(room("e"));
    assertTrue(page().contains("room=\"e\""), "there is a place for a new one");
    assertTrue(lines().contains("webrtc_rooms 3.0"));
  }

  @Test
  void showsWhetherTheServerIsReady() {
    metrics.addReadiness(() -> Map.of("drain", false, "media", true));

    assertTrue(lines().contains("sluice_ready 0.0"));
    assertTrue(lines().contains("sluice_ready_check{check=\"drain\",} 0.0"));
    assertTrue(lines().contains("sluice_ready_check{check=\"media\",} 1.0"));
  }

  @Test
  void showsTheLoops() {
    List<String> lines = lines();

    assertTrue(lines.contains("sluice_loop_cpu_seconds_total{loop=\"0\",} 1.5"));
    assertTrue(lines.contains("sluice_loop_allocated_bytes_total{loop=\"0\",} 23.0"));
    assertTrue(lines.contains("sluice_forward_seconds_bucket{loop=\"0\",le=\"0.001\",} 4.0"));
    assertTrue(lines.contains("sluice_forward_seconds_bucket{loop=\"0\",le=\"0.005\",} 7.0"));
    assertTrue(lines.contains("sluice_forward_seconds_bucket{loop=\"0\",le=\"+Inf\",} 9.0"));
    assertTrue(lines.contains("sluice_forward_seconds_count{loop=\"0\",} 9.0"));
    assertTrue(lines.contains("sluice_forward_seconds_sum{loop=\"0\",} 0.006"));
    assertTrue(lines.contains("sluice_loop_tick_lag_seconds_count{loop=\"0\",} 9.0"));
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
    String page = page();

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
        assertTrue(described.contains(name) || name.matches(".*_(sum|count|max|bucket)"), line);
      }
    }
  }

  @Test
  void countsHandshakesByTheirEnd() {
    RecordingListener first = new RecordingListener();
    RecordingListener second = new RecordingListener();
    first.engine = handshakes.create(DtlsRole.SERVER, List.of(), Runnable::run, first);
    first.engine.start();
    nowNanos = 30_000_000;
    dtls.listener.onDtlsConnected(null);
    dtls.listener.onDtlsFailed(DtlsFailure.ALERT_RECEIVED);
    handshakes.create(DtlsRole.SERVER, List.of(), Runnable::run, second);
    dtls.listener.onDtlsFailed(DtlsFailure.TIMED_OUT);

    List<String> lines = lines();

    assertTrue(lines.contains("sluice_dtls_handshakes_total{result=\"connected\",} 1.0"));
    assertTrue(lines.contains("sluice_dtls_handshakes_total{result=\"timed_out\",} 1.0"));
    assertTrue(lines.contains("sluice_dtls_handshakes_total{result=\"alert_received\",} 0.0"));
    assertTrue(lines.contains("sluice_dtls_handshake_seconds_bucket{le=\"0.025\",} 0.0"));
    assertTrue(lines.contains("sluice_dtls_handshake_seconds_bucket{le=\"0.05\",} 1.0"));
    assertEquals(List.of("connected", "ALERT_RECEIVED"), first.heard);
    assertEquals(List.of("TIMED_OUT"), second.heard);
    assertSame(RecordingFactory.FINGERPRINT, handshakes.localFingerprint());
  }

  private List<String> lines() {
    return page().lines().toList();
  }

  private String page() {
    return metrics.render();
  }

  private static TrackInfo track(ParticipantId of) {
    return new TrackInfo(
        new TrackId("t"),
        of,
        "0",
        MediaKind.VIDEO,
        TrackSource.CAMERA,
        of.value().equals("obs") ? Codec.H264 : Codec.VP8,
        "",
        false,
        false,
        false);
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
        new PacketCounters(1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 10, 11, 12, 14, 15),
        Map.of("replayed", 3L, "forged", 16L));
  }

  private static ParticipantStats member(String id, Role role, int subscriptions) {
    ParticipantId participant = new ParticipantId(id);
    return new ParticipantStats(
        participant,
        id,
        role,
        true,
        true,
        role == Role.VIEWER ? List.of() : List.of(track(participant)),
        subscriptions,
        PacketCounters.ZERO,
        new ConnectionQuality(participant, 3, 0, 0, 20),
        new NetworkFigures(0.001 * id.length(), 0.002 * subscriptions, 8_000L * subscriptions));
  }

  private static LoopStats loop() {
    return new LoopStats(
        0,
        0,
        1,
        2,
        3,
        10,
        11,
        12,
        13,
        14,
        15,
        16,
        17,
        new LoopStats.Tcp(18, 19, 20, 21, 22),
        new LoopStats.Work(
            0.25,
            2_000_000,
            1_500_000_000L,
            23,
            new DurationCounts(List.of(1_000_000L, 5_000_000L), List.of(4L, 3L, 2L), 6_000_000L),
            new DurationCounts(List.of(), List.of(9L), 500_000_000L)),
        Map.of(DatagramDrop.UNKNOWN_PATH, 7L));
  }

  private static final class RecordingListener implements DtlsEngine.Listener {

    private DtlsEngine engine;
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
      return new IdleEngine();
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

  private static final class IdleEngine implements DtlsEngine {

    @Override
    public void start() {}

    @Override
    public void receive(byte[] data, int off, int len) {}

    @Override
    public void onTick(long nowNanos) {}

    @Override
    public void close() {}
  }
}
