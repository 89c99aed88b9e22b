package dev.sluice.server.dtls;

import org.junit.jupiter.api.Test;

class BcDtlsEngineFactoryTest {

  @Test
  void shakesHandsWithItself() {
    try (BcDtlsEngineFactory factory = new BcDtlsEngineFactory(DtlsOptions.defaults())) {
      factory.warmUp();
    }
  }
}
