package dev.sluice.server.e2e.wish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.e2e.Poll;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A peer that is a program of its own. It says on standard output what happens to it, a JSON object
 * in a line each, is told what to do in the same way, and ends with its input. Used by one thread.
 */
public final class PeerProgram implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long EXIT_SECONDS = 10;
  private static final int REMEMBERED_LINES = 40;
  private static final int REMEMBERED_EVENTS = 1000;

  private final String name;
  private final Process process;
  private final Writer input;

  /** What happened, without the reports that say how things stand now. */
  private final List<JsonNode> events = new ArrayList<>();

  private final Deque<String> lately = new ArrayDeque<>();
  private Optional<JsonNode> report = Optional.empty();

  private PeerProgram(String name, Process process) {
    this.name = name;
    this.process = process;
    this.input = process.outputWriter();
  }

  /**
   * Starts one.
   *
   * @param name for people
   * @param environment what it needs besides ours
   */
  static PeerProgram start(String name, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      PeerProgram program = new PeerProgram(name, builder.start());
      Thread reader = new Thread(program::read, "peer-" + name);
      reader.setDaemon(true);
      reader.start();
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        hear(line);
      }
    } catch (IOException e) {
      hear("[its output broke off: " + e + "]");
    }
  }

  private synchronized void hear(String line) {
    JsonNode message = parse(line);
    if (message.has("frames")) {
      report = Optional.of(message);
      return;
    }
    if (message.isObject() && events.size() < REMEMBERED_EVENTS) {
      events.add(message);
    }
    lately.addLast(line);
    if (lately.size() > REMEMBERED_LINES) {
      lately.removeFirst();
    }
  }

  /** Libraries print what they like; only objects are ours. */
  private static JsonNode parse(String line) {
    try {
      return line.startsWith("{") ? JSON.readTree(line) : JSON.missingNode();
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  /** What happened so far. */
  synchronized List<JsonNode> events() {
    return List.copyOf(events);
  }

  /** How things stand, as it said last; empty before it did. */
  synchronized Optional<JsonNode> report() {
    return report;
  }

  /** The last lines it printed, for people. */
  public synchronized String lately() {
    return String.join(System.lineSeparator(), lately);
  }

  /** Waits until it is in a state; returns what it said then. */
  public JsonNode await(String state) {
    return await("is " + state, event -> event.path("state").asText().equals(state));
  }

  /** Waits until something has happened; returns the first of it. */
  public JsonNode await(String what, Predicate<JsonNode> good) {
    return until(what, () -> events().stream().filter(good).findFirst());
  }

  /** Waits until a report is good. */
  JsonNode awaitReport(String what, Predicate<JsonNode> good) {
    return until(what, () -> report().filter(good));
  }

  private JsonNode until(String what, java.util.concurrent.Callable<Optional<JsonNode>> probe) {
    try {
      return Poll.until(
              name + " " + what,
              () -> {
                Optional<JsonNode> seen = probe.call();
                if (seen.isEmpty() && !process.isAlive()) {
                  throw new AssertionError("it ended");
                }
                return seen;
              },
              Optional::isPresent)
          .orElseThrow();
    } catch (AssertionError e) {
      throw new AssertionError(
          "%s%nreport: %s%n%s".formatted(e.getMessage(), report(), lately()), e);
    }
  }

  /** Gives it a command. */
  public void tell(String line) {
    try {
      input.write(line + System.lineSeparator());
      input.flush();
    } catch (IOException e) {
      throw new AssertionError(name + " is gone: " + lately(), e);
    }
  }

  /** Ends it at once, without a word to anybody. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it ends by itself, which must be in success. */
  public void awaitEnd() {
    Poll.until(name + " ends", process::isAlive, alive -> !alive);
    if (process.exitValue() != 0) {
      throw new AssertionError(
          "%s: exit code %d%n%s".formatted(name, process.exitValue(), lately()));
    }
  }

  /** Ends it in its own way: the session is deleted. */
  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException e) {
      // it ended before
      hear("[its input broke off: " + e + "]");
    }
    if (!awaitExit()) {
      process.destroyForcibly();
      throw new AssertionError(name + " does not end: " + lately());
    }
  }

  /**
   * Ends it like {@link #close}, and sees that its DELETE was answered with 200. One that ended
   * before had no session any more.
   */
  public void closeSession() {
    boolean live = process.isAlive();
    close();
    boolean deleted =
        events().stream()
            .anyMatch(
                event ->
                    event.path("state").asText().equals("deleted")
                        && event.path("status").asInt() == 200);
    if (live && !deleted) {
      throw new AssertionError(name + " could not delete its session: " + lately());
    }
  }

  private boolean awaitExit() {
    try {
      return process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
