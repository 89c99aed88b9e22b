package dev.sluice.server.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventFeedTest {

  private final EventFeed feed = new EventFeed(3);
  private long number;

  private void happens(String room) {
    number++;
    feed.onEvent(new ServerEvent(number, "e" + number, EventType.ROOM_STARTED, room, 0, "{}"), 0);
  }

  /** Writes down what it is told. */
  private static class Listener implements EventFeed.Reader {

    private final List<String> heard = new ArrayList<>();

    @Override
    public boolean wants(ServerEvent event) {
      return event.room().equals("a");
    }

    @Override
    public void tell(ServerEvent event, long nowNanos) {
      heard.add(event.id());
    }

    @Override
    public void missed() {
      heard.add("missed");
    }
  }

  private Listener listener(Optional<String> lastId) {
    Listener listener = new Listener();
    feed.add(listener, lastId, 0);
    return listener;
  }

  @Test
  void tellsWhatHappensFromNowOnOfWhatIsWanted() {
    happens("a");
    Listener listener = listener(Optional.empty());
    happens("a");
    happens("b");
    happens("a");
    feed.remove(listener);
    happens("a");
    assertEquals(List.of("e2", "e4"), listener.heard);
  }

  @Test
  void whoComesBackIsToldWhatItMissed() {
    happens("a");
    happens("b");
    happens("a");
    Listener listener = listener(Optional.of("e1"));
    happens("a");
    assertEquals(List.of("e3", "e4"), listener.heard);
  }

  @Test
  void whoWasAwayForTooLongIsToldThatItMissedSomething() {
    for (int i = 0; i < 5; i++) {
      happens("a");
    }
    Listener late = listener(Optional.of("e2"));
    Listener ofAnotherRun = listener(Optional.of("other"));
    happens("a");
    assertEquals(List.of("missed", "e6"), late.heard);
    assertEquals(List.of("missed", "e6"), ofAnotherRun.heard);
  }

  @Test
  void whoThrowsIsToldNoMoreAndHarmsNoOther() {
    feed.add(
        new Listener() {
          @Override
          public void tell(ServerEvent event, long nowNanos) {
            throw new IllegalStateException("on purpose");
          }
        },
        Optional.empty(),
        0);
    Listener other = listener(Optional.empty());
    happens("a");
    happens("a");
    assertEquals(List.of("e1", "e2"), other.heard);
  }
}
