package dev.sluice.server.e2e.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.FreePorts;
import dev.sluice.server.e2e.Browsers;
import dev.sluice.server.e2e.MetricsPage;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A call goes on while its server is under attack, and the server is none the worse afterwards. One
 * server and one call for all attacks, one after another; what was measured is in {@code
 * target/attack-figures.txt}. Nothing that depends on how fast the machine is is asserted.
 */
@Tag("e2e")
class FloodsTest {

  private static final int SCALE = Integer.getInteger("attack.scale", 1);
  private static final int SECONDS = Integer.getInteger("attack.seconds", 2);

  /** What one process may have open besides the crowd. */
  private static final int OTHER_FILES = 1_000;

  /** Far beyond what a viewer would call a good call, and far from a call that has ended. */
  private static final double LONGEST_STANDSTILL_SECONDS = 5;

  private static final int FRAMES_AFTERWARDS = 15;

  /** Its heap may be 256 MB; the rest is code, stacks, and buffers for thousands of sockets. */
  private static final long MOST_RESIDENT_MEGABYTES = 900;

  private static final long MOST_HEAP_GROWTH_MEGABYTES = 48;
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(ANSWER_TIMEOUT).build();
  private static final Figures FIGURES = new Figures();

  private static Browsers browsers;
  private static ServerProcess server;
  private static ServerLoad load;
  private static AttackerProcess attacker;
  private static Call call;
  private static URI url;
  private static InetSocketAddress iceTcp;
  private static long heapAtFirst;

  @BeforeAll
  static void start() throws IOException {
    browsers = Browsers.start();
    attacker = new AttackerProcess();
    int http = FreePorts.tcp();
    iceTcp = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.tcp());
    url = URI.create("http://127.0.0.1:" + http);
    server =
        ServerProcess.run(
            new String[0],
            "serve",
            Map.of(
                "HTTP_ADDR",
                ":" + http,
                "MEDIA_UDP_PORT",
                Integer.toString(FreePorts.udpPair()),
                "MEDIA_LOOPS",
                "2",
                "MEDIA_TCP_PORT",
                Integer.toString(iceTcp.getPort())));
    server.says("is ready");
    load = new ServerLoad(server.pid());
    call = new Call(browsers, url);
    heapAtFirst = load.heapMegabytesAfterCollection();
    quiet("before");
  }

  @AfterAll
  static void stop() throws Exception {
    FIGURES.publish();
    for (AutoCloseable each : new AutoCloseable[] {call, load, server, attacker, browsers}) {
      if (each != null) {
        each.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesACallAlone(Attack attack) {
    MetricsPage before = metrics();
    double cpuBefore = load.cpuSeconds();
    long begin = System.nanoTime();
    CompletableFuture<String> attacking =
        attacker.begin(
            attack,
            new Target(
                new InetSocketAddress(url.getHost(), url.getPort()),
                call.mediaAddress(),
                iceTcp,
                call.ufrag(),
                rate(attack),
                SECONDS));
    CompletableFuture<Long> answer = answerMillis();
    CompletableFuture<MetricsPage> inTheMiddle =
        CompletableFuture.supplyAsync(
            FloodsTest::metrics,
            CompletableFuture.delayedExecutor(500L * SECONDS, TimeUnit.MILLISECONDS));
    CallQuality during = call.watchWhile(() -> !attacking.isDone() || !answer.isDone());
    double cores = (load.cpuSeconds() - cpuBefore) * 1e9 / (System.nanoTime() - begin);
    String did = attacking.join();
    Poll.until(
        "the counters tell of " + attack + ": " + did,
        FloodsTest::metrics,
        now -> Traces.of(attack, before, inTheMiddle.join(), now));
    long resident = load.residentMegabytes();
    long heap = load.heapMegabytesAfterCollection();
    FIGURES.add(
        attack.title(),
        did.replaceAll(".*sent=(\\d+).*", "$1"),
        during,
        cores,
        resident,
        Long.toString(heap),
        Long.toString(answer.join()));
    quiet("  after it");

    assertTrue(did.matches("done sent=[1-9]\\d* .*"), did);
    assertFalse(did.matches(".*taken=[1-9].*"), did);
    assertTrue(during.frames() > 0, during.toString());
    assertTrue(during.standstillSeconds() < LONGEST_STANDSTILL_SECONDS, during.toString());
    call.goesOn(FRAMES_AFTERWARDS);
    assertTrue(resident < MOST_RESIDENT_MEGABYTES, resident + " MB resident");
    assertTrue(heap < heapAtFirst + MOST_HEAP_GROWTH_MEGABYTES, heap + " MB of heap");
  }

  /** Nobody's exception was needed to survive all this. */
  @Test
  void nothingFailsInside() {
    assertEquals(0, metrics().sum("sluice_loop_failures_total"));
  }

  /** One second in which nobody attacks. */
  private static void quiet(String what) {
    long begin = System.nanoTime();
    double cpuBefore = load.cpuSeconds();
    CallQuality quality = call.watchWhile(() -> System.nanoTime() - begin < QUIET_NANOS);
    double cores = (load.cpuSeconds() - cpuBefore) * 1e9 / (System.nanoTime() - begin);
    FIGURES.add(what, "", quality, cores, load.residentMegabytes(), "", "");
  }

  /** So many as asked for, or as many files as this machine lets a process have. */
  private static int rate(Attack attack) {
    if (attack != Attack.IDLE_SOCKETS) {
      return attack.rate() * SCALE;
    }
    int possible = openFilesLimit() - OTHER_FILES;
    if (possible < attack.rate()) {
      System.err.println(
          "SCALED DOWN: %d idle sockets instead of %d, since a process may open no more files"
              .formatted(possible, attack.rate()));
    }
    return Math.min(possible, attack.rate());
  }

  private static int openFilesLimit() {
    try {
      return Files.readAllLines(Path.of("/proc/self/limits")).stream()
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.split("\\s+")[4])
          .mapToInt(hard -> hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** How long somebody else waits for an answer meanwhile. */
  private static CompletableFuture<Long> answerMillis() {
    long asked = System.nanoTime();
    return HTTP.sendAsync(get("/healthz"), HttpResponse.BodyHandlers.ofString())
        .thenApply(
            response -> {
              assertEquals(200, response.statusCode());
              return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
            });
  }

  private static HttpRequest get(String path) {
    return HttpRequest.newBuilder(url.resolve(path)).timeout(ANSWER_TIMEOUT).build();
  }

  private static MetricsPage metrics() {
    return new MetricsPage(
        HTTP.sendAsync(get("/metrics"), HttpResponse.BodyHandlers.ofString()).join().body());
  }
}
