package dev.sluice.server.app;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.http.HttpLimits;
import io.netty.channel.epoll.Epoll;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the machine gives this process, and what of the configuration does not fit into it.
 *
 * @param maxFiles how many files and sockets may be open at once; 0 when that is not known
 * @param maxHeapBytes what the JVM may take for objects
 * @param now by the machine's clock
 * @param noNativeSockets why Netty's native sockets cannot be used, on a system that has them
 */
record Surroundings(
    long maxFiles, long maxHeapBytes, Instant now, Optional<String> noNativeSockets) {

  /** No server of this version ran before. */
  private static final Instant EARLIEST = Instant.parse("2026-11-01T00:00:00Z");

  /** Classes, logs, the store's and collectors' connections; measured: 160 with a classpath. */
  private static final long FILES_OF_THE_PROGRAM = 128;

  /** Event loops and sockets on some addresses. */
  private static final long FILES_OF_A_LOOP = 16;

  /** Recordings and ICE over TCP: a part of what there is, within bounds. */
  private static final long PART_OF_MEDIA = 4;

  private static final long MOST_FILES_OF_MEDIA = 4096;

  /** With fewer connections a server is of no use. */
  private static final long LEAST_CONNECTIONS = 16;

  private static final String HOW_TO_RAISE =
      "ulimit -n 65536, LimitNOFILE=65536 of systemd, --ulimit nofile=65536 of containers";

  private static final long LITTLE_HEAP_BYTES = 128L << 20;

  /** Those of this process. */
  static Surroundings here(InstantSource clock) {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : 0;
    boolean linux = System.getProperty("os.name").equals("Linux");
    return new Surroundings(
        files,
        Runtime.getRuntime().maxMemory(),
        clock.instant(),
        linux && !Epoll.isAvailable()
            ? Optional.of(root(Epoll.unavailabilityCause()))
            : Optional.empty());
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * The configuration with as many connections as there can be beside media and recordings, so that
   * those are not without descriptors when many come.
   *
   * @throws StartException when next to none can be
   */
  ServerConfig fitted(ServerConfig config) {
    HttpLimits.Counts counts = config.http().limits().counts();
    long connections = connections(config);
    if (connections < LEAST_CONNECTIONS) {
      throw new StartException(
          ("This process may have %d files and sockets open at once, which is too few for a "
                  + "server; raise that (%s).")
              .formatted(maxFiles, HOW_TO_RAISE));
    }
    if (connections >= counts.connections()) {
      return config;
    }
    return config.withHttp(
        config.http().toBuilder()
            .counts(
                new HttpLimits.Counts(
                    (int) connections,
                    counts.connectionsPerClient(),
                    counts.webSocketsPerClient(),
                    counts.requestsPerConnection()))
            .build());
  }

  private long connections(ServerConfig config) {
    if (maxFiles <= 0) {
      return Integer.MAX_VALUE;
    }
    long media = Math.min(MOST_FILES_OF_MEDIA, maxFiles / PART_OF_MEDIA);
    long loops = FILES_OF_A_LOOP * config.media().loops();
    return Math.min(Integer.MAX_VALUE, maxFiles - FILES_OF_THE_PROGRAM - loops - media);
  }

  /**
   * What an operator should know; whole sentences.
   *
   * @param config as it was asked for
   */
  List<String> warnings(ServerConfig config) {
    List<String> warnings = new ArrayList<>();
    int wanted = config.http().limits().counts().connections();
    long connections = connections(config);
    if (connections < wanted) {
      warnings.add(
          ("This process may have %d files and sockets open at once, which leaves %d "
                  + "connections beside media and recordings, not the %d of MAX_CONNECTIONS; raise that "
                  + "(%s), or lower MAX_CONNECTIONS.")
              .formatted(maxFiles, connections, wanted, HOW_TO_RAISE));
    }
    if (now.isBefore(EARLIEST)) {
      warnings.add(
          ("The machine's clock says %s, before this version was made: tokens, TURN "
                  + "credentials, certificates and uploads are judged by it; set it (timedatectl, "
                  + "chronyc).")
              .formatted(now));
    }
    if (maxHeapBytes < LITTLE_HEAP_BYTES) {
      warnings.add(
          String.format(
              Locale.ROOT,
              ("The JVM may use %d MB of memory, which is enough for a few people only; raise "
                  + "-Xmx, or the container's limit."),
              maxHeapBytes >> 20));
    }
    noNativeSockets.ifPresent(
        why ->
            warnings.add(
                ("Netty's native sockets cannot be used (%s): each packet is sent by itself, "
                        + "which costs several times the CPU; the directory %s must be writable and may "
                        + "not be mounted noexec (-Djava.io.tmpdir= names another).")
                    .formatted(why, System.getProperty("java.io.tmpdir"))));
    return warnings;
  }
}
