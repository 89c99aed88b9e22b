package dev.sluice.server.http.recordings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordingId;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class RecordingTicketsTest {

  private static final RecordingId ID = new RecordingId("20261126T012109Z-4f9a1c");
  private static final RecordingId OTHER = new RecordingId("20261126T012109Z-4f9a1d");

  private Instant now = Instant.parse("2026-11-26T01:21:09Z");
  private final RecordingTickets tickets = new RecordingTickets(new byte[32], () -> now);

  @Test
  void admitsToOneRecordingUntilItEnds() {
    RecordingTickets.Ticket ticket = tickets.issue(ID, Duration.ofMinutes(1));
    assertEquals(Instant.parse("2026-11-26T01:22:09Z"), ticket.expires());
    assertTrue(tickets.admits(ID, ticket.text()));
    assertFalse(tickets.admits(OTHER, ticket.text()));
    now = Instant.parse("2026-11-26T01:22:08.999Z");
    assertTrue(tickets.admits(ID, ticket.text()));
    now = Instant.parse("2026-11-26T01:22:09Z");
    assertFalse(tickets.admits(ID, ticket.text()));
  }

  @Test
  void admitsNoTicketThatWasChangedAnywhere() {
    byte[] good = Base64.getUrlDecoder().decode(tickets.issue(ID, Duration.ofMinutes(1)).text());
    for (int i = 0; i < good.length * 8; i++) {
      byte[] changed = good.clone();
      changed[i / 8] ^= (byte) (1 << i % 8);
      assertFalse(tickets.admits(ID, Base64.getUrlEncoder().encodeToString(changed)), "bit " + i);
    }
  }

  @Test
  void admitsNoRubbishAndNoTicketOfAnotherServer() {
    byte[] otherKey = new byte[32];
    otherKey[0] = 1;
    String foreign =
        new RecordingTickets(otherKey, () -> now).issue(ID, Duration.ofMinutes(1)).text();
    for (String text : new String[] {"", " ", "x", "====", "\u00fc", "A".repeat(10_000), foreign}) {
      assertFalse(tickets.admits(ID, text), text);
    }
  }

  @Test
  void wantsAKeyThatCannotBeGuessed() {
    assertThrows(
        IllegalArgumentException.class, () -> new RecordingTickets(new byte[31], () -> now));
  }
}
