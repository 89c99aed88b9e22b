package dev.sluice.server.app;

import dev.sluice.recorder.RecordingObserver;
import dev.sluice.recorder.RecordingPort;
import dev.sluice.recorder.engine.Recorder;
import dev.sluice.recorder.library.DiskSpace;
import dev.sluice.recorder.library.LibraryException;
import dev.sluice.recorder.library.LibraryOptions;
import dev.sluice.recorder.library.LibraryServices;
import dev.sluice.recorder.library.LibraryServices.Copies;
import dev.sluice.recorder.library.RecordingLibrary;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.UploadStats;
import dev.sluice.recorder.upload.client.StoreFactory;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.config.RecordingOptions;
import dev.sluice.server.config.RecordingOptions.Rooms;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.config.UploadSettings;
import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import dev.sluice.server.http.Route;
import dev.sluice.server.http.recordings.RecordingAccess;
import dev.sluice.server.http.recordings.RecordingRoutes;
import dev.sluice.server.http.recordings.RecordingTickets;
import dev.sluice.server.http.recordings.RemoteLinks;
import dev.sluice.server.room.RecordingPolicy;
import dev.sluice.server.room.RoomHome;
import dev.sluice.server.room.RoomRecorder;
import dev.sluice.server.telemetry.RecordingCounter;
import dev.sluice.server.telemetry.RecordingLog;
import dev.sluice.server.telemetry.RecordingMetrics;
import dev.sluice.server.telemetry.RecordingMetrics.Disk;
import dev.sluice.server.time.NanoClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that records, joined: the recorder, the library of recordings, their uploads, and who hears
 * of them. Closed once no room is left: files are finished first, then uploads stop, then the
 * directory is given back.
 */
