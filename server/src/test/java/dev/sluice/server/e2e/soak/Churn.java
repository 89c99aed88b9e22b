package dev.sluice.server.e2e.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Lives, several at a time, in an order that a seed decides: all kinds come up in each round, by
 * their weights.
 */
final class Churn {

  private static final int MAX_COMPLAINTS = 40;

  private final Stage stage;
  private final long seed;
  private final Map<Life, Integer> times = new EnumMap<>(Life.class);
  private final Map<Life, Long> lived = new EnumMap<>(Life.class);
  private final Map<Life, Long> failed = new EnumMap<>(Life.class);
  private final List<String> complaints = new ArrayList<>();
  private final List<Life> deck = new ArrayList<>();
  private long rounds;

  Churn(Stage stage, long seed) {
    this.stage = stage;
    this.seed = seed;
  }

  /** Each kind once, and each time in the same order and with the same chances. */
  synchronized List<Life> each() {
    times.clear();
    List<Life> lives = new ArrayList<>(List.of(Life.values()));
    Collections.shuffle(lives, new Random(seed));
    return lives;
  }

  /** The next of the rounds. */
  synchronized Life next() {
    if (deck.isEmpty()) {
      for (Life life : Life.values()) {
        deck.addAll(Collections.nCopies(life.weight(), life));
      }
      Collections.shuffle(deck, new Random(seed + rounds++));
    }
    return deck.remove(deck.size() - 1);
  }

  /**
   * Lives all of these.
   *
   * @param atOnce how many at a time
   * @param lives empty when there are no more
   */
  void live(int atOnce, Supplier<Optional<Life>> lives) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      Thread thread = new Thread(() -> liveOnes(lives), "life-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  private void liveOnes(Supplier<Optional<Life>> lives) {
    for (Optional<Life> life = lives.get(); life.isPresent(); life = lives.get()) {
      try {
        life.get().live(stage, chances(life.get()));
        count(lived, life.get());
      } catch (Exception | AssertionError e) {
        count(failed, life.get());
        complain(life.get(), e);
      }
    }
  }

  /** Those of the n-th of its kind, whatever else is lived meanwhile. */
  private synchronized Random chances(Life life) {
    return new Random(
        seed * 1_000_003 + life.ordinal() * 10_007L + times.merge(life, 1, Integer::sum));
  }

  private synchronized void count(Map<Life, Long> counts, Life life) {
    counts.merge(life, 1L, Long::sum);
  }

  private synchronized void complain(Life life, Throwable why) {
    if (complaints.size() < MAX_COMPLAINTS) {
      complaints.add(life + ": " + why);
    }
  }

  /** How many went well. */
  synchronized Map<Life, Long> lived() {
    return new EnumMap<>(lived);
  }

  /** How many did not. */
  synchronized Map<Life, Long> failed() {
    return new EnumMap<>(failed);
  }

  /** Why, of the first. */
  synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }
}
