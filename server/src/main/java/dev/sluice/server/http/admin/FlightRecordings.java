package dev.sluice.server.http.admin;

import dev.sluice.server.http.FileBody;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.admin.FlightRecorder.Flight;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flight recordings on demand: one at a time, a few kept for a while in a directory that only this
 * user can read, gone with the process. All of it happens on a thread of its own, since beginning
 * and ending one takes a moment.
 */
public final class FlightRecordings implements AutoCloseable {

  static final Duration LONGEST = Duration.ofMinutes(5);

  /** A busy server writes about a megabyte a minute. */
  static final long MAX_BYTES = 64L << 20;

  static final int MOST_KEPT = 3;
  static final Duration KEPT = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(FlightRecordings.class);

  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Optional<FlightRecorder> recorder;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor thread;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private Optional<Path> directory = Optional.empty();
  private Optional<Current> current = Optional.empty();

  /** With the recorder of this runtime, if it has one. */
  public FlightRecordings(InstantSource clock) {
    this(JdkFlightRecorder.find(), clock);
  }

  FlightRecordings(Optional<FlightRecorder> recorder, InstantSource clock) {
    this.recorder = recorder;
    this.clock = clock;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, "flight-recordings");
              made.setDaemon(true);
              return made;
            });
    thread.setRemoveOnCancelPolicy(true);
    thread.setKeepAliveTime(10, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
  }

  /** One that goes on. */
  private record Current(
      String id, FlightProfile profile, Duration length, Instant since, Flight flight) {}

  /** One that is over. */
  private record Kept(String id, FlightProfile profile, Path file, long bytes, Instant until) {}

  // ---- orders, from any thread

  /** Begins one: 202 with its id, or why not. */
  CompletableFuture<Response> start(FlightProfile profile, Duration length) {
    if (recorder.isEmpty()) {
      return unavailable();
    }
    return onThread(() -> begin(recorder.get(), profile, length));
  }

  /** What there is. */
  CompletableFuture<Response> list() {
    return recorder.isEmpty() ? unavailable() : onThread(this::describeAll);
  }

  /** The file: 200, 409 while it is being recorded, 404. */
  CompletableFuture<Response> file(String id) {
    return recorder.isEmpty() ? unavailable() : onThread(() -> open(id));
  }

  private static CompletableFuture<Response> unavailable() {
    return CompletableFuture.completedFuture(
        Response.error(501, "this Java runtime has no flight recorder"));
  }

  private CompletableFuture<Response> onThread(Callable<Response> work) {
    CompletableFuture<Response> response = new CompletableFuture<>();
    try {
      thread.execute(
          () -> {
            try {
              forgetOld();
              response.complete(work.call());
            } catch (Exception e) {
              log.warn("a flight recording failed", e);
              response.complete(Response.error(503, "the flight recording failed"));
            }
          });
    } catch (RejectedExecutionException e) {
      response.complete(Response.error(503, "the server is going away"));
    }
    return response;
  }

  // ---- the thread

  private Response begin(FlightRecorder with, FlightProfile profile, Duration length)
      throws IOException {
    if (current.isPresent()) {
      return Response.error(409, "a flight recording is going on");
    }
    Instant now = clock.instant();
    Current begun =
        new Current(ID.format(now), profile, length, now, with.begin(profile, MAX_BYTES));
    current = Optional.of(begun);
    var unused = thread.schedule(() -> finish(begun), length.toMillis(), TimeUnit.MILLISECONDS);
    log.info(
        "flight recording {} begun: {} for {} s", begun.id(), profile.word(), length.toSeconds());
    return Response.json(202, describe(begun));
  }

  private void finish(Current done) {
    current = Optional.empty();
    try {
      Path file = directory().resolve(done.id() + ".jfr");
      done.flight().finish(file);
      long bytes = Files.size(file);
      kept.addLast(new Kept(done.id(), done.profile(), file, bytes, clock.instant().plus(KEPT)));
      log.info("flight recording {} finished: {} bytes", done.id(), bytes);
    } catch (IOException | RuntimeException e) {
      log.warn("flight recording {} failed", done.id(), e);
    }
    forgetOld();
    var unused = thread.schedule(this::forgetOld, KEPT.toMillis() + 1, TimeUnit.MILLISECONDS);
  }

  private Path directory() throws IOException {
    if (directory.isEmpty()) {
      // POSIX: made for this user only
      directory = Optional.of(Files.createTempDirectory("sluice-flight-"));
    }
    return directory.get();
  }

  private void forgetOld() {
    Instant now = clock.instant();
    while (!kept.isEmpty() && (kept.size() > MOST_KEPT || !kept.peekFirst().until().isAfter(now))) {
      delete(kept.removeFirst().file());
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("cannot delete {}: {}", file, e.toString());
    }
  }

  private Response describeAll() {
    List<Map<String, Object>> over =
        kept.stream()
            .map(
                each ->
                    Json.object()
                        .put("id", each.id())
                        .put("state", "ready")
                        .put("profile", each.profile().word())
                        .put("bytes", each.bytes())
                        .time("until", each.until())
                        .put("url", "/api/admin/jfr/" + each.id())
                        .members())
            .toList();
    return Response.json(
        200,
        Json.object()
            .put("current", current.map(FlightRecordings::describe))
            .put("kept", over)
            .members());
  }

  private static Map<String, Object> describe(Current recording) {
    return Json.object()
        .put("id", recording.id())
        .put("state", "recording")
        .put("profile", recording.profile().word())
        .put("seconds", recording.length().toSeconds())
        .time("since", recording.since())
        .members();
  }

  private Response open(String id) throws IOException {
    if (current.map(Current::id).filter(id::equals).isPresent()) {
      return Response.error(409, "it is still being recorded").with("Retry-After", "1");
    }
    Optional<Kept> found = kept.stream().filter(each -> each.id().equals(id)).findFirst();
    if (found.isEmpty()) {
      return RoomCalls.notFound();
    }
    FileChannel channel = FileChannel.open(found.get().file(), StandardOpenOption.READ);
    return Response.file(200, "application/octet-stream", new FileBody(channel, 0, channel.size()))
        .with("Content-Disposition", "attachment; filename=\"sluice-" + id + ".jfr\"");
  }

  /** Ends what goes on and deletes what was kept. */
  @Override
  public void close() {
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.execute(
        () -> {
          current.ifPresent(each -> each.flight().abandon());
          current = Optional.empty();
          kept.forEach(each -> delete(each.file()));
          kept.clear();
          directory.ifPresent(FlightRecordings::delete);
        });
    thread.shutdown();
    try {
      if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
