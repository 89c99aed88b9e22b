package dev.sluice.server.http.admin;

import dev.sluice.server.http.Response;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where responses of the admin API are made that take some time, so that neither a room's loop nor
 * a connection's waits. What more is asked than the queue holds is refused. Thread-safe.
 */
public final class AdminThreads implements AutoCloseable {

  private static final int THREADS = 2;
  private static final int MAX_WAITING = 200;

  private final ThreadPoolExecutor threads;

  public AdminThreads() {
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "admin");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** A response made here of what comes. */
  <T> CompletableFuture<Response> then(CompletableFuture<T> input, Function<T, Response> respond) {
    CompletableFuture<Response> response = new CompletableFuture<>();
    var unused =
        input.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                response.completeExceptionally(failure);
              } else {
                run(response, () -> respond.apply(value));
              }
            });
    return response;
  }

  /** A response made here. */
  CompletableFuture<Response> call(Supplier<Response> respond) {
    CompletableFuture<Response> response = new CompletableFuture<>();
    run(response, respond);
    return response;
  }

  private void run(CompletableFuture<Response> response, Supplier<Response> respond) {
    try {
      threads.execute(
          () -> {
            try {
              response.complete(respond.get());
            } catch (RuntimeException e) {
              response.completeExceptionally(new CompletionException(e));
            }
          });
    } catch (RejectedExecutionException e) {
      response.complete(Response.error(503, "too many requests").with("Retry-After", "1"));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
