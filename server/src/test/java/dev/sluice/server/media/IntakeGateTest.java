package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntakeGateTest {

  private final IntakeGate gate = new IntakeGate();

  @Test
  void limitsHowManyComeFromOneAddress() {
    InetAddress one = LoopFixture.address("192.0.2.1");
    List<IntakeGate.Ticket> tickets = fill(one);

    assertTrue(gate.enter(one).isEmpty());
    assertTrue(gate.enter(LoopFixture.address("192.0.2.2")).isPresent());
    tickets.get(0).giveBack();
    tickets.get(0).giveBack();
    assertTrue(gate.enter(one).isPresent());
    assertTrue(gate.enter(one).isEmpty(), "a ticket counts once");
  }

  @Test
  void addressesOfOneIpv6NetworkCountTogether() {
    fill(LoopFixture.address("2001:db8::1"));

    assertTrue(gate.enter(LoopFixture.address("2001:db8::ffff:1")).isEmpty());
    assertTrue(gate.enter(LoopFixture.address("2001:db8:0:1::1")).isPresent());
  }

  @Test
  void limitsHowManyThereAre() {
    List<IntakeGate.Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < IntakeGate.MAX_CONNECTIONS; i++) {
      tickets.add(
          gate.enter(LoopFixture.address("10.0.%d.%d".formatted(i >> 8, i & 0xff))).orElseThrow());
    }

    assertTrue(gate.enter(LoopFixture.address("10.1.0.0")).isEmpty());
    assertEquals(IntakeGate.MAX_CONNECTIONS, gate.inside());
    tickets.forEach(IntakeGate.Ticket::giveBack);
    assertEquals(0, gate.inside());
  }

  private List<IntakeGate.Ticket> fill(InetAddress address) {
    List<IntakeGate.Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < IntakeGate.MAX_FROM_ONE_ADDRESS; i++) {
      tickets.add(gate.enter(address).orElseThrow());
    }
    return tickets;
  }
}
