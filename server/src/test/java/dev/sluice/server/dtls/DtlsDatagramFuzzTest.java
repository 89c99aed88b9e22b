package dev.sluice.server.dtls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

class DtlsDatagramFuzzTest {

  /** Nothing is thrown, and what is accepted is no longer than bctls has room for. */
  @FuzzTest
  void readsNothingOutsideTheDatagram(byte[] data) {
    byte[] embedded = new byte[data.length + 20];
    System.arraycopy(data, 0, embedded, 10, data.length);
    boolean alone = DtlsDatagram.acceptable(data, 0, data.length);

    assertTrue(alone == DtlsDatagram.acceptable(embedded, 10, data.length));
    assertTrue(!alone || data.length <= DtlsDatagram.MAX_LENGTH);
  }
}
