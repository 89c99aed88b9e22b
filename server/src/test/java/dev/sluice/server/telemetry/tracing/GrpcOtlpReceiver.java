package dev.sluice.server.telemetry.tracing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A collector that speaks OTLP over gRPC: HTTP/2 without TLS, one message each way. */
public final class GrpcOtlpReceiver extends OtlpReceiver {

  /** Whether it is compressed, and its length. */
  private static final int MESSAGE_HEADER_BYTES = 5;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel server;

  public GrpcOtlpReceiver() {
    server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    connection
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forServer().build(),
                            new Http2MultiplexHandler(
                                new ChannelInitializer<Channel>() {
                                  @Override
                                  protected void initChannel(Channel stream) {
                                    stream.pipeline().addLast(new Call());
                                  }
                                }));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  @Override
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
  }

  @Override
  public void close() {
    server.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** One request and its response. */
  private final class Call extends ChannelInboundHandlerAdapter {

    private final Map<String, String> headers = new HashMap<>();
    private final ByteBuf body = Unpooled.buffer();

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      try {
        if (frame instanceof Http2HeadersFrame begin) {
          begin
              .headers()
              .forEach(entry -> headers.put(entry.getKey().toString(), "" + entry.getValue()));
        } else if (frame instanceof Http2DataFrame data) {
          body.writeBytes(data.content());
          if (data.isEndStream()) {
            answer(context);
          }
        }
      } finally {
        ReferenceCountUtil.release(frame);
      }
    }

    private void answer(ChannelHandlerContext context) {
      Optional<Signal> signal = Signal.ofMethod(headers.get(":path"));
      if (signal.isPresent()) {
        body.skipBytes(1);
        byte[] message = new byte[body.readInt()];
        body.readBytes(message);
        take(signal.get(), headers, message);
      }
      send(
          context,
          new DefaultHttp2HeadersFrame(
              new DefaultHttp2Headers().status("200").set("content-type", "application/grpc")));
      send(
          context,
          new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[MESSAGE_HEADER_BYTES])));
      send(
          context,
          new DefaultHttp2HeadersFrame(
              new DefaultHttp2Headers().set("grpc-status", signal.isPresent() ? "0" : "12"), true));
    }

    private static void send(ChannelHandlerContext context, Http2Frame frame) {
      context.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
  }
}
