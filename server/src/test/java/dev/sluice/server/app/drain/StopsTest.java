package dev.sluice.server.app.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StopsTest {

  private final List<String> stopped = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void releaseWhatHangs() {
    end.countDown();
  }

  private void hang() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void stopsInTheOppositeOrderAndOnlyOnce() {
    Stops stops = new Stops(Duration.ofMinutes(1), System::nanoTime);
    stops.push(() -> stopped.add("first"));
    stops.push(() -> stopped.add("second"));
    stops.run();
    stops.run();
    assertEquals(List.of("second", "first"), stopped);
  }

  @Test
  void leavesBehindWhatHangs() {
    Stops stops = new Stops(Duration.ofMinutes(1), System::nanoTime);
    stops.push(() -> stopped.add("first"));
    stops.push("a disk", Duration.ofMillis(100), this::hang);
    stops.run();
    assertEquals(List.of("first"), stopped);
  }

  @Test
  void goesOnAfterAFault() {
    Stops stops = new Stops(Duration.ofMinutes(1), System::nanoTime);
    stops.push(() -> stopped.add("first"));
    stops.push(
        () -> {
          throw new IllegalStateException("broken");
        });
    stops.run();
    assertEquals(List.of("first"), stopped);
  }

  @Test
  void hasATimeForAllTogether() throws InterruptedException {
    Stops stops = new Stops(Duration.ofMillis(200), System::nanoTime);
    CountDownLatch first = new CountDownLatch(1);
    stops.push(first::countDown);
    for (int i = 0; i < 5; i++) {
      stops.push("a store", Duration.ofHours(1), this::hang);
    }
    stops.run();
    assertTrue(first.await(1, TimeUnit.MINUTES), "each was begun, and left behind");
  }

  @Test
  void isHurriedWhileItWaits() throws InterruptedException {
    Stops stops = new Stops(Duration.ofHours(2), Duration.ofMillis(100), System::nanoTime);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    stops.push(first::countDown);
    stops.push(
        "a receiver",
        Duration.ofHours(1),
        () -> {
          begun.countDown();
          hang();
        });
    Thread running = new Thread(stops::run);
    running.start();
    assertTrue(begun.await(1, TimeUnit.MINUTES));
    stops.hurry();
    running.join(TimeUnit.MINUTES.toMillis(1));
    assertTrue(first.await(1, TimeUnit.MINUTES));
  }
}
