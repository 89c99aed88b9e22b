package dev.sluice.server.bench;

import dev.sluice.server.media.MediaOptions.Segmentation;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.srtp.SrtpProfile;
import dev.sluice.server.srtp.SrtpProviders;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what forwarding costs; {@code deploy/dev/bench.sh} runs it. */
@Command(
    name = "bench",
    description = "Measures the packet path and prints tables.",
    mixinStandardHelpOptions = true,
    subcommands = {
      PacketPath.Path.class,
      PacketPath.Stages.class,
      PacketPath.Allocation.class,
      PacketPath.FanOut.class,
      RecordingBench.class,
      JoinBench.class,
      MetricsBench.class
    })
public final class PacketPath {

  private PacketPath() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PacketPath()).execute(arguments));
  }

  static void printMachine() {
    System.out.printf(
        "%s %s, %d cores, %s%n%n",
        System.getProperty("java.vm.name"),
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors(),
        SrtpProviders.selected().description());
  }

  private static ChainedOptionsBuilder jmh(int iterations) {
    return new OptionsBuilder()
        .forks(1)
        .warmupIterations(3)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.seconds(1))
        .verbosity(VerboseMode.SILENT)
        .jvmArgsAppend("-Xmx1g");
  }

  /** Of the times of single invocations: other load on the machine hits but a few of them. */
  private static double median(RunResult result) {
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }

  /** From datagram to sink without sockets. */
  @Command(
      name = "path",
      description = "One publication to 50, from the datagram to a sink that discards (JMH).")
  static final class Path implements Callable<Integer> {

    @Option(names = "--ciphers", description = "SELECTED, JDK, NONE", split = ",")
    private List<Ciphers> ciphers = List.of(Ciphers.SELECTED, Ciphers.NONE);

    @Option(names = "--seconds", description = "measured for each row")
    private int seconds = 3;

    @Override
    public Integer call() throws RunnerException {
      printMachine();
      Table table =
          new Table("codec", "profile", "ciphers", "batch", "ns/forward", "forwards/s per core");
      for (SrtpProfile profile :
          List.of(SrtpProfile.AEAD_AES_128_GCM, SrtpProfile.AES128_CM_HMAC_SHA1_80)) {
        for (Ciphers cipher : ciphers) {
          if (cipher != Ciphers.SELECTED && !profile.aead()) {
            continue; // the JDK does counter mode in any case
          }
          for (RunResult result :
              new Runner(
                      jmh(seconds)
                          .include(PacketPathBenchmark.class.getSimpleName())
                          .param("ciphers", cipher.name())
                          .param("profile", profile.name())
                          .build())
                  .run()) {
            String batch = result.getParams().getParam("batch");
            double nanos = median(result) / Workload.SUBSCRIBERS / Integer.parseInt(batch);
            table.row(
                result.getParams().getParam("codec"),
                profile.name(),
                cipher.name(),
                batch,
                Table.number(nanos),
                "%,.0f".formatted(1e9 / nanos));
          }
        }
      }
      table.print(System.out);
      return 0;
    }
  }

  /** Each stage by itself. */
  @Command(name = "stages", description = "The stages of the path, each by itself (JMH).")
  static final class Stages implements Callable<Integer> {

    private static final int RECEIVED = 4;

    @Option(names = "--ciphers", description = "SELECTED, JDK, NONE", split = ",")
    private List<Ciphers> ciphers = List.of(Ciphers.SELECTED, Ciphers.JDK, Ciphers.NONE);

    @Option(names = "--seconds", description = "measured for each row")
    private int seconds = 3;

    @Override
    public Integer call() throws RunnerException {
      printMachine();
      Table table = new Table("stage", "profile", "ciphers", "ns/packet");
      for (Ciphers cipher : ciphers) {
        measure("open|seal.*", SrtpProfile.AEAD_AES_128_GCM, cipher, table);
      }
      // the JDK does counter mode in any case
      measure("open|seal.*", SrtpProfile.AES128_CM_HMAC_SHA1_80, Ciphers.SELECTED, table);
      measure("header|rewrite", SrtpProfile.AEAD_AES_128_GCM, Ciphers.NONE, table);
      measureReceiving("receive", false, table);
      measureReceiving("receive, record", true, table);
      table.print(System.out);
      return 0;
    }

    private void measure(String stages, SrtpProfile profile, Ciphers cipher, Table table)
        throws RunnerException {
      String pattern = StageBenchmark.class.getSimpleName() + "\\.(" + stages + ")";
      for (RunResult result :
          new Runner(
                  jmh(seconds)
                      .include(pattern)
                      .param("ciphers", cipher.name())
                      .param("profile", profile.name())
                      .build())
              .run()) {
        String name = result.getParams().getBenchmark();
        String stage = name.substring(name.lastIndexOf('.') + 1);
        table.row(stage, profile.name(), cipher.name(), Table.number(median(result)));
      }
    }

    /** The path with nobody to forward to. */
    private void measureReceiving(String stage, boolean recorded, Table table)
        throws RunnerException {
      for (RunResult result :
          new Runner(
                  jmh(seconds)
                      .include(PacketPathBenchmark.class.getSimpleName())
                      .param("ciphers", Ciphers.NONE.name())
                      .param("profile", SrtpProfile.AEAD_AES_128_GCM.name())
                      .param("codec", Codec.VP8.name())
                      .param("batch", Integer.toString(RECEIVED))
                      .param("subscribers", "0")
                      .param("recorded", Boolean.toString(recorded))
                      .build())
              .run()) {
        table.row(
            stage,
            SrtpProfile.AEAD_AES_128_GCM.name(),
            Ciphers.NONE.name(),
            Table.number(median(result) / RECEIVED));
      }
    }
  }

  /** Who allocates what. */
  @Command(name = "allocation", description = "Bytes allocated per forwarded packet, and by whom.")
  static final class Allocation implements Callable<Integer> {

    private static final int BATCH = 4;
    private static final int FRAMES = 10_000;

    /** Up to just after a full second, when reports were made; peers are not yet missed. */
    private static final int WARM_UP_TICKS = 1620;

    private static final int TICKS = 150;

    @Override
    public Integer call() {
      printMachine();
      if (!Allocations.counted()) {
        System.out.println("This JVM does not count what threads allocate.");
        return 1;
      }
      Table table = new Table("codec", "profile", "ciphers", "bytes/forward", "bytes/tick");
      for (Codec codec : List.of(Codec.VP8, Codec.H264)) {
        for (Ciphers ciphers : Ciphers.values()) {
          measure(codec, SrtpProfile.AEAD_AES_128_GCM, ciphers, table);
        }
        measure(codec, SrtpProfile.AES128_CM_HMAC_SHA1_80, Ciphers.SELECTED, table);
      }
      table.print(System.out);
      return 0;
    }

    private static void measure(Codec codec, SrtpProfile profile, Ciphers ciphers, Table table) {
      VirtualFanOut fanOut = new VirtualFanOut(Workload.of(codec, profile, ciphers, BATCH));
      for (int i = 0; i < FRAMES; i++) {
        fanOut.writeFrame();
        fanOut.deliverFrame();
        if (i < WARM_UP_TICKS) {
          fanOut.tick();
        }
      }
      long bytes = 0;
      long before = fanOut.forwarded();
      for (int i = 0; i < FRAMES; i++) {
        fanOut.writeFrame();
        bytes += Allocations.of(fanOut::deliverFrame, 1);
      }
      long forwarded = fanOut.forwarded() - before;
      long tickBytes = Allocations.of(fanOut::tick, TICKS);
      table.row(
          codec.name(),
          profile.name(),
          ciphers.name(),
          "%.1f".formatted((double) bytes / forwarded),
          "%.1f".formatted((double) tickBytes / TICKS));
    }
  }

  /** A real loop on loopback. */
  @Command(
      name = "fanout",
      description = "A real media loop and room on loopback sockets, one publisher, 50 receivers.")
  static final class FanOut implements Callable<Integer> {

    private static final int WARM_UP_SECONDS = 4;

    @Option(names = "--seconds", description = "measured for each row; medians are shown")
    private int seconds = 5;

    @Option(names = "--batches", description = "packets in a frame", split = ",")
    private List<Integer> batches = List.of(1, 4, 8);

    @Option(
        names = "--rate",
        description = "packets per second published; 0: the loop is kept busy, a frame at a time")
    private int packetsPerSecond = 0;

    @Option(names = "--codec", description = "VP8 or H264")
    private Codec codec = Codec.VP8;

    @Option(names = "--profile", description = "SRTP profile")
    private SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    @Option(names = "--ciphers", description = "SELECTED, JDK, NONE")
    private Ciphers ciphers = Ciphers.SELECTED;

    @Option(names = "--sinks", description = "DROP, DRAIN", split = ",")
    private List<LoopbackFanOut.Sink> sinks = Arrays.asList(LoopbackFanOut.Sink.values());

    @Override
    public Integer call() throws Exception {
      printMachine();
      Table table =
          new Table(
              "sink",
              "GSO",
              "batch",
              "forwards/s",
              "loop busy",
              "datagrams/send",
              "bytes allocated/forward",
              "CPU ns/forward",
              "bare send",
              "C ceiling",
              "ceiling/ours");
      for (LoopbackFanOut.Sink sink : sinks) {
        for (Segmentation segmentation : List.of(Segmentation.OFF, Segmentation.AUTO)) {
          for (int batch : batches) {
            measure(sink, segmentation, batch, table);
          }
        }
      }
      table.print(System.out);
      return 0;
    }

    private void measure(
        LoopbackFanOut.Sink sink, Segmentation segmentation, int batch, Table table)
        throws Exception {
      try (LoopbackFanOut fanOut =
          new LoopbackFanOut(Workload.of(codec, profile, ciphers, batch), segmentation, sink)) {
        List<LoopbackFanOut.Second> measured =
            fanOut.run(packetsPerSecond, WARM_UP_SECONDS, seconds);
        double nanos = median(measured, LoopbackFanOut.Second::cpuNanos);
        double run = median(measured, LoopbackFanOut.Second::run);
        double bareNanos = BareSender.nanos((int) Math.round(run));
        double ceiling = Ceiling.nanos(sink == LoopbackFanOut.Sink.DRAIN, (int) Math.round(run));
        table.row(
            sink.name(),
            segmentation == Segmentation.AUTO ? "on" : "off",
            Integer.toString(batch),
            "%,.0f".formatted(median(measured, LoopbackFanOut.Second::forwarded)),
            "%.0f %%".formatted(100 * median(measured, LoopbackFanOut.Second::busy)),
            "%.1f".formatted(run),
            "%.1f".formatted(median(measured, LoopbackFanOut.Second::allocatedBytes)),
            Table.number(nanos),
            Table.number(bareNanos),
            ceiling == Ceiling.UNKNOWN ? "-" : Table.number(ceiling),
            ceiling == Ceiling.UNKNOWN ? "-" : "%.2f".formatted(ceiling / nanos));
      }
    }

    private static double median(
        List<LoopbackFanOut.Second> seconds, ToDoubleFunction<LoopbackFanOut.Second> figure) {
      double[] sorted = seconds.stream().mapToDouble(figure).sorted().toArray();
      return sorted[sorted.length / 2];
    }
  }
}
