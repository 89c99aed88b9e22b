package dev.sluice.server.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** {@link NativePeerMain} in a JVM of its own. */
final class NativePeer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PULSE = Path.of("/usr/lib/x86_64-linux-gnu/libpulse.so.0");
  private static final long EXIT_SECONDS = 10;
  private static final double HZ_TOLERANCE = 12;

  private final Process process;
  private final String name;

  /** What it printed last; null at first. */
  private volatile JsonNode latest;

  /** Everything else it printed: complaints of libwebrtc. */
  private final Queue<String> lastWords = new ConcurrentLinkedQueue<>();

  private NativePeer(Process process, String name) {
    this.process = process;
    this.name = name;
  }

  static NativePeer publishing(
      ServerFixture server, String room, String name, FakeCapture capture) {
    return fork(
        name,
        "publish",
        server.socket().toString(),
        room,
        name,
        capture.colour().name(),
        Integer.toString(capture.hz()));
  }

  static NativePeer watching(ServerFixture server, String room, String name) {
    return fork(name, "watch", server.socket().toString(), room, name);
  }

  private static NativePeer fork(String name, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-Xmx128m");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(NativePeerMain.class.getName());
    command.addAll(List.of(arguments));
    try {
      NativePeer peer =
          new NativePeer(new ProcessBuilder(command).redirectErrorStream(true).start(), name);
      Thread reader = new Thread(peer::read, "native-peer-" + name);
      reader.setDaemon(true);
      reader.start();
      return peer;
    } catch (IOException e) {
      throw new UncheckedIOException("no JVM for " + name, e);
    }
  }

  /** Skips the test where the native library does not run. */
  static void require() {
    Tools.requireThat(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64")
            && Files.exists(PULSE),
        "webrtc-java, which runs on Linux on x86-64 with libpulse0");
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("{")) {
          latest = JSON.readTree(line);
        } else {
          lastWords.add(line);
        }
      }
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("not JSON", e);
    } catch (IOException e) {
      // it was stopped
      lastWords.add(e.getMessage());
    }
  }

  void sees(Colour colour) {
    until(
        "sees " + colour,
        seen ->
            seen.get("frames").asInt() > 0
                && colour.matches(
                    seen.get("red").asInt(), seen.get("green").asInt(), seen.get("blue").asInt()));
  }

  void hears(int hz) {
    until(
        "hears %d Hz".formatted(hz),
        heard -> Math.abs(heard.get("hz").asInt() - hz) <= HZ_TOLERANCE);
  }

  void decodesMore(int frames) {
    long now = latest.get("frames").asLong();
    until(
        "decodes more than %d".formatted(now), seen -> seen.get("frames").asLong() >= now + frames);
  }

  void staysAlive() {
    if (!process.isAlive()) {
      throw new AssertionError(name + " is dead: " + lastWords);
    }
  }

  private void until(String what, Predicate<JsonNode> good) {
    try {
      Poll.until(name + " " + what, () -> latest, seen -> seen != null && good.test(seen));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + lastWords, e);
    }
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(name + " does not end");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be told to end: " + lastWords, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
