package dev.sluice.server.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.config.LogOptions;
import dev.sluice.server.room.JoinIds;
import dev.sluice.server.room.LogFields;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingTest {

  private static final String FORGERY =
      "ann\r\n2026-01-01T00:00:00.000Z ERROR Access [main] let in\u001b[2J\u202e\u0085\u2028";
  private final Exception cause = new IllegalStateException(FORGERY);

  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(written, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(standardError);
    TestLogging.restore();
  }

  @Test
  void textIsOneLineForPeople() {
    Logging.configure(new LogOptions(LogOptions.Level.INFO, LogOptions.Format.TEXT));

    LoggerFactory.getLogger("a.b.Name").info("room={} opened", "blue");
    LoggerFactory.getLogger("a.b.Name").debug("not shown");

    List<String> lines = lines();
    assertEquals(1, lines.size());
    assertTrue(
        lines.get(0).matches("20\\d\\d-.*T.* INFO  Name \\[.*\\] room=blue opened"), lines.get(0));
  }

  @Test
  void jsonIsOneObjectALineEvenWithAnException() throws IOException {
    Logging.configure(new LogOptions(LogOptions.Level.DEBUG, LogOptions.Format.JSON));

    LoggerFactory.getLogger("a.b.Name").debug("said \"{}\"\n", "x", new IllegalStateException("y"));

    List<String> lines = lines();
    assertEquals(1, lines.size());
    JsonNode record = new ObjectMapper().readTree(lines.get(0));
    assertEquals("DEBUG", record.get("level").asText());
    assertEquals("a.b.Name", record.get("loggerName").asText());
    assertEquals("said \"x\"\n", record.get("formattedMessage").asText());
    assertEquals("y", record.get("throwable").get("message").asText());
  }

  @Test
  void aLineForMachinesNamesWhatItIsAbout() throws IOException {
    Logging.configure(new LogOptions(LogOptions.Level.INFO, LogOptions.Format.JSON));
    JoinIds ids =
        new JoinIds("s3ss10", "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

    LogFields.of(
            LoggerFactory.getLogger("a.b.Name").atError(),
            new RoomId("blue"),
            new ParticipantId("ann"),
            ids)
        .setCause(new IllegalStateException("y"))
        .log("room {} {} joined", "blue", "ann");

    JsonNode record = new ObjectMapper().readTree(lines().get(0));
    assertEquals("room blue ann joined", record.get("formattedMessage").asText());
    assertEquals("blue", record.get("room").asText());
    assertEquals("ann", record.get("participant").asText());
    assertEquals("s3ss10", record.get("session").asText());
    assertEquals(ids.traceId(), record.get("trace_id").asText());
    assertEquals(ids.spanId(), record.get("span_id").asText());
    assertEquals("y", record.get("throwable").get("message").asText());
  }

  @Test
  void aLineForPeopleIsTheSameWithAndWithoutFields() {
    Logging.configure(new LogOptions(LogOptions.Level.INFO, LogOptions.Format.TEXT));

    LogFields.of(LoggerFactory.getLogger("a.b.Name").atInfo(), new RoomId("blue"))
        .log("room {} opened", "blue");

    assertTrue(lines().get(0).endsWith("] room blue opened"), lines().get(0));
  }

  @Test
  void nobodyForgesALineOrSpeaksToTheTerminal() {
    Logging.configure(new LogOptions(LogOptions.Level.INFO, LogOptions.Format.TEXT));

    LoggerFactory.getLogger("a.b.Name").info("{} joined", FORGERY, new IOException(FORGERY, cause));

    String all = written.toString(UTF_8);
    assertFalse(all.contains("\u001b"), all);
    assertFalse(all.contains("\u202e"), all);
    assertTrue(lines().stream().noneMatch(line -> line.startsWith("2026-01-01")), all);
    assertTrue(all.contains("ann\\r\\n2026-01-01T00:00:00.000Z ERROR Access"), all);
    assertTrue(all.contains("\\u001b[2J"), all);
    assertTrue(all.contains("Caused by: java.lang.IllegalStateException: ann\\r\\n"), all);
    assertTrue(lines().stream().anyMatch(line -> line.startsWith("\tat ")), all);
  }

  @Test
  void nobodyForgesALineOrAFieldForMachines() throws IOException {
    Logging.configure(new LogOptions(LogOptions.Level.INFO, LogOptions.Format.JSON));

    LoggerFactory.getLogger("a.b.Name")
        .atInfo()
        .addKeyValue("participant", FORGERY + "\",\"room\":\"red")
        .setCause(new IOException(FORGERY, cause))
        .log("{} joined", FORGERY);

    assertEquals(1, lines().size());
    assertFalse(written.toString(UTF_8).contains("\u001b"));
    JsonNode record = new ObjectMapper().readTree(lines().get(0));
    assertEquals(FORGERY + " joined", record.get("formattedMessage").asText());
    assertEquals(FORGERY + "\",\"room\":\"red", record.get("participant").asText());
    assertFalse(record.has("room"));
  }

  @Test
  void librariesStayQuietWhenWeDebug() {
    Logging.configure(new LogOptions(LogOptions.Level.DEBUG, LogOptions.Format.TEXT));

    LoggerFactory.getLogger("io.netty.Something").debug("noise");
    LoggerFactory.getLogger("io.netty.Something").warn("news");

    assertFalse(lines().toString().contains("noise"));
    assertTrue(lines().toString().contains("news"));
  }

  private List<String> lines() {
    // the fuzzer's agent tells of classes that it sees for the first time
    return written.toString(UTF_8).lines().filter(line -> !line.startsWith("INFO: ")).toList();
  }
}
