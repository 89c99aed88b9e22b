package dev.sluice.server.http.recordings;

import dev.sluice.recorder.RecorderEvent.DeletionReason;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestJson;
import dev.sluice.recorder.library.RecordingLibrary;
import dev.sluice.recorder.library.RecordingSummary;
import dev.sluice.recorder.library.SafeNames;
import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.http.ApiRoutes;
import dev.sluice.server.http.Handler;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.room.RoomId;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/records} and {@code /records}. What may wait for a disk or a store is done on threads
 * of its own, with a bounded queue before them.
 */
public final class RecordingRoutes implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RecordingRoutes.class);

  private static final int THREADS = 4;
  private static final int MAX_WAITING = 1_000;
  private static final Duration DEFAULT_LINK = Duration.ofHours(1);
  private static final Duration MAX_LINK = Duration.ofHours(24);

  private final RecordingLibrary library;
  private final RecordingAccess access;
  private final AuditLog audit;
  private final RecordingTickets tickets;
  private final RecordingList list;
  private final RecordingDownload download;
  private final GoLiveFiles goLive;
  private final ThreadPoolExecutor threads;

  /**
   * @param audit hears of what is deleted, or was to be
   * @param links to files that are in a store only; empty without a store
   * @param directory the library's, where go-live may have left files
   */
  public RecordingRoutes(
      RecordingLibrary library,
      RecordingAccess access,
      AuditLog audit,
      RecordingTickets tickets,
      Optional<RemoteLinks> links,
      Path directory) {
    this.library = library;
    this.access = access;
    this.audit = audit;
    this.tickets = tickets;
    this.list = new RecordingList(library);
    this.download = new RecordingDownload(library, links);
    this.goLive = new GoLiveFiles(directory);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "recordings-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** The routes. Deleting is among them only where there are tokens. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(Route.limited("GET", "/api/records", elsewhere(this::list)));
    routes.add(Route.limited("GET", "/api/records/{id}", elsewhere(this::details)));
    routes.add(Route.limited("POST", "/api/records/{id}/link", elsewhere(this::link)));
    if (access.wantsTokens()) {
      routes.add(Route.limited("DELETE", "/api/records/{id}", elsewhere(this::delete)));
    }
    routes.add(Route.get("/records/{room}/{id}/{file}", elsewhere(this::file)));
    routes.add(Route.get("/records/{file}", elsewhere(this::goLiveFile)));
    return routes;
  }

  /** A handler that may block. */
  private interface BlockingHandler {
    Response handle(Request request) throws IOException;
  }

  private Handler elsewhere(BlockingHandler handler) {
    return request -> {
      CompletableFuture<Response> answer = new CompletableFuture<>();
      try {
        threads.execute(
            () -> {
              try {
                answer.complete(handler.handle(request));
              } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
      } catch (RejectedExecutionException e) {
        answer.complete(Response.error(503, "too many requests").with("Retry-After", "1"));
      }
      return answer;
    };
  }

  private Response list(Request request) {
    Optional<Predicate<String>> rooms = access.rooms(request);
    if (rooms.isEmpty()) {
      return ApiRoutes.unauthorized();
    }
    ListQuery query;
    try {
      query = ListQuery.of(request, rooms.get());
    } catch (ListQuery.Refusal e) {
      return Response.error(400, e.getMessage());
    }
    if (query.query().room().isPresent() && !rooms.get().test(query.query().room().get())) {
      return forbidden();
    }
    return switch (query.view()) {
      case FILES -> {
        RecordingList.Page<RecordingList.Item> page =
            list.files(query.query(), query.after(), query.limit());
        List<Map<String, Object>> items = new ArrayList<>();
        page.items().forEach(item -> items.add(item(item)));
        if (page.next().isEmpty() && access.everything(request)) {
          items.addAll(goLive.list(query.query()));
        }
        yield page(query, items, page.next());
      }
      case RECORDINGS -> {
        RecordingList.Page<RecordingSummary> page =
            list.recordings(query.query(), query.after(), query.limit());
        yield page(
            query, page.items().stream().map(RecordingJson::recording).toList(), page.next());
      }
    };
  }

  private static Response page(ListQuery query, List<?> items, Optional<ListCursor> next) {
    Response response = Response.json(200, items);
    return next.isPresent()
        ? response.with("Link", "<" + query.target(next.get()) + ">; rel=\"next\"")
        : response;
  }

  private Map<String, Object> item(RecordingList.Item item) {
    RecordingSummary recording = item.recording();
    RecordingSummary.File file = item.file();
    long bytes = file.bytes();
    Instant modified = RecordingJson.end(recording, file);
    if (!file.whole() && file.local()) {
      try {
        BasicFileAttributes now =
            library.folder(recording.id()).orElseThrow(IOException::new).attributes(file.name());
        bytes = now.size();
        modified = now.lastModifiedTime().toInstant();
      } catch (IOException e) {
        // begun, but not there yet, or gone already: what the manifest says is all there is
        log.debug("no size of {}: {}", file.name(), e.toString());
      }
    }
    return RecordingJson.file(recording, file, bytes, modified);
  }

  private Response details(Request request) throws IOException {
    Optional<RecordingSummary> recording = visible(request);
    if (recording.isEmpty()) {
      return unseen(request);
    }
    Optional<Manifest> manifest = library.manifest(recording.get().id());
    return manifest.isEmpty()
        ? notFound()
        : Response.json(200, RecordingJson.details(recording.get(), manifest.get()));
  }

  private Response link(Request request) {
    Optional<RecordingSummary> recording = visible(request);
    if (recording.isEmpty()) {
      return unseen(request);
    }
    Optional<Duration> validity = validity(request.query("seconds"));
    if (validity.isEmpty()) {
      return Response.error(400, "invalid seconds");
    }
    RecordingTickets.Ticket ticket = tickets.issue(recording.get().id(), validity.get());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("recording", recording.get().id().value());
    body.put("expires", ManifestJson.time(ticket.expires()));
    body.put(
        "files",
        recording.get().files().stream()
            .map(
                file ->
                    Map.of(
                        "name",
                        file.name(),
                        "url",
                        RecordingJson.url(recording.get(), file.name())
                            + "?ticket="
                            + ticket.text()))
            .toList());
    return Response.json(200, body);
  }

  private static Optional<Duration> validity(Optional<String> seconds) {
    if (seconds.isEmpty()) {
      return Optional.of(DEFAULT_LINK);
    }
    if (!seconds.get().matches("[1-9][0-9]{0,5}")) {
      return Optional.empty();
    }
    Duration wanted = Duration.ofSeconds(Long.parseLong(seconds.get()));
    return wanted.compareTo(MAX_LINK) > 0 ? Optional.empty() : Optional.of(wanted);
  }

  private Response delete(Request request) {
    Optional<Grants> caller = access.caller(request);
    if (caller.isEmpty()) {
      return ApiRoutes.unauthorized();
    }
    String id = request.variable("id");
    if (!caller.get().isOperator()) {
      // counts among the refusals, of which a flood is cut
      audit.record(
          AuditEvent.of(Action.ENTER, caller.get().holder())
              .from(request.client())
              .about("recording " + id)
              .ended("forbidden"));
      return forbidden();
    }
    AuditEvent event =
        AuditEvent.of(Action.DELETE_RECORDING, caller.get().holder())
            .from(request.client())
            .about(id);
    return RecordingId.isValid(id)
        ? delete(new RecordingId(id), event)
        : ended(event, "not found", notFound());
  }

  private Response delete(RecordingId id, AuditEvent event) {
    AuditEvent about = library.find(id).map(it -> within(it.room(), event)).orElse(event);
    try {
      return switch (library.delete(id, DeletionReason.REQUESTED)) {
        case DELETED -> ended(about, AuditEvent.DONE, Response.status(204));
        case UNKNOWN -> ended(about, "not found", notFound());
        case BUSY ->
            ended(about, "not finished", Response.error(409, "the recording is not finished"));
      };
    } catch (IOException e) {
      log.warn("cannot delete recording={}: {}", id, e.toString());
      return ended(about, "failed", Response.error(502, "the recording cannot be deleted now"));
    }
  }

  private static AuditEvent within(String room, AuditEvent event) {
    return RoomId.isValid(room) ? event.in(new RoomId(room)) : event;
  }

  private Response ended(AuditEvent event, String outcome, Response response) {
    audit.record(event.ended(outcome));
    return response;
  }

  private Response file(Request request) {
    String room = request.variable("room");
    String id = request.variable("id");
    String name = request.variable("file");
    if (!SafeNames.isRoom(room) || !RecordingId.isValid(id) || !SafeNames.isFile(name)) {
      return notFound();
    }
    RecordingId recordingId = new RecordingId(id);
    boolean invited =
        request.query("ticket").map(text -> tickets.admits(recordingId, text)).orElse(false);
    Optional<Predicate<String>> rooms = invited ? Optional.of(any -> true) : access.rooms(request);
    if (rooms.isEmpty()) {
      return ApiRoutes.unauthorized();
    }
    if (!rooms.get().test(room)) {
      return forbidden();
    }
    Optional<RecordingSummary> recording =
        library
            .find(recordingId)
            .filter(found -> found.roomFolder().equals(room))
            .filter(found -> rooms.get().test(found.room()));
    Optional<RecordingSummary.File> file = recording.flatMap(found -> found.file(name));
    return file.isEmpty() ? notFound() : download.answer(request, recording.get(), file.get());
  }

  /**
   * The names of go-live's files do not say for certain whose they are: they are for who may see
   * all.
   */
  private Response goLiveFile(Request request) throws IOException {
    if (access.rooms(request).isEmpty()) {
      return ApiRoutes.unauthorized();
    }
    String name = request.variable("file");
    if (!GoLiveFiles.isName(name)) {
      return notFound();
    }
    return access.everything(request)
        ? goLive.answer(request, name).orElseGet(RecordingRoutes::notFound)
        : forbidden();
  }

  /** The recording in the path, if it is there and the caller may see it. */
  private Optional<RecordingSummary> visible(Request request) {
    String id = request.variable("id");
    Optional<Predicate<String>> rooms = access.rooms(request);
    if (rooms.isEmpty() || !RecordingId.isValid(id)) {
      return Optional.empty();
    }
    return library
        .find(new RecordingId(id))
        .filter(recording -> rooms.get().test(recording.room()));
  }

  /** Whether a recording is there is nobody's business who may not see it. */
  private Response unseen(Request request) {
    return access.rooms(request).isPresent() ? notFound() : ApiRoutes.unauthorized();
  }

  private static Response notFound() {
    return Response.error(404, "not found");
  }

  private static Response forbidden() {
    return Response.error(403, "forbidden");
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
