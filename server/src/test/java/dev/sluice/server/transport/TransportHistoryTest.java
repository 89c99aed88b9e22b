package dev.sluice.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.transport.TransportEvent.Kind;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransportHistoryTest {

  private final TransportHistory history = new TransportHistory();

  private record Path(InetSocketAddress remote, boolean reliable) implements NetworkPath {
    @Override
    public InetSocketAddress local() {
      return new InetSocketAddress("192.0.2.1", 7882);
    }
  }

  @Test
  void numbersPathsAndNamesNoAddress() {
    NetworkPath one = new Path(new InetSocketAddress("198.51.100.7", 5000), false);
    NetworkPath two = new Path(new InetSocketAddress("2001:db8::7", 5001), true);
    history.pathValidated(one, 1);
    history.pathValidated(two, 2);
    history.pathSelected(two, 3);
    history.pathRemoved(one, 4);
    assertEquals(
        List.of(
            new TransportEvent(1, Kind.PATH_VALIDATED, "path 1, UDP over IPv4"),
            new TransportEvent(2, Kind.PATH_VALIDATED, "path 2, TCP over IPv6"),
            new TransportEvent(3, Kind.PATH_SELECTED, "path 2, TCP over IPv6"),
            new TransportEvent(4, Kind.PATH_REMOVED, "path 1, UDP over IPv4")),
        history.events());
    assertFalse(history.events().toString().contains("198.51"));
  }

  @Test
  void keepsTheLastEventsAndCountsTheOthers() {
    for (int i = 0; i < TransportHistory.CAPACITY + 10; i++) {
      history.note(Kind.INTERRUPTED, i);
    }
    assertEquals(TransportHistory.CAPACITY, history.events().size());
    assertEquals(10, history.events().get(0).atNanos());
    assertEquals(10, history.forgotten());
  }
}
