package dev.sluice.server.bench;

import dev.sluice.server.srtp.NoCrypto;
import dev.sluice.server.srtp.SrtpProviders;

/** Who seals and opens in a benchmark. */
public enum Ciphers {
  /** What the server chooses on this machine. */
  SELECTED,
  /** The JDK's own. */
  JDK,
  /** Nobody: bytes are copied. GCM profiles only. */
  NONE;

  SrtpProviders providers() {
    return switch (this) {
      case SELECTED -> SrtpProviders.selected();
      case JDK -> NoCrypto.jdkProviders();
      case NONE -> NoCrypto.providers();
    };
  }
}
