package dev.sluice.server.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.MessageCodec;
import dev.sluice.server.auth.Access;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.negotiation.NegotiationOptions;
import dev.sluice.server.signaling.ConnectionLimits;
import dev.sluice.server.signaling.ScriptedRooms;
import dev.sluice.server.signaling.SignalingOptions;
import dev.sluice.server.signaling.SignalingService;
import dev.sluice.server.signaling.UpgradeHeaders;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pings in virtual time; the join timeout is set aside. */
class KeepaliveTest {

  private static final ConnectionLimits LIMITS = ConnectionLimits.DEFAULTS;

  private final SignalingService service =
      new SignalingService(
          SignalingOptions.builder()
              .connection(
                  new ConnectionLimits(
                      TimeUnit.HOURS.toNanos(1),
                      LIMITS.messagesPerSecond(),
                      LIMITS.messageBurst(),
                      LIMITS.bytesPerSecond(),
                      LIMITS.byteBurst()))
              .build(),
          Access.open(),
          new ScriptedRooms(),
          NegotiationOptions.defaults(),
          new Fingerprint("sha-256", "AA:".repeat(31) + "BB"),
          () -> 0,
          new SecureRandom());
  private final EmbeddedChannel channel = new EmbeddedChannel();

  KeepaliveTest() {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new WebSocketHandler(
                service,
                WebSocketOptions.DEFAULTS,
                new WebSocketOutbound(
                    channel, new MessageCodec(), WebSocketOptions.DEFAULTS, () -> {}),
                UpgradeHeaders.ofToken(Optional.empty()),
                bytes -> true));
  }

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  private void passSeconds(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void pingsEveryTenSecondsWhileTheClientAnswers() {
    for (int i = 0; i < 12; i++) {
      passSeconds(10);
      assertInstanceOf(PingWebSocketFrame.class, channel.readOutbound()).release();
      channel.writeInbound(new PongWebSocketFrame(Unpooled.EMPTY_BUFFER));
    }
    assertTrue(channel.isOpen());
  }

  @Test
  void closesWhenNothingIsHeardForThirtySeconds() {
    passSeconds(10);
    passSeconds(10);
    assertTrue(channel.isOpen());
    assertEquals(1, service.stats().connections());
    passSeconds(10);
    assertFalse(channel.isOpen());
    assertEquals(0, service.stats().connections());
  }

  @Test
  void answersTheClientsPings() {
    channel.writeInbound(new PingWebSocketFrame(Unpooled.copiedBuffer(new byte[] {7})));
    PongWebSocketFrame pong = assertInstanceOf(PongWebSocketFrame.class, channel.readOutbound());
    assertEquals(7, pong.content().getByte(0));
    pong.release();
  }

  @Test
  void answersOnlyTheLatestPingOfAClientThatDoesNotRead() {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    for (byte i = 0; i < 100; i++) {
      channel.writeInbound(new PingWebSocketFrame(Unpooled.copiedBuffer(new byte[] {i})));
    }
    assertNull(channel.readOutbound());
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    channel.runPendingTasks();
    PongWebSocketFrame pong = assertInstanceOf(PongWebSocketFrame.class, channel.readOutbound());
    assertEquals(99, pong.content().getByte(0));
    pong.release();
    assertNull(channel.readOutbound());
  }
}
