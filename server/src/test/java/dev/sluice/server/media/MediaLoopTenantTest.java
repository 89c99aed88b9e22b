package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.media.LoopFixture.Inbox;
import dev.sluice.server.media.LoopFixture.QuietTenant;
import dev.sluice.server.transport.DatagramReceiver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MediaLoopTenantTest {

  private LoopFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture = LoopFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void ticksEveryTenantAlthoughOneOfThemThrows() {
    List<String> ticked = new ArrayList<>();
    fixture.runOnLoop(
        () -> {
          fixture.loop.attach(
              new QuietTenant() {
                @Override
                public void onTick(long nowNanos) {
                  throw new IllegalStateException("broken on purpose");
                }
              });
          fixture.loop.attach(
              new QuietTenant() {
                @Override
                public void onTick(long nowNanos) {
                  ticked.add("sound");
                }
              });
        });

    fixture.await(() -> ticked.size() >= 3);
    fixture.await(() -> fixture.loop.counters().failures >= 3);
  }

  @Test
  void tellsWhoAskedOnceWhenTheBatchEnds() throws IOException {
    List<Long> ends = new ArrayList<>();
    List<Long> received = new ArrayList<>();
    QuietTenant tenant =
        new QuietTenant() {
          @Override
          public void onBatchEnd(long nowNanos) {
            ends.add(nowNanos);
          }
        };
    DatagramReceiver asking =
        (path, data, offset, length, nowNanos) -> {
          received.add(nowNanos);
          fixture.loop.requestBatchEnd(tenant);
          fixture.loop.requestBatchEnd(tenant);
        };
    fixture.runOnLoop(() -> fixture.loop.directory().register("asks", asking));

    fixture.send(LoopFixture.bindingRequest("asks"));
    fixture.await(() -> !ends.isEmpty());

    assertEquals(1, ends.size());
    assertEquals(received, ends);
  }

  @Test
  void sendsWhatATenantWritesAtTheEndOfTheBatch() throws IOException {
    Inbox inbox = new Inbox();
    NetworkPath path = fixture.bindPeer(inbox);
    byte[] answer = {1, 2, 3};
    fixture.runOnLoop(
        () ->
            fixture.loop.requestBatchEnd(
                new QuietTenant() {
                  @Override
                  public void onBatchEnd(long nowNanos) {
                    fixture.loop.sink().send(path, answer, 0, answer.length);
                  }
                }));

    assertArrayEquals(answer, fixture.receive());
  }

  @Test
  void tenantThatLeftHearsNothingMore() {
    List<String> heard = new ArrayList<>();
    QuietTenant leaver =
        new QuietTenant() {
          @Override
          public void onBatchEnd(long nowNanos) {
            heard.add("batch");
          }

          @Override
          public void onTick(long nowNanos) {
            heard.add("tick");
          }
        };
    List<String> ticks = new ArrayList<>();
    QuietTenant stayer =
        new QuietTenant() {
          @Override
          public void onTick(long nowNanos) {
            ticks.add("tick");
          }
        };
    fixture.runOnLoop(
        () -> {
          fixture.loop.attach(leaver);
          fixture.loop.attach(stayer);
          fixture.loop.requestBatchEnd(leaver);
          fixture.loop.detach(leaver);
        });

    fixture.await(() -> ticks.size() >= 2);
    assertEquals(List.of(), heard);
  }
}
