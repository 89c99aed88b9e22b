package dev.sluice.server.dtls;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * DTLS by BouncyCastle's bctls.
 *
 * <p>Its handshake blocks, so each one under way has a thread. Nearly all of its time it waits for
 * the peer, so there are many threads; a semaphore lets only a few of them compute at the same
 * time, since more would only get in each other's way. Handshakes without a thread wait in line;
 * those with one have to be quick meanwhile, and when the line is full new ones are refused.
 */
public final class BcDtlsEngineFactory implements DtlsEngineFactory {

  private static final long IDLE_THREAD_SECONDS = 10;

  /** The deepest stack of a handshake is certificate parsing; a megabyte would be waste. */
  private static final long STACK_BYTES = 512 << 10;

  private final DtlsOptions options;
  private final TlsCryptos cryptos;
  private final DtlsCertificate certificate;
  private final Semaphore computing;
  private final ExecutorService handshakes;
  private final AtomicInteger inLine = new AtomicInteger();

  /** A factory with its own pool of platform threads. */
  public BcDtlsEngineFactory(DtlsOptions options) {
    this(options, newPool(options));
  }

  /**
   * A factory with a given pool, which it owns from here on and shuts down in {@link #close}.
   *
   * @param handshakes rejects what it has no room for
   */
  public BcDtlsEngineFactory(DtlsOptions options, ExecutorService handshakes) {
    this(options, handshakes, new SecureRandom());
  }

  private BcDtlsEngineFactory(
      DtlsOptions options, ExecutorService handshakes, SecureRandom random) {
    this(
        options,
        handshakes,
        TlsCryptos.fastest(random),
        DtlsCertificate.generate(random, Instant.now()));
  }

  BcDtlsEngineFactory(
      DtlsOptions options,
      ExecutorService handshakes,
      TlsCryptos cryptos,
      DtlsCertificate certificate) {
    this.options = options;
    this.handshakes = handshakes;
    this.cryptos = cryptos;
    this.certificate = certificate;
    this.computing = new Semaphore(options.maxComputingHandshakes());
  }

  private static ExecutorService newPool(DtlsOptions options) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            options.maxConcurrentHandshakes(),
            options.maxConcurrentHandshakes(),
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(options.maxWaitingHandshakes()),
            task -> {
              Thread thread =
                  new Thread(null, task, "dtls-" + number.getAndIncrement(), STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public DtlsEngine create(
      DtlsRole role,
      List<Fingerprint> remoteFingerprints,
      Executor loop,
      DtlsEngine.Listener listener) {
    return new BcDtlsEngine(role, new SrtpNegotiation(remoteFingerprints), this, loop, listener);
  }

  @Override
  public Fingerprint localFingerprint() {
    return certificate.fingerprint();
  }

  /** For the log line at start: whose cryptography the handshakes use. */
  public String description() {
    return cryptos.name();
  }

  @Override
  public void warmUp() {
    new SelfHandshake(this).run();
  }

  @Override
  public void close() {
    handshakes.shutdownNow();
  }

  void execute(Runnable handshake) {
    inLine.incrementAndGet();
    try {
      handshakes.execute(
          () -> {
            inLine.decrementAndGet();
            handshake.run();
          });
    } catch (RejectedExecutionException e) {
      inLine.decrementAndGet();
      throw e;
    }
  }

  /** True while handshakes wait for a thread. Any thread. */
  boolean crowded() {
    return inLine.get() > 0;
  }

  DtlsOptions options() {
    return options;
  }

  TlsCryptos cryptos() {
    return cryptos;
  }

  DtlsCertificate certificate() {
    return certificate;
  }

  Semaphore computing() {
    return computing;
  }
}
