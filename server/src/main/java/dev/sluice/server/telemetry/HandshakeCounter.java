package dev.sluice.server.telemetry;

import dev.sluice.server.dtls.DtlsEngine;
import dev.sluice.server.dtls.DtlsEngineFactory;
import dev.sluice.server.dtls.DtlsFailure;
import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.srtp.SrtpKeys;
import io.prometheus.client.Collector;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/** A factory that counts how the handshakes of another one end. Thread-safe. */
public final class HandshakeCounter implements DtlsEngineFactory {

  private static final String NAME = "sluice_dtls_handshakes_total";

  private final DtlsEngineFactory factory;
  private final LongAdder connected = new LongAdder();
  private final Map<DtlsFailure, LongAdder> failed = new EnumMap<>(DtlsFailure.class);

  public HandshakeCounter(DtlsEngineFactory factory) {
    this.factory = factory;
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
    return factory.create(role, remoteFingerprints, loop, new Counting(listener));
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
        return families.all();
      }
    };
  }

  /** Counts one handshake's end; a failure after it is the association's, not the handshake's. */
  private final class Counting implements DtlsEngine.Listener {

    private final DtlsEngine.Listener listener;
    private boolean handshakeOver;

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
}
