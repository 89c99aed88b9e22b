package dev.sluice.server.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.Entry;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.auth.Refusal;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import io.prometheus.client.CollectorRegistry;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessCounterTest {

  private static final RoomId ROOM = new RoomId("standup");

  private final List<AuditEvent> audited = new ArrayList<>();
  private final AccessCounter access =
      new AccessCounter(new FixedTokens(Optional.of("right"), Map.of()), audited::add);
  private final CollectorRegistry registry = new CollectorRegistry();

  @Test
  void countsDecisionsByVerdictAndShowsAllThatThereCanBe() {
    registry.register(access.collector());
    access.enter(Entry.of(ROOM, Optional.of("right")));
    access.enter(Entry.of(ROOM, Optional.of("wrong")));
    access.look(Entry.of(ROOM, Optional.empty()));
    access.identify(Optional.of("right"));
    assertEquals(2, count("granted"));
    assertEquals(1, count("unknown"));
    assertEquals(1, count("missing"));
    for (Refusal refusal : Refusal.values()) {
      count(refusal.word());
    }
  }

  @Test
  void tellsTheAuditLogWhomItRefuses() {
    Entry entry =
        new Entry(ROOM, Optional.of("wrong"), Optional.of(new ParticipantId("alice")))
            .from(InetAddress.getLoopbackAddress());
    access.enter(entry);
    access.enter(Entry.of(ROOM, Optional.of("right")));
    assertEquals(
        List.of(
            AuditEvent.of(AuditEvent.Action.ENTER, "anybody")
                .from(InetAddress.getLoopbackAddress())
                .in(ROOM)
                .about("alice")
                .ended("unknown")),
        audited);
  }

  private int count(String verdict) {
    return registry
        .getSampleValue("sluice_access_total", new String[] {"verdict"}, new String[] {verdict})
        .intValue();
  }
}
