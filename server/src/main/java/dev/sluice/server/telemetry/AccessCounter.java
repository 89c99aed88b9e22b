package dev.sluice.server.telemetry;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.auth.Entry;
import dev.sluice.server.auth.Refusal;
import dev.sluice.server.auth.Verdict;
import dev.sluice.server.room.ParticipantId;
import io.prometheus.client.Collector;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts what an {@link Access} decides, and tells the audit log whom it refuses. Thread-safe. */
public final class AccessCounter implements Access {

  private static final String DECISIONS = "sluice_access_total";

  private final Access access;
  private final AuditLog audit;
  private final LongAdder granted = new LongAdder();
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  public AccessCounter(Access access, AuditLog audit) {
    this.access = Objects.requireNonNull(access);
    this.audit = Objects.requireNonNull(audit);
    for (Refusal refusal : Refusal.values()) {
      refused.put(refusal, new LongAdder());
    }
  }

  @Override
  public boolean wantsTokens() {
    return access.wantsTokens();
  }

  @Override
  public boolean knowsTokens() {
    return access.knowsTokens();
  }

  @Override
  public boolean isSigned(Optional<String> token) {
    return access.isSigned(token);
  }

  @Override
  public Verdict enter(Entry entry) {
    return noted(access.enter(entry), entry);
  }

  @Override
  public Verdict look(Entry entry) {
    return noted(access.look(entry), entry);
  }

  @Override
  public Verdict identify(Optional<String> token) {
    Verdict verdict = access.identify(token);
    count(verdict);
    return verdict;
  }

  private Verdict noted(Verdict verdict, Entry entry) {
    count(verdict);
    if (verdict instanceof Verdict.Refused no) {
      AuditEvent event =
          AuditEvent.of(Action.ENTER, "anybody")
              .in(entry.room())
              .about(entry.identity().map(ParticipantId::value).orElse(""))
              .ended(no.refusal().word());
      audit.record(entry.from().map(event::from).orElse(event));
    }
    return verdict;
  }

  private void count(Verdict verdict) {
    if (verdict instanceof Verdict.Refused no) {
      refused.get(no.refusal()).increment();
    } else {
      granted.increment();
    }
  }

  /** The counts, for a metrics page. */
  public Collector collector() {
    return new Collector() {
      @Override
      public List<MetricFamilySamples> collect() {
        Families families =
            new Families()
                .declareCounter(DECISIONS, "Tokens that were looked at, by verdict.", "verdict");
        families.add(DECISIONS, granted.sum(), "granted");
        refused.forEach((refusal, count) -> families.add(DECISIONS, count.sum(), refusal.word()));
        return families.all();
      }
    };
  }
}
