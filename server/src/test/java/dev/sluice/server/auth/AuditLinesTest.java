package dev.sluice.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.room.RoomId;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditLinesTest {

  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private long nowNanos;
  private AuditLog audit;

  @BeforeEach
  void start() {
    LoggerContext context = new LoggerContext();
    Logger logger = context.getLogger(AuditLines.LOGGER);
    logger.setLevel(Level.INFO);
    written.setContext(context);
    written.start();
    logger.addAppender(written);
    audit = new AuditLines(logger, () -> nowNanos);
  }

  @Test
  void writesOneLineForAnEvent() {
    audit.record(
        AuditEvent.of(Action.KICK, "operator")
            .from(InetAddress.getLoopbackAddress())
            .in(new RoomId("standup"))
            .about("alice"));
    assertEquals(
        List.of("action=kick outcome=done by=operator from=127.0.0.1 room=standup subject=alice"),
        lines());
  }

  @Test
  void quotesWhatCouldBeTakenForAnotherFieldOrLine() {
    audit.record(AuditEvent.of(Action.KICK, "a\" outcome=done\n2026 fake").about("ä\\"));
    assertEquals(
        List.of(
            "action=kick outcome=done by=\"a\\\" outcome=done\\u000a2026 fake\""
                + " subject=\"\\u00e4\\\\\""),
        lines());
  }

  @Test
  void cutsLongTexts() {
    audit.record(AuditEvent.of(Action.KICK, "x".repeat(10_000)));
    assertTrue(lines().get(0).length() < 200);
  }

  @Test
  void aFloodOfRefusalsIsCountedRatherThanWritten() {
    for (int i = 0; i < 1000; i++) {
      audit.record(AuditEvent.of(Action.ENTER, "anybody").ended(Refusal.UNKNOWN.word()));
    }
    assertEquals(AuditLines.REFUSALS_BURST, lines().size());
    nowNanos += TimeUnit.SECONDS.toNanos(1);
    audit.record(AuditEvent.of(Action.ENTER, "anybody").ended(Refusal.UNKNOWN.word()));
    assertEquals(
        "action=enter outcome=unknown by=anybody left_out=" + (1000 - AuditLines.REFUSALS_BURST),
        lines().get(AuditLines.REFUSALS_BURST));
  }

  @Test
  void whatAnOperatorDoesIsAlwaysWritten() {
    for (int i = 0; i < 1000; i++) {
      audit.record(AuditEvent.of(Action.ENTER, "anybody").ended(Refusal.UNKNOWN.word()));
    }
    audit.record(AuditEvent.of(Action.CLOSE_ROOM, "operator"));
    assertTrue(lines().get(lines().size() - 1).startsWith("action=close_room outcome=done"));
  }

  private List<String> lines() {
    return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
