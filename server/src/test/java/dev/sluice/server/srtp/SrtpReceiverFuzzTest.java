package dev.sluice.server.srtp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

class SrtpReceiverFuzzTest {

  /** Whatever the bytes are, nothing is thrown, and nothing opens that has no tag of ours. */
  @FuzzTest
  void neverThrowsAndNeverOpensForgeries(byte[] data) {
    for (SrtpProfile profile : SrtpProfile.values()) {
      SrtpReceiver receiver =
          new SrtpReceiver(SrtpPeers.receiverKeys(profile), SrtpOptions.defaults());

      assertTrue(receiver.unprotectRtp(data.clone(), 0, data.length) < 0);
      assertTrue(receiver.unprotectRtcp(data.clone(), 0, data.length) < 0);
    }
  }
}
