package dev.sluice.server.telemetry;

import dev.sluice.server.dtls.DtlsEngine;
import dev.sluice.server.dtls.DtlsEngineFactory;
import dev.sluice.server.dtls.DtlsFailure;
import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.srtp.SrtpKeys;
import dev.sluice.server.time.NanoClock;
import io.prometheus.client.Collector;
import io.prometheus.client.Histogram;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/** A factory that counts and times the handshakes of another one. Thread-safe. */
public final class HandshakeCounter implements DtlsEngineFactory {

  private static final String NAME = "sluice_dtls_handshakes_total";

  private static final double NANOS_PER_SECOND = 1e9;

  /** From two round trips in a building to retransmissions over a bad path. */
  private static final double[] SECONDS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

  private final DtlsEngineFactory factory;
  private final NanoClock clock;
  private final LongAdder connected = new LongAdder();
  private final Map<DtlsFailure, LongAdder> failed = new EnumMap<>(DtlsFailure.class);
  private final Histogram durations =
      Histogram.build(
              "sluice_dtls_handshake_seconds",
              "How long handshakes took that succeeded, from the first flight on.")
          .buckets(SECONDS)
          .create();

  public HandshakeCounter(DtlsEngineFactory factory, NanoClock clock) {
    this.factory = factory;
    this.clock = clock;
    for (DtlsFailure reason : DtlsFailure.values()) {
      failed.put(reason, new LongAdder());
    }
  }

  @Override
  public DtlsEngine create(
      DtlsRole role,
      List<Fingerprint> remoteFingerprints,
      Executor loop,
      DtlsEngine.Listener listener) {
    Counting counting = new Counting(listener);
    return new Timed(factory.create(role, remoteFingerprints, loop, counting), counting);
  }

  @Override
  public Fingerprint localFingerprint() {
    return factory.localFingerprint();
  }

  @Override
  public void warmUp() {
    factory.warmUp();
  }

  @Override
  public void close() {
    factory.close();
  }

  Collector collector() {
    return new Collector() {
      @Override
      public List<MetricFamilySamples> collect() {
        Families families =
            new Families("result").declareCounter(NAME, "DTLS handshakes that ended, by result.");
        families.add(NAME, connected.sum(), "connected");
        failed.forEach(
            (reason, count) ->
                families.add(NAME, count.sum(), reason.name().toLowerCase(Locale.ROOT)));
        List<MetricFamilySamples> all = new ArrayList<>(families.all());
        all.addAll(durations.collect());
        return all;
      }
    };
  }

  /** Counts one handshake's end; a failure after it is the association's, not the handshake's. */
  private final class Counting implements DtlsEngine.Listener {

    private final DtlsEngine.Listener listener;
    private boolean handshakeOver;
    private long startedNanos;

    Counting(DtlsEngine.Listener listener) {
      this.listener = listener;
    }

    @Override
    public void onDtlsOutput(byte[] data, int off, int len) {
      listener.onDtlsOutput(data, off, len);
    }

    @Override
    public void onDtlsConnected(SrtpKeys keys) {
      handshakeOver = true;
      connected.increment();
      durations.observe((clock.nanoTime() - startedNanos) / NANOS_PER_SECOND);
      listener.onDtlsConnected(keys);
    }

    @Override
    public void onDtlsFailed(DtlsFailure reason) {
      if (!handshakeOver) {
        handshakeOver = true;
        failed.get(reason).increment();
      }
      listener.onDtlsFailed(reason);
    }

    @Override
    public void onDtlsClosed() {
      listener.onDtlsClosed();
    }
  }

  /** Notes when one handshake begins. */
  private final class Timed implements DtlsEngine {

    private final DtlsEngine engine;
    private final Counting counting;

    Timed(DtlsEngine engine, Counting counting) {
      this.engine = engine;
      this.counting = counting;
    }

    @Override
    public void start() {
      counting.startedNanos = clock.nanoTime();
      engine.start();
    }

    @Override
    public void receive(byte[] data, int off, int len) {
      engine.receive(data, off, len);
    }

    @Override
    public void onTick(long nowNanos) {
      engine.onTick(nowNanos);
    }

    @Override
    public void close() {
      engine.close();
    }
  }
}
