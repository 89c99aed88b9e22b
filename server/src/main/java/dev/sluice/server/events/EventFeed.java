package dev.sluice.server.events;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last events, and who wants to be told of further ones at once. Who was told up to some event
 * and comes back gets what it missed, as far as that is still here. Owned by the thread of the
 * {@link EventDesk}.
 */
public final class EventFeed implements EventConsumer {

  private static final Logger log = LoggerFactory.getLogger(EventFeed.class);

  /** Somebody who is told; must neither block nor throw. */
  public interface Reader {

    boolean wants(ServerEvent event);

    void tell(ServerEvent event, long nowNanos);

    /** Events it has not been told of are not here any more. */
    void missed();
  }

  private final int capacity;
  private final Deque<ServerEvent> last = new ArrayDeque<>();
  private final Set<Reader> readers = new LinkedHashSet<>();

  /**
   * @param capacity events that are kept
   */
  public EventFeed(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Begins to tell.
   *
   * @param lastId the last event it was told of; empty for what happens from now on
   */
  public void add(Reader reader, Optional<String> lastId, long nowNanos) {
    if (lastId.isPresent()) {
      catchUp(reader, lastId.get(), nowNanos);
    }
    readers.add(reader);
  }

  private void catchUp(Reader reader, String lastId, long nowNanos) {
    List<ServerEvent> missed = new ArrayList<>();
    boolean found = false;
    for (ServerEvent event : last) {
      if (found && reader.wants(event)) {
        missed.add(event);
      }
      found |= event.id().equals(lastId);
    }
    if (found) {
      missed.forEach(event -> reader.tell(event, nowNanos));
    } else {
      reader.missed();
    }
  }

  public void remove(Reader reader) {
    readers.remove(reader);
  }

  @Override
  public void onEvent(ServerEvent event, long nowNanos) {
    if (last.size() == capacity) {
      last.removeFirst();
    }
    last.addLast(event);
    for (Reader reader : List.copyOf(readers)) {
      try {
        if (reader.wants(event)) {
          reader.tell(event, nowNanos);
        }
      } catch (RuntimeException e) {
        log.error("cannot tell a reader of {}", event.id(), e);
        readers.remove(reader);
      }
    }
  }

  @Override
  public long onTime(long nowNanos) {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean busy() {
    return false;
  }
}
