package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.server.http.HandshakeTurns.Turn;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandshakeTurnsTest {

  private final List<String> started = new ArrayList<>();
  private final Map<String, Turn> turns = new HashMap<>();

  private void ask(HandshakeTurns line, String client, String name) {
    turns.put(name, line.ask(Optional.of(address(client)), () -> started.add(name)));
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void end(String name) {
    turns.get(name).end();
  }

  @Test
  void startsAtOnceWhileThereIsRoom() {
    HandshakeTurns line = new HandshakeTurns(3, 2);
    ask(line, "192.0.2.1", "a");
    ask(line, "192.0.2.1", "b");
    assertEquals(List.of("a", "b"), started);
  }

  @Test
  void aClientWithItsShareUnderWayWaitsForItself() {
    HandshakeTurns line = new HandshakeTurns(3, 2);
    for (String name : List.of("a", "b", "c", "d")) {
      ask(line, "192.0.2.1", name);
    }
    ask(line, "192.0.2.2", "other");
    assertEquals(List.of("a", "b", "other"), started);
    end("b");
    assertEquals(List.of("a", "b", "other", "c"), started);
  }

  @Test
  void thoseWhoWaitTakeTurnsByClient() {
    HandshakeTurns line = new HandshakeTurns(1, 1);
    ask(line, "192.0.2.1", "a");
    ask(line, "192.0.2.2", "b1");
    ask(line, "192.0.2.2", "b2");
    ask(line, "192.0.2.3", "c");
    List.of("a", "b1", "c").forEach(this::end);
    assertEquals(List.of("a", "b1", "c", "b2"), started);
  }

  @Test
  void whoGivesUpWaitingIsNeverStarted() {
    HandshakeTurns line = new HandshakeTurns(1, 1);
    ask(line, "192.0.2.1", "a");
    ask(line, "192.0.2.2", "b");
    ask(line, "192.0.2.3", "c");
    end("b");
    end("a");
    assertEquals(List.of("a", "c"), started);
  }

  @Test
  void aTurnEndsOnce() {
    HandshakeTurns line = new HandshakeTurns(1, 1);
    ask(line, "192.0.2.1", "a");
    end("a");
    end("a");
    ask(line, "192.0.2.2", "b");
    ask(line, "192.0.2.3", "c");
    assertEquals(List.of("a", "b"), started);
  }

  @Test
  void anIpv6NetworkIsOneClient() {
    HandshakeTurns line = new HandshakeTurns(4, 1);
    ask(line, "2001:db8::1", "a");
    ask(line, "2001:db8::2", "b");
    ask(line, "2001:db8:0:1::2", "c");
    assertEquals(List.of("a", "c"), started);
  }

  @Test
  void aProxyHasNoShareOfItsOwn() {
    HandshakeTurns line = new HandshakeTurns(3, 1);
    for (int i = 0; i < 4; i++) {
      var unused = line.ask(Optional.empty(), () -> started.add("proxy"));
    }
    assertEquals(3, started.size());
  }

  @Test
  void nobodyWhoIsGoneIsRemembered() {
    HandshakeTurns line = new HandshakeTurns(1, 1);
    ask(line, "192.0.2.1", "a");
    ask(line, "192.0.2.2", "b");
    ask(line, "192.0.2.3", "c");
    List.of("b", "a", "c").forEach(this::end);
    assertEquals(0, line.clients());
  }
}
