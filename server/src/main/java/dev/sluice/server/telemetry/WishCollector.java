package dev.sluice.server.telemetry;

import dev.sluice.server.signaling.wish.WishStats;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.Supplier;

/** The metrics of WHIP and WHEP. */
final class WishCollector extends Collector {

  private static final String POSTS = "sluice_wish_posts_total";

  private final Supplier<WishStats> wish;

  WishCollector(Supplier<WishStats> wish) {
    this.wish = wish;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    WishStats stats = wish.get();
    Families families =
        new Families()
            .declareGauge("sluice_whip_sessions", "WHIP publishers.")
            .declareGauge("sluice_whep_sessions", "WHEP viewers.")
            .declareCounter(
                POSTS, "POSTs to WHIP and WHEP endpoints, by response.", "protocol", "status")
            .declareCounter("sluice_wish_ice_restarts_total", "ICE restarts by PATCH.")
            .declareCounter(
                "sluice_wish_remote_candidates_total", "Candidates that clients told by PATCH.");
    families.add("sluice_whip_sessions", stats.sessions("whip"));
    families.add("sluice_whep_sessions", stats.sessions("whep"));
    stats
        .posts()
        .forEach(
            (outcome, count) ->
                families.add(POSTS, count, outcome.protocol(), Integer.toString(outcome.status())));
    families.add("sluice_wish_ice_restarts_total", stats.iceRestarts());
    families.add("sluice_wish_remote_candidates_total", stats.remoteCandidates());
    return families.all();
  }
}
