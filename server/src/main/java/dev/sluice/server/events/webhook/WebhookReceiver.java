package dev.sluice.server.events.webhook;

import dev.sluice.server.events.ServerEvent;
import dev.sluice.server.events.webhook.DeliveryPlan.Delivery;
import dev.sluice.server.events.webhook.DeliveryPlan.Outcome;
import dev.sluice.server.time.NanoClock;
import java.net.http.HttpResponse;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the plan for one receiver to its sender, and the answers back. Owned by one thread. */
final class WebhookReceiver {

  private static final Logger log = LoggerFactory.getLogger(WebhookReceiver.class);

  private static final long QUIET_NANOS = 60_000_000_000L;

  private final DeliveryPlan plan;
  private final WebhookSender sender;
  private final long timeoutNanos;
  private final Executor owner;
  private final NanoClock clock;
  private final Set<Attempt> attempts = new LinkedHashSet<>();

  private boolean failing;
  private boolean told;
  private long toldNanos;
  private boolean dropping;

  /** A request under way. */
  private record Attempt(
      Delivery delivery, CompletableFuture<HttpResponse<Void>> response, long deadlineNanos) {}

  /**
   * @param owner runs what comes back on the thread that owns this
   */
  WebhookReceiver(
      DeliveryPlan plan, WebhookSender sender, long timeoutNanos, Executor owner, NanoClock clock) {
    this.plan = plan;
    this.sender = sender;
    this.timeoutNanos = timeoutNanos;
    this.owner = owner;
    this.clock = clock;
  }

  void offer(ServerEvent event, long nowNanos) {
    boolean taken = plan.offer(event, nowNanos);
    if (!taken && !dropping && !plan.gone()) {
      log.warn("webhook {}: {} events wait, further ones are dropped", sender.origin(), queued());
    }
    dropping = !taken;
  }

  /** Sends what is due; says in how many nanoseconds to look again. */
  long pump(long nowNanos) {
    for (Optional<Delivery> next = plan.next(nowNanos);
        next.isPresent();
        next = plan.next(nowNanos)) {
      send(next.get(), nowNanos);
    }
    long wait = plan.untilNext(nowNanos);
    for (Attempt attempt : attempts) {
      long left = attempt.deadlineNanos() - nowNanos;
      if (left <= 0) {
        attempt.response().cancel(true);
      } else {
        wait = Math.min(wait, left);
      }
    }
    return wait;
  }

  private void send(Delivery delivery, long nowNanos) {
    ServerEvent event = delivery.event();
    Attempt attempt =
        new Attempt(delivery, sender.send(event.id(), event.json()), nowNanos + timeoutNanos);
    attempts.add(attempt);
    var unused =
        attempt
            .response()
            .whenComplete(
                (response, failure) ->
                    owner.execute(() -> answered(attempt, sender.answer(response, failure))));
  }

  private void answered(Attempt attempt, Answer answer) {
    attempts.remove(attempt);
    long now = clock.nanoTime();
    boolean wasGone = plan.gone();
    Outcome outcome = plan.onAnswer(attempt.delivery(), answer, now);
    if (answer instanceof Answer.Gone && !wasGone) {
      log.warn("webhook {} answered 410: it is sent nothing until a restart", sender.origin());
    } else if (outcome == Outcome.GIVEN_UP) {
      log.warn("webhook {}: gave up {}", sender.origin(), attempt.delivery().event().id());
    } else if (answer instanceof Answer.Failed failed && !failing && mayTell(now)) {
      failing = true;
      log.warn("webhook {} fails: {}; trying again", sender.origin(), failed.why());
    } else if (answer instanceof Answer.Delivered && failing) {
      failing = false;
      log.info("webhook {} works again", sender.origin());
    }
    pump(now);
  }

  /** A receiver that fails now and then is not worth a line each time. */
  private boolean mayTell(long nowNanos) {
    if (told && nowNanos - toldNanos < QUIET_NANOS) {
      return false;
    }
    told = true;
    toldNanos = nowNanos;
    return true;
  }

  boolean busy() {
    return plan.busy();
  }

  private int queued() {
    return plan.queued();
  }

  WebhookStats.Receiver stats() {
    Map<Outcome, Long> outcomes = plan.outcomes();
    return new WebhookStats.Receiver(
        plan.queued(),
        plan.oldestMillis(),
        plan.gone(),
        outcomes.get(Outcome.DELIVERED),
        outcomes.get(Outcome.FAILED),
        outcomes.get(Outcome.GIVEN_UP),
        outcomes.get(Outcome.DROPPED));
  }

  void close() {
    if (plan.queued() > 0) {
      log.warn("webhook {}: {} events were not delivered", sender.origin(), plan.queued());
    }
    attempts.forEach(attempt -> attempt.response().cancel(true));
    sender.close();
  }
}
