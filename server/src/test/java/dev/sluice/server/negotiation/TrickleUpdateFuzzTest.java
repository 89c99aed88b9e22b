package dev.sluice.server.negotiation;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.server.sdp.SdpException;
import dev.sluice.server.sdp.SdpFragment;
import dev.sluice.server.sdp.SdpLimits;

class TrickleUpdateFuzzTest {

  @FuzzTest
  void readsOrRefusesAndRoundTrips(FuzzedDataProvider data) throws SdpException {
    SdpFragment fragment;
    try {
      fragment = SdpFragment.parse(data.consumeRemainingAsString(), SdpLimits.DEFAULT);
    } catch (SdpException e) {
      return;
    }
    if (!SdpFragment.parse(fragment.write(), SdpLimits.DEFAULT).equals(fragment)) {
      throw new IllegalStateException("reads differently what it wrote");
    }
    try {
      TrickleUpdate update = TrickleUpdate.read(fragment);
      if (update.credentials().isPresent() && update.credentials().get().pwd().length() < 22) {
        throw new IllegalStateException("takes a password that is too short");
      }
    } catch (NegotiationException e) {
      // half the credentials, or malformed ones
    }
  }
}
