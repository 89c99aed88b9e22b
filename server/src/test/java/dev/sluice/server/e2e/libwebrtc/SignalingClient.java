package dev.sluice.server.e2e.libwebrtc;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.MessageCodec;
import dev.sluice.protocol.ProtocolException;
import dev.sluice.protocol.ServerMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** A WebSocket that speaks {@code sluice.v1}. Requests are made by one thread. */
public final class SignalingClient implements WebSocket.Listener, AutoCloseable {

  private static final long ANSWER_SECONDS = 20;

  private final MessageCodec codec = new MessageCodec();
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<ServerMessage>> open = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final Consumer<ServerMessage> room;
  private final WebSocket socket;

  SignalingClient(URI server, RoomView room) {
    this(HttpClient.newHttpClient(), server, Map.of(), room::apply);
  }

  /**
   * Opens the connection.
   *
   * @param headers of the request that opens it
   * @param room hears all messages, on a thread of the client's
   */
  public SignalingClient(
      HttpClient http, URI server, Map<String, String> headers, Consumer<ServerMessage> room) {
    this.room = room;
    WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols(ServerMessage.PROTOCOL);
    headers.forEach(builder::header);
    socket = builder.buildAsync(server, this).join();
  }

  /**
   * Sends a message and waits for what answers it.
   *
   * @throws IllegalStateException when that is an error
   */
  public <T extends ServerMessage> T request(Class<T> answer, LongFunction<ClientMessage> message) {
    long id = ids.incrementAndGet();
    CompletableFuture<ServerMessage> reply = new CompletableFuture<>();
    open.put(id, reply);
    socket.sendText(codec.write(message.apply(id)), true).join();
    ServerMessage got = await(reply);
    if (!answer.isInstance(got)) {
      throw new IllegalStateException("the server answered " + got);
    }
    return answer.cast(got);
  }

  /** Leaves the room and waits for the server to say so. */
  public void leave() {
    socket.sendText(codec.write(new ClientMessage.Leave(0)), true).join();
    await(ended);
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no answer within %d s".formatted(ANSWER_SECONDS), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      receive(text.toString());
      text.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  private void receive(String message) {
    try {
      ServerMessage parsed = codec.parseServerMessage(message);
      room.accept(parsed);
      long id = inReplyTo(parsed);
      CompletableFuture<ServerMessage> reply = id == 0 ? null : open.remove(id);
      if (reply != null) {
        reply.complete(parsed);
      }
    } catch (ProtocolException e) {
      open.values()
          .forEach(
              reply ->
                  reply.completeExceptionally(
                      new IllegalStateException("the server does not speak sluice.v1", e)));
    }
  }

  private static long inReplyTo(ServerMessage message) {
    if (message instanceof ServerMessage.Joined joined) {
      return joined.inReplyTo();
    }
    if (message instanceof ServerMessage.Answer answer) {
      return answer.inReplyTo();
    }
    if (message instanceof ServerMessage.Ok ok) {
      return ok.inReplyTo();
    }
    return message instanceof ServerMessage.Failure failure ? failure.inReplyTo() : 0;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
    ended.complete(null);
    open.values()
        .forEach(
            reply ->
                reply.completeExceptionally(
                    new IllegalStateException("the server closed the connection: " + reason)));
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    ended.completeExceptionally(error);
  }

  /** Hangs up without a word, as a client does that is killed. */
  @Override
  public void close() {
    socket.abort();
  }
}
