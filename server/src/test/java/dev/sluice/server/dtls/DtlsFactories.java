package dev.sluice.server.dtls;

import dev.sluice.server.srtp.SrtpProviders;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Factories for the tests of this package. */
final class DtlsFactories {

  /** Lost flights are repeated soon, so that tests on bad links take no long time. */
  static final DtlsOptions QUICK =
      new DtlsOptions(Duration.ofSeconds(60), Duration.ofMillis(20), 16, 4, 16, 1200);

  private static final SecureRandom RANDOM = new SecureRandom();

  private DtlsFactories() {}

  static BcDtlsEngineFactory create() {
    return create(QUICK);
  }

  static BcDtlsEngineFactory create(DtlsOptions options) {
    return create(options, TlsCryptos.fastest(RANDOM));
  }

  static BcDtlsEngineFactory create(DtlsOptions options, TlsCryptos cryptos) {
    return new BcDtlsEngineFactory(
        options, pool(options), cryptos, DtlsCertificate.generate(RANDOM, Instant.now()));
  }

  static ExecutorService pool(DtlsOptions options) {
    int threads = options.maxConcurrentHandshakes();
    return new ThreadPoolExecutor(
        threads,
        threads,
        1,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(options.maxWaitingHandshakes()));
  }

  /** Every kind of cryptography that this platform can choose. */
  static Stream<TlsCryptos> cryptos() {
    return Stream.concat(
        Stream.of(TlsCryptos.bouncyCastle(RANDOM)),
        SrtpProviders.corretto().map(p -> TlsCryptos.corretto(p, RANDOM)).stream());
  }
}
