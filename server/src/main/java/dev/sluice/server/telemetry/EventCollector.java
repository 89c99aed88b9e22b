package dev.sluice.server.telemetry;

import dev.sluice.server.events.webhook.WebhookStats;
import dev.sluice.server.events.webhook.WebhookStats.Receiver;
import io.prometheus.client.Collector;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The metrics of events and webhooks; a receiver is named by its place among the URLs, from 1. */
final class EventCollector extends Collector {

  private static final double MILLIS_PER_SECOND = 1e3;

  private final LongSupplier dropped;
  private final Supplier<Optional<WebhookStats>> webhooks;
  private final InstantSource clock;

  EventCollector(
      LongSupplier dropped, Supplier<Optional<WebhookStats>> webhooks, InstantSource clock) {
    this.dropped = dropped;
    this.webhooks = webhooks;
    this.clock = clock;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    Families families =
        new Families()
            .declareCounter(
                "sluice_events_dropped_total", "Events nobody was told of: too many happened.");
    families.add("sluice_events_dropped_total", dropped.getAsLong());
    List<MetricFamilySamples> all = new ArrayList<>(families.all());
    webhooks.get().ifPresent(stats -> all.addAll(receivers(stats)));
    return all;
  }

  private List<MetricFamilySamples> receivers(WebhookStats stats) {
    Families families =
        new Families("receiver")
            .declareCounter(
                "sluice_webhook_deliveries_total",
                "Events by what became of them; failed counts attempts that are made again.",
                "outcome")
            .declareGauge("sluice_webhook_queue", "Events that wait for this receiver.")
            .declareGauge(
                "sluice_webhook_oldest_waiting_seconds",
                "Since the oldest of them happened; 0 when none waits.")
            .declareGauge("sluice_webhook_gone", "1 when the receiver said it wants no more.");
    for (int i = 0; i < stats.receivers().size(); i++) {
      Receiver receiver = stats.receivers().get(i);
      String name = Integer.toString(i + 1);
      String deliveries = "sluice_webhook_deliveries_total";
      families.add(deliveries, receiver.delivered(), name, "delivered");
      families.add(deliveries, receiver.failed(), name, "failed");
      families.add(deliveries, receiver.givenUp(), name, "given_up");
      families.add(deliveries, receiver.dropped(), name, "dropped");
      families.add("sluice_webhook_queue", receiver.queued(), name);
      families.add("sluice_webhook_oldest_waiting_seconds", oldestSeconds(receiver), name);
      families.add("sluice_webhook_gone", receiver.gone() ? 1 : 0, name);
    }
    return families.all();
  }

  private double oldestSeconds(Receiver receiver) {
    return receiver.oldestMillis() == 0
        ? 0
        : Math.max(0, clock.millis() - receiver.oldestMillis()) / MILLIS_PER_SECOND;
  }
}
