package dev.sluice.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a file's bytes on a connection, chunk by chunk: read on a thread that may wait for the
 * disk, written on the connection's event loop, and the next one read when the socket has taken
 * this one. So a client that does not read costs one chunk, however long the file is.
 */
// what becomes of a write is told to its listener
@SuppressWarnings("FutureReturnValueIgnored")
final class FileTransfer {

  static final int CHUNK_BYTES = 64 << 10;

  private static final Logger log = LoggerFactory.getLogger(FileTransfer.class);

  /** What became of it. */
  enum Outcome {
    SENT,
    /** Something is missing: the connection is of no use any more. */
    BROKEN
  }

  private final ChannelHandlerContext ctx;
  private final FileBody body;
  private final Executor disk;
  private final Consumer<Outcome> ended;
  private final long end;

  /** Read and written by turns on the two threads, which hand it to each other. */
  private long position;

  /**
   * @param disk runs what may wait for the disk
   * @param ended called once, on the event loop, when the file is closed
   */
  FileTransfer(ChannelHandlerContext ctx, FileBody body, Executor disk, Consumer<Outcome> ended) {
    this.ctx = ctx;
    this.body = body;
    this.disk = disk;
    this.ended = ended;
    this.position = body.offset();
    this.end = body.offset() + body.length();
  }

  /** Begins; on the event loop. */
  void start(HttpResponse head) {
    ctx.write(head);
    next();
  }

  private void next() {
    if (position == end) {
      ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
          .addListener(
              (ChannelFutureListener)
                  done -> end(done.isSuccess() ? Outcome.SENT : Outcome.BROKEN));
      return;
    }
    try {
      disk.execute(this::read);
    } catch (RejectedExecutionException e) {
      // the server stops
      end(Outcome.BROKEN);
    }
  }

  private void read() {
    int wanted = (int) Math.min(CHUNK_BYTES, end - position);
    ByteBuf chunk = ctx.alloc().buffer(wanted);
    try {
      while (chunk.readableBytes() < wanted) {
        int missing = wanted - chunk.readableBytes();
        if (chunk.writeBytes(body.file(), position + chunk.readableBytes(), missing) <= 0) {
          throw new IOException("the file became shorter");
        }
      }
      ctx.executor().execute(() -> write(chunk));
    } catch (RejectedExecutionException e) {
      chunk.release();
      body.close();
    } catch (IOException | RuntimeException e) {
      chunk.release();
      log.debug("a download by {} broke off: {}", ctx.channel().remoteAddress(), e.toString());
      ctx.executor().execute(() -> end(Outcome.BROKEN));
    }
  }

  private void write(ByteBuf chunk) {
    position += chunk.readableBytes();
    ctx.writeAndFlush(new DefaultHttpContent(chunk))
        .addListener(
            (ChannelFutureListener)
                done -> {
                  if (done.isSuccess()) {
                    next();
                  } else {
                    end(Outcome.BROKEN);
                  }
                });
  }

  private void end(Outcome outcome) {
    body.close();
    ended.accept(outcome);
  }
}
