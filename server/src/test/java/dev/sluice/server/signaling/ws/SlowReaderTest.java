package dev.sluice.server.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.MessageCodec;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.protocol.Speaker;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is sent to a client that does not read: a channel that becomes unwritable when told to. */
class SlowReaderTest {

  private static final WebSocketOptions OPTIONS =
      new WebSocketOptions(
          1 << 16,
          200,
          1000,
          8,
          10_000,
          TimeUnit.SECONDS.toNanos(10),
          TimeUnit.SECONDS.toNanos(30),
          TimeUnit.SECONDS.toNanos(2));

  private int tooSlow;
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final WebSocketOutbound outbound =
      new WebSocketOutbound(channel, new MessageCodec(), OPTIONS, () -> tooSlow++);

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  private void writable(boolean writable) {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
  }

  private List<String> sent() {
    List<String> texts = new ArrayList<>();
    for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      if (out instanceof TextWebSocketFrame frame) {
        texts.add(frame.text());
        frame.release();
      } else {
        CloseWebSocketFrame close = assertInstanceOf(CloseWebSocketFrame.class, out);
        texts.add("close " + close.statusCode());
        close.release();
      }
    }
    return texts;
  }

  private static ServerMessage.ActiveSpeakers speakers(String who) {
    return new ServerMessage.ActiveSpeakers(List.of(new Speaker(who, 90)));
  }

  @Test
  void sendsAtOnceToThoseWhoRead() {
    outbound.send(new ServerMessage.Ok(1));
    assertEquals(List.of("{\"type\":\"ok\",\"inReplyTo\":1}"), sent());
  }

  @Test
  void keepsTheOrderAndOnlyTheLatestOfPassingStates() {
    writable(false);
    outbound.send(speakers("alice"));
    outbound.send(new ServerMessage.Ok(1));
    outbound.send(speakers("bob"));
    outbound.send(new ServerMessage.Ok(2));
    assertTrue(sent().isEmpty());
    writable(true);
    outbound.flush();
    List<String> sent = sent();
    assertEquals(3, sent.size());
    assertTrue(sent.get(0).contains("\"inReplyTo\":1"));
    assertTrue(sent.get(1).contains("bob"));
    assertTrue(sent.get(2).contains("\"inReplyTo\":2"));
  }

  @Test
  void neverGivesUpOnAReaderForPassingStatesAlone() {
    writable(false);
    for (int i = 0; i < 1_000; i++) {
      outbound.send(speakers("p" + i));
    }
    assertFalse(outbound.closed());
  }

  @Test
  void closesReadersWhoLeaveTooManyMessagesWaiting() {
    writable(false);
    for (int i = 1; i <= 9; i++) {
      outbound.send(new ServerMessage.Ok(i));
    }
    expectTooSlow();
  }

  @Test
  void closesReadersWhoLeaveTooManyBytesWaiting() {
    writable(false);
    outbound.send(new ServerMessage.Message("bob", "chat", "ü".repeat(5_000)));
    expectTooSlow();
  }

  private void expectTooSlow() {
    List<String> sent = sent();
    assertEquals(2, sent.size());
    assertTrue(sent.get(0).contains("\"code\":\"too_slow\""), sent.get(0));
    assertEquals(1, tooSlow, "counted");
    assertEquals("close 4006", sent.get(1));
    outbound.send(new ServerMessage.Ok(99));
    assertNull(channel.readOutbound());
    channel.advanceTimeBy(2, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertFalse(channel.isOpen());
  }
}
