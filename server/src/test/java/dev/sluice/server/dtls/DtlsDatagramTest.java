package dev.sluice.server.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DtlsDatagramTest {

  private static final byte[] TWO_RECORDS =
      HexFormat.of()
          .parseHex(
              "16fefd0000000000000001000d" // a handshake record of 13 bytes
                  + "0100000100000000000000010a"
                  + "14fefd00000000000000020001" // and ChangeCipherSpec
                  + "01");

  @Test
  void acceptsWholeRecordsOnly() {
    assertTrue(DtlsDatagram.acceptable(TWO_RECORDS, 0, TWO_RECORDS.length));
    for (int length = 0; length < TWO_RECORDS.length; length++) {
      assertEquals(
          length == 26, DtlsDatagram.acceptable(Arrays.copyOf(TWO_RECORDS, length), 0, length));
    }
  }

  @Test
  void refusesOtherProtocolsAndVersions() {
    byte[] stun = TWO_RECORDS.clone();
    stun[0] = 0;
    byte[] srtp = TWO_RECORDS.clone();
    srtp[0] = (byte) 0x80;
    byte[] tls = TWO_RECORDS.clone();
    tls[1] = 3;

    assertFalse(DtlsDatagram.acceptable(stun, 0, stun.length));
    assertFalse(DtlsDatagram.acceptable(srtp, 0, srtp.length));
    assertFalse(DtlsDatagram.acceptable(tls, 0, tls.length));
    assertFalse(DtlsDatagram.acceptable(new byte[3000], 0, 3000));
  }

  @Test
  void refusesMessagesThatPromiseMegabytes() {
    byte[] huge = TWO_RECORDS.clone();
    huge[14] = (byte) 0xFF;

    assertFalse(DtlsDatagram.acceptable(huge, 0, huge.length));
  }

  @Test
  void refusesProtectedRecordsWithoutRoomForNonceAndTag() {
    for (int length = 0; length < 40; length++) {
      byte[] record = new byte[13 + length];
      record[0] = 22;
      record[1] = (byte) 0xFE;
      record[2] = (byte) 0xFD;
      record[4] = 1;
      record[12] = (byte) length;

      assertEquals(length >= 24, DtlsDatagram.acceptable(record, 0, record.length));
    }
  }
}
