package dev.sluice.server.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.events.webhook.BoundedDiscard;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts errors as JSON, one at a time, by a thread of its own. What the other end does not take is
 * sent again a few times; what does not fit into the queue meanwhile is lost. Thread-safe.
 */
public final class ErrorWebhook implements ErrorSink, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ErrorWebhook.class);

  static final int MAX_QUEUED = 256;

  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(25));
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** For a request and its whole response. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** How long the end of the program waits for the last errors to be sent. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int REQUEST_TIMED_OUT = 408;

  private final ErrorWebhookOptions options;
  private final Map<String, String> source;
  private final List<Duration> pauses;
  private final Duration timeout;
  private final ObjectMapper json = new ObjectMapper();
  private final BlockingQueue<ErrorReport> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Thread thread;
  private volatile boolean closing;
  private boolean refused;

  private ErrorWebhook(
      ErrorWebhookOptions options,
      Map<String, String> source,
      List<Duration> pauses,
      Duration timeout) {
    this.options = options;
    this.source = source;
    this.pauses = pauses;
    this.timeout = timeout;
    this.thread = new Thread(this::run, "error-webhook");
    thread.setDaemon(true);
  }

  /**
   * Starts it.
   *
   * @param version of this program
   */
  public static ErrorWebhook start(ErrorWebhookOptions options, String version) {
    return start(options, version, PAUSES, REQUEST_TIMEOUT);
  }

  /**
   * @param pauses before each further try
   * @param timeout of each
   */
  static ErrorWebhook start(
      ErrorWebhookOptions options, String version, List<Duration> pauses, Duration timeout) {
    Map<String, String> source = new LinkedHashMap<>();
    source.put("service", options.service());
    source.put("version", version);
    ErrorWebhook webhook = new ErrorWebhook(options, source, pauses, timeout);
    webhook.thread.start();
    return webhook;
  }

  @Override
  public void onError(ErrorReport report) {
    var unused = queue.offer(report);
  }

  private void run() {
    try {
      while (!closing || !queue.isEmpty()) {
        ErrorReport report = queue.poll(1, TimeUnit.SECONDS);
        if (report != null) {
          deliverOrDrop(report);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One report that cannot be sent must not be the last. */
  private void deliverOrDrop(ErrorReport report) throws InterruptedException {
    try {
      deliver(report);
    } catch (RuntimeException e) {
      log.warn("errors: a report is dropped: {}", e.getClass().getSimpleName());
    }
  }

  private void deliver(ErrorReport report) throws InterruptedException {
    byte[] body = body(report);
    String problem = attempt(body);
    for (int i = 0; i < pauses.size() && problem != null && mayMend(problem); i++) {
      Thread.sleep(pauses.get(i).toMillis());
      problem = attempt(body);
    }
    if (problem != null && !refused) {
      log.warn("errors: {} does not take a report: {}", options.url().getHost(), problem);
    } else if (problem == null && refused) {
      log.info("errors: {} takes reports again", options.url().getHost());
    }
    refused = problem != null;
  }

  /** What was wrong; null when it was taken. */
  private String attempt(byte[] body) throws InterruptedException {
    CompletableFuture<HttpResponse<Void>> response =
        http.sendAsync(request(body), head -> new BoundedDiscard());
    try {
      int status = response.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      return status >= 200 && status < 300 ? null : "status " + status;
    } catch (ExecutionException e) {
      return e.getCause().getClass().getSimpleName();
    } catch (TimeoutException e) {
      return "timeout";
    } finally {
      response.cancel(true);
    }
  }

  /** What a server says about a request that it does not like does not change by itself. */
  private static boolean mayMend(String problem) {
    return !problem.matches("status [34]..")
        || problem.endsWith(" " + TOO_MANY_REQUESTS)
        || problem.endsWith(" " + REQUEST_TIMED_OUT);
  }

  private HttpRequest request(byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(options.url())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    options.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request.build();
  }

  private byte[] body(ErrorReport report) {
    Map<String, Object> body = new LinkedHashMap<>(source);
    body.put("time", Instant.ofEpochMilli(report.epochMillis()).toString());
    body.put("level", "error");
    body.put("logger", report.logger());
    body.put("thread", report.thread());
    body.put("message", report.message());
    report.failure().ifPresent(failure -> body.put("exception", failure));
    body.putAll(report.fields());
    body.put("left_out", report.leftOut());
    try {
      return json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      return "{\"level\":\"error\",\"message\":\"not expressible\"}".getBytes(UTF_8);
    }
  }

  /** Sends what is left, for a bounded time. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
