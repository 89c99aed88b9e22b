package dev.sluice.server.events.webhook;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Posts events to one URL, on threads of its own: what holds one receiver up, a resolver that does
 * not answer for instance, holds no other one up. Redirects are failures: they could lead a request
 * to where the operator did not send it.
 */
final class WebhookSender implements AutoCloseable {

  private static final int THREADS = 2;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private static final int GONE = 410;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final URI url;
  private final List<WebhookSecret> secrets;
  private final InstantSource clock;
  private final ExecutorService threads;
  private final HttpClient client;

  WebhookSender(URI url, List<WebhookSecret> secrets, int number, InstantSource clock) {
    this.url = url;
    this.secrets = secrets;
    this.clock = clock;
    AtomicInteger count = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "webhook-" + number + "-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(threads)
            .build();
  }

  /** The URL as far as it may be logged: what comes behind the port may hold a secret. */
  String origin() {
    return url.getScheme() + "://" + url.getAuthority();
  }

  /** Cancelling the future ends the request. It fails when no response comes. */
  CompletableFuture<HttpResponse<Void>> send(String id, String body) {
    long seconds = clock.instant().getEpochSecond();
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Sluice")
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(seconds))
            .header(
                "webhook-signature",
                secrets.stream()
                    .map(secret -> secret.sign(id, seconds, body))
                    .collect(Collectors.joining(" ")))
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.sendAsync(request, head -> new BoundedDiscard());
  }

  /** What a response, or its absence, means. */
  Answer answer(HttpResponse<Void> response, Throwable failure) {
    if (failure != null) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      return new Answer.Failed(cause.getClass().getSimpleName(), 0);
    }
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return new Answer.Delivered();
    } else if (status == GONE) {
      return new Answer.Gone();
    }
    boolean mayAsk = status == TOO_MANY_REQUESTS || status == UNAVAILABLE;
    long nanos =
        mayAsk
            ? response.headers().firstValue("Retry-After").flatMap(this::delayNanos).orElse(0L)
            : 0;
    return new Answer.Failed("status " + status, nanos);
  }

  /** RFC 9110 section 10.2.3: seconds, or a date. */
  private Optional<Long> delayNanos(String text) {
    try {
      Duration delay =
          text.chars().allMatch(Character::isDigit)
              ? Duration.ofSeconds(Integer.parseInt(text))
              : Duration.between(
                  clock.instant(), Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
      return Optional.of(Math.max(0, delay.toNanos()));
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
