package dev.sluice.server.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A WebSocket that is flooded with frames, in virtual time. */
class FrameBudgetTest {

  private static final int BURST = WebSocketOptions.DEFAULTS.frameBurst();
  private static final int PER_SECOND = WebSocketOptions.DEFAULTS.framesPerSecond();

  private final List<Throwable> ends = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private int passed;

  @BeforeEach
  void open() {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(new FrameBudget(WebSocketOptions.DEFAULTS))
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                ((WebSocketFrame) message).release();
                passed++;
              }

              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                ends.add(cause);
              }
            });
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static WebSocketFrame frame(int i) {
    return switch (i % 3) {
      case 0 -> new TextWebSocketFrame("{\"type\":\"ping\"}");
      case 1 -> new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[4]));
      default -> new ContinuationWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[1]));
    };
  }

  @Test
  void framesOfAnyKindCountAndTheFirstTooManyEndsIt() {
    List<WebSocketFrame> sent = new ArrayList<>();
    for (int i = 0; i < BURST + 500; i++) {
      sent.add(frame(i));
      channel.writeInbound(sent.get(i));
    }
    assertEquals(BURST, passed);
    assertEquals(1, ends.size());
    assertInstanceOf(FrameBudget.ExceededException.class, ends.get(0));
    sent.forEach(frame -> assertEquals(0, frame.refCnt()));
  }

  @Test
  void whoTalksFastForLongIsNotEnded() {
    for (int second = 0; second < 60; second++) {
      for (int i = 0; i < PER_SECOND; i++) {
        channel.writeInbound(frame(i));
      }
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
    }
    assertEquals(60 * PER_SECOND, passed);
    assertEquals(List.of(), ends);
  }
}
