package dev.sluice.server.http;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The server's certificate.
 *
 * @param certificateChain PEM, the server's own certificate first
 * @param privateKey PEM, PKCS#8, PKCS#1 or SEC 1, without a password
 * @param lookNanos how often the files are looked at; what has changed is used for new connections
 */
public record TlsOptions(Path certificateChain, Path privateKey, long lookNanos) {

  private static final long LOOK_SECONDS = 5;

  /** Files that are looked at every {@value #LOOK_SECONDS} seconds. */
  public TlsOptions(Path certificateChain, Path privateKey) {
    this(certificateChain, privateKey, TimeUnit.SECONDS.toNanos(LOOK_SECONDS));
  }
}
