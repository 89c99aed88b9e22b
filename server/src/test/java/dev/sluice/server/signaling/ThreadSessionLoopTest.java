package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadSessionLoopTest {

  @Test
  void doesWhatItWasGivenBeforeItClosesAndDropsWhatComesAfterwards() {
    AtomicInteger done = new AtomicInteger();
    ThreadSessionLoop loop = new ThreadSessionLoop("test");
    loop.execute(done::incrementAndGet);
    loop.close();
    loop.execute(done::incrementAndGet);
    loop.schedule(done::incrementAndGet, 0).cancel();
    assertEquals(1, done.get());
  }
}
