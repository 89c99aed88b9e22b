package dev.sluice.server.e2e.soak;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a participant costs a server that has many: some come and stay, in rooms of five, each with
 * a microphone, a camera and five slots; then more.
 */
final class Crowd {

  private static final int OF_A_ROOM = 5;
  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private Crowd() {}

  /** Prints a table, a line for each size. */
  static void measure(List<Integer> sizes) throws IOException {
    Tokens tokens = new Tokens();
    List<CallPeer> peers = new ArrayList<>();
    System.out.println(
        "participants  live heap MB  RSS MB  descriptors  threads  datagrams in/s  out/s  cores");
    try (MediaNetwork network = new MediaNetwork();
        SoakServer server = new SoakServer(tokens, Map.of("JWT_LEEWAY_SECONDS", "30"))) {
      Sampler sampler = new Sampler(server);
      Stage stage =
          new Stage(
              HttpClient.newHttpClient(),
              server.url(),
              server.iceTcpPort(),
              network,
              tokens,
              Duration.ZERO,
              Duration.ZERO,
              true);
      for (int size : sizes) {
        while (peers.size() < size) {
          peers.add(come(stage, peers.size()));
        }
        line(size, sampler);
      }
      peers.forEach(CallPeer::leave);
    }
  }

  private static CallPeer come(Stage stage, int number) {
    String room = "crowd-" + number / OF_A_ROOM;
    String identity = stage.somebody();
    String token = stage.tokens().of(room, identity, Duration.ofHours(1));
    return new CallPeer(
            stage.client().with(token),
            stage.network(),
            room,
            identity,
            PeerOffer.participant(false))
        .join("actpass");
  }

  private static void line(int size, Sampler sampler) {
    Sample before = sampler.take();
    LockSupport.parkNanos(MEASURED_NANOS);
    Sample after = sampler.take();
    double seconds = after.seconds() - before.seconds();
    Mark mark = new Mark("", after, sampler.process().histogram());
    System.out.printf(
        Locale.ROOT,
        "%12d  %12.1f  %6.0f  %11d  %7d  %14.0f  %5.0f  %5.2f%n",
        size,
        mark.liveBytes() / 1e6,
        after.value("rss") / 1e6,
        after.allDescriptors(),
        after.allThreads(),
        (after.value("packets_in") - before.value("packets_in")) / seconds,
        (after.value("packets_out") - before.value("packets_out")) / seconds,
        after.value("cores"));
  }
}
