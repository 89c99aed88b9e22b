package dev.sluice.server.bench;

import dev.sluice.server.dtls.BcDtlsEngineFactory;
import dev.sluice.server.dtls.DtlsOptions;
import dev.sluice.server.media.IceTcpStats;
import dev.sluice.server.room.ConnectionQuality;
import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomStats.NetworkFigures;
import dev.sluice.server.room.RoomStats.PacketCounters;
import dev.sluice.server.room.RoomStats.ParticipantStats;
import dev.sluice.server.room.TrackId;
import dev.sluice.server.room.TrackInfo;
import dev.sluice.server.room.TrackSource;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.signaling.SignalingStats;
import dev.sluice.server.signaling.wish.WishStats;
import dev.sluice.server.telemetry.HandshakeCounter;
import dev.sluice.server.telemetry.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the metrics page costs, by how many rooms there are. */
@Command(
    name = "metrics",
    description = "Time, size and garbage of one metrics page, by rooms.",
    mixinStandardHelpOptions = true)
final class MetricsBench implements Callable<Integer> {

  private static final int WARM_UP = 200;
  private static final int PAGES = 101;
  private static final int MEMBERS = 5;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double BYTES_PER_KILOBYTE = 1e3;

  @Option(names = "--max-rooms", description = "METRICS_MAX_ROOMS", defaultValue = "200")
  private int maxRooms;

  @Override
  public Integer call() {
    PacketPath.printMachine();
    Table table = new Table("rooms", "page kB", "median ms", "slowest ms", "allocated kB");
    for (int rooms : new int[] {1, 50, 200, 1000}) {
      measure(rooms, table);
    }
    table.print(System.out);
    return 0;
  }

  private void measure(int count, Table table) {
    List<RoomStats> rooms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rooms.add(room("room-" + i));
    }
    try (BcDtlsEngineFactory dtls = new BcDtlsEngineFactory(DtlsOptions.defaults())) {
      Metrics metrics =
          new Metrics(
              () -> rooms,
              maxRooms,
              List::of,
              () -> new IceTcpStats(0, 0, Map.of()),
              () -> new SignalingStats(0, 0, 0, 0, 0),
              () -> new WishStats(Map.of(), Map.of(), 0, 0),
              new HandshakeCounter(dtls, System::nanoTime),
              "bench");
      long[] nanos = new long[PAGES];
      int chars = 0;
      for (int i = -WARM_UP; i < PAGES; i++) {
        long start = System.nanoTime();
        chars = metrics.render().length();
        if (i >= 0) {
          nanos[i] = System.nanoTime() - start;
        }
      }
      Arrays.sort(nanos);
      table.row(
          Integer.toString(count),
          "%.0f".formatted(chars / BYTES_PER_KILOBYTE),
          "%.1f".formatted(nanos[PAGES / 2] / NANOS_PER_MILLI),
          "%.1f".formatted(nanos[PAGES - 1] / NANOS_PER_MILLI),
          "%.0f"
              .formatted(
                  (double) Allocations.of(() -> metrics.render(), PAGES)
                      / PAGES
                      / BYTES_PER_KILOBYTE));
    }
  }

  private static RoomStats room(String name) {
    List<ParticipantStats> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      ParticipantId id = new ParticipantId("p" + i);
      members.add(
          new ParticipantStats(
              id,
              "somebody",
              Role.PARTICIPANT,
              true,
              true,
              List.of(track(id, Codec.OPUS), track(id, Codec.VP8)),
              MEMBERS,
              PacketCounters.ZERO,
              new ConnectionQuality(id, 3, 0, 0, 20),
              new NetworkFigures(0.001, 0.002, -1)));
    }
    return new RoomStats(
        new RoomId(name),
        0,
        members,
        2 * MEMBERS,
        MEMBERS * MEMBERS,
        RecordingInfo.NONE,
        Map.of(),
        Map.of(),
        new PacketCounters(1_000_000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14),
        Map.of("duplicate", 17L, "no_keys", 3L));
  }

  private static TrackInfo track(ParticipantId of, Codec codec) {
    return new TrackInfo(
        new TrackId("t"),
        of,
        "0",
        codec.kind(),
        TrackSource.CAMERA,
        codec,
        "",
        false,
        false,
        false);
  }
}
