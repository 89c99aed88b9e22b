package dev.sluice.server.e2e.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the sockets of a process are for, as Linux lists them in {@code /proc/PID/net}. */
final class SocketKinds {

  /** Connections that the process has made, which libraries keep for a while. */
  static final String OUTGOING = "tcp outgoing";

  private static final String LISTENING = "0A";
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int UNIX_INODE = 6;

  private SocketKinds() {}

  /**
   * Kinds by inode.
   *
   * @param ports which TCP ports the process listens at, and what for
   */
  static Map<String, String> of(long pid, Map<Integer, String> ports) {
    Path directory = Path.of("/proc", Long.toString(pid), "net");
    Map<String, String> kinds = new HashMap<>();
    for (String file : List.of("tcp", "tcp6")) {
      rows(directory.resolve(file)).forEach(row -> kinds.put(row[INODE], tcp(row, ports)));
    }
    for (String file : List.of("udp", "udp6")) {
      rows(directory.resolve(file)).forEach(row -> kinds.put(row[INODE], "udp"));
    }
    rows(directory.resolve("unix")).forEach(row -> kinds.put(row[UNIX_INODE], "unix"));
    kinds.remove("0");
    return kinds;
  }

  private static String tcp(String[] row, Map<Integer, String> ports) {
    if (row[STATE].equals(LISTENING)) {
      return "tcp listening";
    }
    int port = Integer.parseInt(row[LOCAL].substring(row[LOCAL].indexOf(':') + 1), 16);
    return ports.containsKey(port) ? "tcp " + ports.get(port) : OUTGOING;
  }

  private static Stream<String[]> rows(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .skip(1)
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length > UNIX_INODE);
    } catch (IOException e) {
      throw new UncheckedIOException("no list of sockets", e);
    }
  }
}
