package dev.sluice.server.e2e.soak;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The whole soak: server, churn, looks, verdict. */
final class Soak implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Minutes from one to the next in which the collector of traces is away. */
  private static final int OUTAGE_EVERY = 4;

  /** So many looks in a row find the same before it counts as settled. */
  private static final int SETTLED_LOOKS = 4;

  private final SoakPlan plan;
  private final Tokens tokens = new Tokens();
  private final MediaNetwork network = new MediaNetwork();
  private final SoakServer server;
  private final Sampler sampler;
  private final Stage stage;
  private final Churn churn;
  private final Thread watch;
  private final Optional<Witness> witness;
  private final List<Mark> marks = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private volatile boolean ended;
  private int recordings;

  Soak(SoakPlan plan, long seed) {
    this.plan = plan;
    server = new SoakServer(tokens, plan.variables());
    sampler = new Sampler(server);
    stage =
        new Stage(
            HttpClient.newHttpClient(),
            server.url(),
            server.iceTcpPort(),
            network,
            tokens,
            plan.shortestStay(),
            plan.longestStay(),
            !plan.byCount());
    churn = new Churn(stage, seed);
    witness = plan.witness() ? Optional.of(new Witness(server.url(), tokens)) : Optional.empty();
    watch = new Thread(this::watch, "soak-watch");
    watch.setDaemon(true);
    watch.start();
  }

  /** Takes a sample now and then, and says each minute how it goes. */
  private void watch() {
    long begin = System.nanoTime();
    long told = 0;
    while (!ended) {
      Sample sample = sampler.take(witness.map(Witness::said).orElse(Map.of()));
      long minutes = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - begin);
      if (minutes > told) {
        told = minutes;
        server.collector().away(sample.phase().startsWith("churn") && minutes % OUTAGE_EVERY == 0);
        Report.progress(sample, churn);
      }
      LockSupport.parkNanos(plan.samples().toNanos());
    }
  }

  /**
   * Runs all of it.
   *
   * @return what did not return to where it began, and what else is wrong
   */
  List<String> run() {
    phase("warm-up", plan.warmUp());
    // jcmd leaves a thread and a socket behind, once
    Map<String, ProcessProbe.Live> unused = sampler.process().histogram();
    mark("baseline");
    for (int cycle = 1; cycle <= plan.cycles(); cycle++) {
      phase("churn " + cycle, plan.churn());
      mark("cycle " + cycle);
    }
    wrong.addAll(Verdict.heap(marks));
    for (Life life : Life.values()) {
      if (!churn.lived().containsKey(life)) {
        wrong.add("nobody succeeded in " + life);
      }
    }
    if (!network.failure().isEmpty()) {
      wrong.add("the peers' own thread ended: " + network.failure());
    }
    return List.copyOf(wrong);
  }

  private void phase(String name, Duration time) {
    sampler.phase(name);
    witness.ifPresent(each -> each.attend(true));
    churn.live(plan.atOnce(), plan.byCount() ? once() : until(time));
    sampler.phase("quiet");
    witness.ifPresent(each -> each.attend(false));
  }

  private Supplier<Optional<Life>> once() {
    Iterator<Life> each = churn.each().iterator();
    return () -> {
      synchronized (each) {
        return each.hasNext() ? Optional.of(each.next()) : Optional.empty();
      }
    };
  }

  private Supplier<Optional<Life>> until(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    return () -> System.nanoTime() - end < 0 ? Optional.of(churn.next()) : Optional.empty();
  }

  /** Waits until all has gone that goes, and notes what is left. */
  private void mark(String name) {
    long begin = System.nanoTime();
    settle(begin);
    recordings += Recordings.deleteAll(stage);
    Sample sample = settle(begin);
    List<String> differences = against(sample);
    while (!differences.isEmpty() && System.nanoTime() - begin < PATIENCE.toNanos()) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      sample = sampler.take();
      differences = against(sample);
    }
    while (System.nanoTime() - begin < plan.quiet().toNanos()) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    differences.forEach(each -> wrong.add(name + ": " + each));
    Mark mark = new Mark(name, sample, sampler.process().histogram());
    marks.add(mark);
    Report.progress(mark, differences);
  }

  private List<String> against(Sample sample) {
    return marks.isEmpty() ? List.of() : Verdict.differences(marks.get(0).sample(), sample);
  }

  /** What it is when it has been the same for some looks; the last one when it never is. */
  private Sample settle(long begin) {
    Sample last = sampler.take();
    int same = 0;
    while (same < SETTLED_LOOKS && System.nanoTime() - begin < PATIENCE.toNanos()) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      Sample now = sampler.take();
      same = Verdict.settled(last, now) ? same + 1 : 0;
      last = now;
    }
    return last;
  }

  /** Writes all there is to tell. */
  void tell(Path directory) throws IOException {
    new Report(
            sampler.samples(),
            marks,
            churn,
            wrong,
            recordings,
            stage.clients(),
            witness.map(Witness::summary).orElse("no browsers"),
            sampler.process().nativeMemory())
        .write(directory, server);
  }

  @Override
  public void close() throws IOException {
    ended = true;
    try {
      watch.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    witness.ifPresent(Witness::close);
    network.close();
    server.close();
  }
}
