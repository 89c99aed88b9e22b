package dev.sluice.server.e2e.libwebrtc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.server.e2e.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that runs {@link PeerMain}, and the conversation with it. Used by one thread. */
public final class PeerProcess implements AutoCloseable {

  /** The virtual machine that tests run on. */
  public static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long ANSWER_SECONDS = 60;
  private static final long END_SECONDS = 5;
  private static final int REMEMBERED_LINES = 40;

  /** Since when native code without leave is warned about. */
  private static final int NATIVE_ACCESS_FEATURE = 22;

  private final Process process;
  private final Writer commands;
  private final Map<Long, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
  private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
  private final Deque<String> saidLately = new ArrayDeque<>();
  private long lastId;

  /**
   * Starts it, or skips the test where libwebrtc cannot be loaded.
   *
   * @param java runs it: {@link #JAVA}, or what runs that inside a namespace
   */
  public PeerProcess(Path java) {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    if (Runtime.version().feature() >= NATIVE_ACCESS_FEATURE) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    // most of its work is native: little heap, and code that is compiled fast
    command.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(PeerMain.class.getName());
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
    commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    listen("peer-replies", process.getInputStream());
    listen("peer-complaints", process.getErrorStream());
    JsonNode first = await(ready, "to start");
    if (first.has("unavailable")) {
      close();
    }
    Tools.requireThat(
        !first.has("unavailable"),
        "the shared libraries of webrtc-java: " + first.path("unavailable").asText());
  }

  private void listen(String name, InputStream stream) {
    Thread listener = new Thread(() -> listenTo(stream), name);
    listener.setDaemon(true);
    listener.start();
  }

  private void listenTo(InputStream stream) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      lines.lines().forEach(this::hear);
    } catch (IOException | UncheckedIOException e) {
      remember("[the pipe broke: " + e + "]");
    }
    // whoever still waits will not be answered
    AssertionError end = new AssertionError("the peer's process ended: " + lately());
    ready.completeExceptionally(end);
    open.values().forEach(reply -> reply.completeExceptionally(end));
  }

  private void hear(String line) {
    JsonNode message = parse(line);
    CompletableFuture<JsonNode> reply = open.remove(message.path("id").asLong());
    if (reply != null) {
      reply.complete(message);
    } else if (message.isObject()) {
      ready.complete(message);
    } else {
      remember(line);
    }
  }

  /** Native code prints what it likes; only objects are ours. */
  private static JsonNode parse(String line) {
    try {
      return line.startsWith("{") ? JSON.readTree(line) : JSON.missingNode();
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private synchronized void remember(String line) {
    saidLately.addLast(line);
    if (saidLately.size() > REMEMBERED_LINES) {
      saidLately.removeFirst();
    }
  }

  /** What it printed besides its replies, the last lines of it. */
  public synchronized String lately() {
    return String.join(System.lineSeparator(), saidLately);
  }

  /** Has a command carried out. */
  public JsonNode ask(String verb, ObjectNode arguments) {
    long id = ++lastId;
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    open.put(id, reply);
    ObjectNode command = arguments.deepCopy().put("id", id).put("do", verb);
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new AssertionError("the peer's process is gone: " + lately(), e);
    }
    JsonNode message = await(reply, verb);
    if (message.has("error")) {
      throw new AssertionError(
          "%s: %s%n%s".formatted(verb, message.get("error").asText(), lately()));
    }
    return message.get("result");
  }

  private JsonNode await(CompletableFuture<JsonNode> reply, String what) {
    try {
      return reply.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the peer takes too long " + what + ": " + lately(), e);
    } catch (ExecutionException e) {
      throw new AssertionError(what + ": " + lately(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Ends the process, if need be by force. */
  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the process at once: no word to the server, on any path. */
  public void kill() {
    process.destroyForcibly();
  }
}