final class RecordingParts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RecordingParts.class);

  /** How long files get to be finished; what is not is recovered at the next start. */
  private static final Duration FINISH_PATIENCE = Duration.ofSeconds(10);

  /** What closing takes besides, for manifests mostly. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final RecordingOptions options;
  private final Duration uploadPatience;
  private final RecorderObservers observers = new RecorderObservers();
  private final RecordingCounter counter = new RecordingCounter();
  private final Map<RoomHome, RecordingPort> ports = new ConcurrentHashMap<>();
  private final Deque<Runnable> stops = new ArrayDeque<>();
  private RecordingLibrary library;
  private Recorder recorder;
  private Optional<ObjectStore> store = Optional.empty();
  private Optional<UploadParts> uploads = Optional.empty();
  private volatile boolean hurried;

  private RecordingParts(ServerConfig config) {
    this.options = config.recording();
    this.uploadPatience = Duration.ofNanos(config.drain().uploadNanos());
  }

  /**
   * Starts everything.
   *
   * @param others who hears of recordings besides
   * @return empty when this server cannot record, and nobody said it must
   * @throws StartException when it cannot, but has to
   */
  static Optional<RecordingParts> start(
      ServerConfig config, NanoClock clock, List<RecordingObserver> others) {
    RecordingParts parts = new RecordingParts(config);
    try {
      parts.start(config.uploads(), clock);
    } catch (LibraryException e) {
      parts.close();
      if (mustRecord(config)) {
        throw new StartException(
            "Recordings cannot be kept: %s (RECORD_DIR).".formatted(e.getMessage()), e);
      }
      log.warn("no room can be recorded: {} (RECORD_DIR)", e.getMessage());
      return Optional.empty();
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
    others.forEach(parts.observers::add);
    return Optional.of(parts);
  }

  private static boolean mustRecord(ServerConfig config) {
    return config.recording().rooms() == Rooms.ALL || config.uploads().isPresent();
  }

  private void start(Optional<UploadSettings> settings, NanoClock clock) throws LibraryException {
    observers.add(new RecordingLog());
    observers.add(counter);
    store = settings.map(RecordingParts::openStore);
    store.ifPresent(opened -> stops.push(opened::close));
    library = openLibrary(settings, clock);
    stops.push(library::close);
    uploads = settings.map(this::startUploads);
    recorder =
        Recorder.start(
            options.recorder(),
            clock::nanoTime,
            InstantSource.system(),
            new SecureRandom(),
            library,
            List.copyOf(uploads.stream().toList()),
            observers);
    stops.push(this::finish);
  }

  /** Files first: what is whole can be sent later, too. */
  private void finish() {
    log.info("end: recordings are finished recordings={}", recorder.stats().recordings());
    boolean whole = recorder.close(FINISH_PATIENCE);
    uploads.ifPresent(
        parts -> {
          parts.finish(uploadPatience, () -> hurried);
          UploadStats left = parts.stats();
          log.info(
              "end: uploads left={} bytes={}; they go on after the next start",
              left.waitingFiles(),
              left.waitingBytes());
        });
    if (!whole) {
      log.warn("end: recordings are not whole, and are repaired at the next start");
    }
  }

  /** A {@link #close} that is under way, or comes, waits for no upload. Any thread. */
  void hurry() {
    hurried = true;
  }

  /** How long {@link #close} may be waited for. */
  Duration longestEnd() {
    return FINISH_PATIENCE
        .plus(uploads.isPresent() ? uploadPatience : Duration.ZERO)
        .plus(CLOSE_PATIENCE);
  }

  private RecordingLibrary openLibrary(Optional<UploadSettings> settings, NanoClock clock)
      throws LibraryException {
    boolean uploading = settings.isPresent();
    LibraryOptions libraryOptions =
        new LibraryOptions(
            options.directory(),
            options.minFree()::bytesOf,
            options.retention(),
            uploading ? LibraryOptions.Uploads.ON : LibraryOptions.Uploads.OFF);
    LibraryServices services =
        new LibraryServices(
            observers,
            settings.map(to -> new Copies(store.orElseThrow(), to.uploads().prefix())),
            DiskSpace.of(options.directory()),
            InstantSource.system(),
            clock::nanoTime);
    return options.rooms() == Rooms.ALL || uploading
        ? RecordingLibrary.open(libraryOptions, services)
        : RecordingLibrary.openWhenNeeded(libraryOptions, services);
  }

  private static ObjectStore openStore(UploadSettings settings) {
    try {
      return StoreFactory.open(settings.store());
    } catch (IllegalArgumentException e) {
      throw new StartException("Recordings cannot be uploaded: " + e.getMessage() + ".", e);
    }
  }

  private UploadParts startUploads(UploadSettings settings) {
    UploadParts parts =
        UploadParts.start(settings, store.orElseThrow(), library, options.directory(), observers);
    stops.push(parts::close);
    library.addListener(parts);
    observers.add(parts);
    return parts;
  }

  /** From now on this one hears of recordings as well. */
  void addObserver(RecordingObserver observer) {
    observers.add(observer);
  }

  /** What rooms are recorded by. */
  RoomRecorder rooms() {
    RecordingPolicy usual = RecordingPolicy.ON_REQUEST;
    return new RoomRecorder(
        home -> Optional.of(ports.computeIfAbsent(home, each -> recorder.port())),
        new RecordingPolicy(
            options.rooms() == Rooms.ALL
                ? RecordingPolicy.Start.AUTOMATIC
                : RecordingPolicy.Start.ON_REQUEST,
            options.mode(),
            usual.idleNanos()));
  }

  /** What must be well for this server to be ready. */
  List<ReadinessCheck> checks() {
    return options.rooms() == Rooms.ALL ? List.of(new RecorderCheck(library)) : List.of();
  }

  RecordingMetrics metrics() {
    return new RecordingMetrics(
        recorder::stats,
        () -> uploads.map(UploadParts::stats),
        counter,
        () -> new Disk(library.disk(), library.diskFull() ? Disk.State.FULL : Disk.State.ROOM),
        InstantSource.system());
  }

  /** The list of recordings, their files, and who may see them. */
  List<Route> routes(ServerConfig config, Access access, AuditLog audit) {
    byte[] key = new byte[RecordingTickets.KEY_BYTES];
    new SecureRandom().nextBytes(key);
    RecordingRoutes routes =
        new RecordingRoutes(
            library,
            new RecordingAccess(access),
            audit,
            new RecordingTickets(key, InstantSource.system()),
            config
                .uploads()
                .map(settings -> RemoteLinks.of(store.orElseThrow(), settings.linkLifetime())),
            config.recording().directory());
    stops.push(routes::close);
    return routes.routes();
  }

  RecordingLibrary library() {
    return library;
  }

  @Override
  public void close() {
    while (!stops.isEmpty()) {
      stops.pop().run();
    }
  }
}
