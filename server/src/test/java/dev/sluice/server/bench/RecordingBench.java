package dev.sluice.server.bench;

import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.server.bench.RecordedRooms.Phase;
import dev.sluice.server.room.RecordingAction;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.srtp.SrtpProfile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What recording costs the loop that forwards, and what one machine can record. */
@Command(
    name = "recording",
    description = {
      "Rooms on one real media loop, recorded and not recorded in turns in one run: latency of",
      "forwarded frames, CPU, what is written, what is dropped."
    })
final class RecordingBench implements Callable<Integer> {

  /** 30 frames of 6 packets of 1040 bytes a second: 1.5 Mbit/s. */
  private static final int PACKETS = 6;

  private static final int PAYLOAD_LENGTH = 1040;
  private static final int KEYFRAME_EVERY = 60;

  /** Until recordings have their first keyframe, and the loop has calmed down. */
  private static final int SETTLE_SECONDS = 4;

  private static final int WARM_UP_SECONDS = 10;
  private static final int REPORT_SECONDS = 30;
  private static final double MICROS = 1e3;
  private static final double MEGA = 1e6;

  @Option(names = "--tracks", description = "tracks that are recorded at once", split = ",")
  private List<Integer> tracks = List.of(50, 200);

  @Option(names = "--viewers", description = "receivers of each track")
  private int viewers = 3;

  @Option(names = "--rounds", description = "how often it is measured, recorded and not")
  private int rounds = 6;

  @Option(names = "--seconds", description = "measured each time")
  private int seconds = 8;

  @Option(
      names = "--minutes",
      description = "instead: records all the time, and shows what memory is used")
  private int minutes = 0;

  @Option(names = "--directory", description = "for recordings, which are deleted")
  private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

  @Override
  public Integer call() throws Exception {
    PacketPath.printMachine();
    if (minutes > 0) {
      runLong();
      return 0;
    }
    Table latency =
        new Table(
            "tracks", "viewers", "p50 us off", "p50 on", "ratio", "p99 us off", "p99 on", "ratio");
    Table cost =
        new Table(
            "tracks",
            "packets/s",
            "loop busy off",
            "on",
            "CPU ns/packet off",
            "on",
            "ratio",
            "writer busy",
            "MB/s written",
            "dropped",
            "starts included",
            "queue at most KiB");
    for (int count : tracks) {
      measure(count, latency, cost);
    }
    latency.print(System.out);
    System.out.println();
    cost.print(System.out);
    return 0;
  }

  private Workload workload() {
    return new Workload(
        Codec.VP8,
        SrtpProfile.AEAD_AES_128_GCM,
        Ciphers.SELECTED,
        viewers,
        PACKETS,
        PAYLOAD_LENGTH,
        KEYFRAME_EVERY);
  }

  private void measure(int count, Table latency, Table cost) throws Exception {
    List<Phase> off = new ArrayList<>();
    List<Phase> on = new ArrayList<>();
    long dropped;
    Path records = Files.createTempDirectory(directory, "sluice-bench");
    try (RecordedRooms rooms = new RecordedRooms(workload(), count, records)) {
      rooms.run(WARM_UP_SECONDS);
      for (int round = 0; round < rounds; round++) {
        rooms.run(SETTLE_SECONDS);
        off.add(rooms.measure(seconds));
        rooms.record(RecordingAction.START);
        rooms.run(SETTLE_SECONDS);
        on.add(rooms.measure(seconds));
        rooms.record(RecordingAction.STOP);
      }
      // those of the moments in which all rooms begin at once, too
      dropped = rooms.recorder().dropped(PacketDropReason.QUEUE_FULL);
    } finally {
      delete(records);
    }
    latency.row(
        Integer.toString(count),
        Integer.toString(viewers),
        micros(off, 0.5),
        micros(on, 0.5),
        ratio(latency(off, 0.5), latency(on, 0.5)),
        micros(off, 0.99),
        micros(on, 0.99),
        ratio(latency(off, 0.99), latency(on, 0.99)));
    cost.row(
        Integer.toString(count),
        "%,.0f".formatted(median(on, Phase::packets)),
        percent(median(off, Phase::loopBusy)),
        percent(median(on, Phase::loopBusy)),
        Table.number(median(off, Phase::loopCpuNanos)),
        Table.number(median(on, Phase::loopCpuNanos)),
        ratio(median(off, Phase::loopCpuNanos), median(on, Phase::loopCpuNanos)),
        percent(median(on, Phase::writerBusy)),
        "%.1f".formatted(median(on, Phase::bytes) / MEGA),
        Long.toString(on.stream().mapToLong(Phase::dropped).sum()),
        Long.toString(dropped),
        Long.toString(on.get(on.size() - 1).queueBytes() >> 10));
  }

  private static String micros(List<Phase> phases, double quantile) {
    return Table.number(latency(phases, quantile) / MICROS);
  }

  /** Of the frames of all rounds together, in nanoseconds. */
  private static double latency(List<Phase> phases, double quantile) {
    List<Long> all = phases.stream().flatMap(phase -> phase.latencies().stream()).sorted().toList();
    return all.isEmpty()
        ? Double.NaN
        : all.get((int) Math.min(all.size() - 1, all.size() * quantile));
  }

  private static String ratio(double off, double on) {
    return "%.2f".formatted(on / off);
  }

  private static double median(List<Phase> phases, ToDoubleFunction<Phase> figure) {
    double[] sorted = phases.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static String percent(double share) {
    return "%.0f %%".formatted(100 * share);
  }

  private void runLong() throws Exception {
    Table table =
        new Table(
            "minutes", "heap MB after GC", "RSS MB", "files", "GB written", "dropped", "lost");
    int count = tracks.get(0);
    Path records = Files.createTempDirectory(directory, "sluice-bench");
    try (RecordedRooms rooms = new RecordedRooms(workload(), count, records)) {
      rooms.run(WARM_UP_SECONDS);
      rooms.record(RecordingAction.START);
      int reports = minutes * 60 / REPORT_SECONDS;
      for (int i = 1; i <= reports; i++) {
        rooms.run(REPORT_SECONDS);
        table.row(
            "%.1f".formatted(i * REPORT_SECONDS / 60.0),
            "%.1f".formatted(heapAfterCollection() / MEGA),
            "%.0f".formatted(residentBytes() / MEGA),
            Long.toString(rooms.recorder().files()),
            "%.2f".formatted(rooms.recorder().bytes() / 1e9),
            Long.toString(rooms.recorder().dropped(PacketDropReason.QUEUE_FULL)),
            Long.toString(rooms.recorder().lost()));
      }
      rooms.record(RecordingAction.STOP);
    } finally {
      delete(records);
    }
    System.out.printf("%d tracks%n%n", count);
    table.print(System.out);
  }

  private static double heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static double residentBytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          * 1024.0;
    }
  }

  private static void delete(Path records) throws IOException {
    try (Stream<Path> files = Files.walk(records)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
