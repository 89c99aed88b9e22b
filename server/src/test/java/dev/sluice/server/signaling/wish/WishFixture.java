package dev.sluice.server.signaling.wish;

import dev.sluice.protocol.IceServer;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.Route;
import dev.sluice.server.negotiation.NegotiationOptions;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.signaling.IceServerOptions;
import dev.sluice.server.signaling.IceServerSource;
import dev.sluice.server.signaling.RecordedJoins;
import dev.sluice.server.signaling.ScriptedRooms;
import dev.sluice.server.signaling.SessionLoop;
import dev.sluice.server.signaling.ThreadSessionLoop;
import dev.sluice.server.signaling.TokenExpiry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** WHIP and WHEP on a real HTTP server over scripted rooms, and a client that asks them. */
public final class WishFixture implements AutoCloseable {

  public static final String SDP = "application/sdp";
  public static final String FRAGMENT = "application/trickle-ice-sdpfrag";

  /** What opens the room {@code locked}. */
  public static final String TOKEN = "s3cret";

  private static final Access ACCESS =
      new FixedTokens(
          Optional.empty(), Map.of(new RoomId("locked"), TOKEN, new RoomId("other"), "another"));

  private static final IceServerSource ICE_SERVERS =
      new IceServerSource(
          new IceServerOptions(
              List.of(
                  IceServer.of("stun:stun.example.org:3478"),
                  new IceServer(
                      List.of("turn:turn.example.org:3478?transport=udp", "turns:turn.example.org"),
                      Optional.of("user"),
                      Optional.of("pass"))),
              Optional.empty()),
          InstantSource.system());

  public final ScriptedRooms rooms = new ScriptedRooms().script(WishFixture::agree);
  public final RecordedJoins joins = new RecordedJoins();
  public final WishService service;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ThreadSessionLoop thread = new ThreadSessionLoop("wish-test");
  private final ConcurrentLinkedQueue<Runnable> timers = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private volatile boolean overloaded;

  /**
   * @param routes of the protocol to be tested
   */
  public WishFixture(WishOptions options, Function<WishService, List<Route>> routes) {
    this(options, routes, ACCESS, TokenExpiry.OF_ENTRY);
  }

  /**
   * The same with other tokens.
   *
   * @param access whom rooms admit
   * @param tokens what the end of a token means
   */
  public WishFixture(
      WishOptions options,
      Function<WishService, List<Route>> routes,
      Access access,
      TokenExpiry tokens) {
    service =
        new WishService(
            options,
            new WishContext(
                access,
                rooms,
                NegotiationOptions.defaults(),
                new Fingerprint("sha-256", "AA:".repeat(31) + "BB"),
                ICE_SERVERS,
                () -> overloaded,
                loop(),
                () -> 0,
                InstantSource.system(),
                new SecureRandom(),
                joins,
                tokens));
    server =
        new HttpServer(
            HttpOptions.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            routes.apply(service),
            () -> 0);
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SessionLoop loop() {
    return new SessionLoop() {
      @Override
      public void execute(Runnable task) {
        thread.execute(task);
      }

      @Override
      public Timer schedule(Runnable task, long delayNanos) {
        timers.add(task);
        return () -> timers.remove(task);
      }
    };
  }

  /** Rooms take everybody in and do what they are asked. */
  public static void agree(RoomCommand command, ScriptedRooms rooms) {
    if (command instanceof RoomCommand.Join join) {
      join.sink().onEvent(ScriptedRooms.joined(join));
    } else if (command instanceof RoomCommand.Entitle entitle) {
      entitle.sink().onEvent(new RoomEvent.Accepted(entitle.requestId()));
    } else if (command instanceof RoomCommand.Renegotiate renegotiate) {
      renegotiate.sink().onEvent(new RoomEvent.Accepted(renegotiate.requestId()));
    }
  }

  /** From now on rooms refuse to take anybody in. */
  public void refuseJoins(RoomErrorCode code) {
    rooms.script(
        (command, all) -> {
          if (command instanceof RoomCommand.Join join) {
            join.sink().onEvent(new RoomEvent.Rejected(join.requestId(), code, "because"));
          }
        });
  }

  /** All timers run off. */
  public void timeRunsOut() {
    for (Runnable timer = timers.poll(); timer != null; timer = timers.poll()) {
      thread.execute(timer);
    }
  }

  public int timers() {
    return timers.size();
  }

  public void overload() {
    overloaded = true;
  }

  /** The offer of a real client. */
  public static String offer(String name) {
    String path = "/dev/sluice/server/negotiation/offers/" + name + ".sdp";
    try (InputStream in = WishFixture.class.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public HttpResponse<String> post(String path, String offer, String... headers) {
    return send("POST", path, offer, with(headers, "Content-Type", SDP));
  }

  public HttpResponse<String> patch(String path, String fragment, String... headers) {
    return send("PATCH", path, fragment, with(headers, "Content-Type", FRAGMENT));
  }

  private static String[] with(String[] headers, String name, String value) {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = name;
    all[headers.length + 1] = value;
    return all;
  }

  /** Any request; an empty body is none. */
  public HttpResponse<String> send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
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

  /** The first header of this name, or an empty text. */
  public static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Override
  public void close() {
    server.stop();
    thread.close();
  }
}
