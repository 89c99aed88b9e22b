package dev.sluice.server.http;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Whose turn it is to handshake. So many are under way at once, and of one client no more than are
 * its share; the others wait in their client's line, and the lines take turns. So a client that
 * begins many and finishes none holds up itself. Thread-safe.
 */
final class HandshakeTurns {

  /** What has been asked for; ended once, or more often to no effect. */
  interface Turn {
    /** The handshake is over, or given up while it waited. */
    void end();
  }

  private final int most;
  private final int mostOfClient;

  /** Of clients with something under way or waiting, by {@link ClientKey}. */
  private final Map<Optional<InetAddress>, Line> lines = new HashMap<>();

  /** Those that wait and had not got their share; each once. */
  private final Queue<Line> ready = new ArrayDeque<>();

  private int underWay;

  /**
   * @param most at once
   * @param mostOfClient of them
   */
  HandshakeTurns(int most, int mostOfClient) {
    this.most = most;
    this.mostOfClient = mostOfClient;
  }

  /**
   * Asks for a turn.
   *
   * @param client empty for those that have no share of their own
   * @param start called once unless the turn has ended before: now, or later by whoever makes room
   */
  Turn ask(Optional<InetAddress> client, Runnable start) {
    Asked asked;
    synchronized (this) {
      Line line = lines.computeIfAbsent(client.map(ClientKey::of), Line::new);
      asked = new Asked(line, start);
      line.waiting.add(asked);
      line.changed();
    }
    startNext();
    return asked;
  }

  private void startNext() {
    Optional<Asked> next = next();
    while (next.isPresent()) {
      next.get().start.run();
      next = next();
    }
  }

  private synchronized Optional<Asked> next() {
    while (underWay < most && !ready.isEmpty()) {
      Line line = ready.poll();
      line.queued = false;
      if (line.mayStart()) {
        Asked asked = line.waiting.poll();
        asked.state = Asked.State.UNDER_WAY;
        line.underWay++;
        underWay++;
        line.changed();
        return Optional.of(asked);
      }
    }
    return Optional.empty();
  }

  /** Of one client. Guarded by the turns. */
  private final class Line {

    private final Optional<InetAddress> client;
    private final Queue<Asked> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean queued;

    Line(Optional<InetAddress> client) {
      this.client = client;
    }

    boolean mayStart() {
      return !waiting.isEmpty() && (client.isEmpty() || underWay < mostOfClient);
    }

    void changed() {
      if (mayStart() && !queued) {
        queued = true;
        ready.add(this);
      }
      if (waiting.isEmpty() && underWay == 0) {
        lines.remove(client, this);
      }
    }
  }

  private final class Asked implements Turn {

    private enum State {
      WAITING,
      UNDER_WAY,
      ENDED
    }

    private final Line line;
    private final Runnable start;
    private State state = State.WAITING;

    Asked(Line line, Runnable start) {
      this.line = line;
      this.start = start;
    }

    @Override
    public void end() {
      synchronized (HandshakeTurns.this) {
        switch (state) {
          case WAITING -> line.waiting.remove(this);
          case UNDER_WAY -> {
            line.underWay--;
            underWay--;
          }
          case ENDED -> {
            return;
          }
        }
        state = State.ENDED;
        line.changed();
      }
      startNext();
    }
  }

  /** How many clients have something under way or waiting. */
  synchronized int clients() {
    return lines.size();
  }
}
