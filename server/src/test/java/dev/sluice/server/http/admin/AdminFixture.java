package dev.sluice.server.http.admin;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.DenyList;
import dev.sluice.server.auth.Entry;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.RoomScope;
import dev.sluice.server.auth.Verdict;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomStats.PacketCounters;
import dev.sluice.server.room.Rooms;
import dev.sluice.server.time.WallClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The admin API over real HTTP, with the room {@code blue} in it, played by the test. */
final class AdminFixture implements AutoCloseable {

  static final RoomId BLUE = new RoomId("blue");
  static final Instant NOW = Instant.parse("2026-11-26T05:00:00Z");

  /** The operator of the server. */
  static final String OPERATOR = "adm1n";

  /** Administers {@code blue} alone. */
  static final String BLUES_ADMIN = "blue-adm1n";

  /** Takes part anywhere and administers nothing. */
  static final String PARTICIPANT = "t0ken";

  final DenyList denied = new DenyList(InstantSource.fixed(NOW), () -> 0);
  final List<AuditEvent> audited = new CopyOnWriteArrayList<>();
  final List<RoomCommand> commands = new CopyOnWriteArrayList<>();
  final List<String> drains = new ArrayList<>();
  RecordingInfo recording = RecordingInfo.NONE;

  /** What the room does with a command. */
  Consumer<RoomCommand> blue = command -> {};

  private final HttpClient client = HttpClient.newHttpClient();
  private final AdminThreads threads = new AdminThreads();
  private final FlightRecordings flights;
  private final HttpServer server;
  private DrainControl.State drain = DrainControl.State.OPEN;

  AdminFixture() {
    this(Optional.empty());
  }

  AdminFixture(Optional<FlightRecorder> recorder) {
    flights = new FlightRecordings(recorder, InstantSource.system());
    WallClock wallClock = new WallClock(0, NOW.getEpochSecond() * 1_000_000_000L);
    AdminServices services =
        new AdminServices(
            new Tokens(),
            rooms(),
            denied,
            audited::add,
            new ServerFacts(
                "1.2.3",
                NOW.minusSeconds(60),
                List::of,
                List.of(),
                Map.of("sessions", 7),
                Map::of,
                Map::of),
            new Draining(),
            new RecentOccurrences(wallClock),
            flights,
            threads,
            wallClock,
            InstantSource.fixed(NOW));
    server =
        new HttpServer(
            HttpOptions.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            AdminRoutes.of(services),
            () -> 0);
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Draining implements DrainControl {
    @Override
    public State state() {
      return drain;
    }

    @Override
    public boolean begin(Order order) {
      drains.add(order.reason());
      drain =
          new State(
              Phase.DRAINING, order.reason(), Optional.of(NOW), order.within().map(NOW::plusNanos));
      return true;
    }

    @Override
    public boolean cancel() {
      drains.add("cancel");
      drain = State.OPEN;
      return true;
    }
  }

  /** The fixed tokens, and one more that administers a room. */
  private static final class Tokens implements Access {

    private final Access fixed =
        new FixedTokens(Optional.of(PARTICIPANT), Map.of(), Optional.of(OPERATOR));

    @Override
    public boolean wantsTokens() {
      return true;
    }

    @Override
    public boolean knowsTokens() {
      return true;
    }

    @Override
    public Verdict enter(Entry entry) {
      return fixed.enter(entry);
    }

    @Override
    public Verdict look(Entry entry) {
      return fixed.look(entry);
    }

    @Override
    public Verdict identify(Optional<String> token) {
      return token.filter(BLUES_ADMIN::equals).isPresent()
          ? new Verdict.Granted(
              new Grants(
                  "beth",
                  RoomScope.of(BLUE),
                  Optional.empty(),
                  Optional.empty(),
                  Map.of(),
                  Entitlement.EVERYTHING,
                  true,
                  true,
                  true,
                  Optional.empty()))
          : fixed.identify(token);
    }
  }

  private Rooms rooms() {
    return new Rooms() {
      @Override
      public Optional<RoomHandle> open(RoomId id) {
        throw new AssertionError("nothing here opens rooms");
      }

      @Override
      public Optional<RoomHandle> find(RoomId id) {
        return id.equals(BLUE) ? Optional.of(new Blue()) : Optional.empty();
      }

      @Override
      public List<RoomStats> stats() {
        return List.of(stats(BLUE), stats(new RoomId("green")));
      }

      private RoomStats stats(RoomId id) {
        return new RoomStats(
            id, 0, List.of(), 0, 0, recording, Map.of(), Map.of(), PacketCounters.ZERO, Map.of());
      }
    };
  }

  private final class Blue implements RoomHandle {
    @Override
    public RoomId id() {
      return BLUE;
    }

    @Override
    public List<IceCandidate> candidates() {
      return List.of();
    }

    @Override
    public void execute(RoomCommand command) {
      commands.add(command);
      blue.accept(command);
    }
  }

  /** From now on no response is made elsewhere, as when too many are waiting. */
  void refuseWork() {
    threads.close();
  }

  /** Asks without waiting for the answer. */
  CompletableFuture<HttpResponse<String>> ask(String method, String path, String token) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Authorization", "Bearer " + token)
            .build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Waits until something is so that other threads do. */
  void await(BooleanSupplier so) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!so.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it has not become so");
      }
      Thread.onSpinWait();
    }
  }

  HttpResponse<String> send(String method, String path, String token, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop();
    flights.close();
    threads.close();
  }
}
