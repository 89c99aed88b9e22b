package dev.sluice.server.sdp;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class SessionDescriptionFuzzTest {

  @FuzzTest
  void readsOrRefusesAndRoundTrips(FuzzedDataProvider data) {
    SessionDescription description;
    try {
      description = SessionDescription.parse(data.consumeRemainingAsString());
    } catch (SdpException e) {
      return;
    }
    description.media().forEach(SessionDescriptionTest::readEverything);
    description.bundle();
    try {
      if (!SessionDescription.parse(description.write()).equals(description)) {
        throw new IllegalStateException("reads differently what it wrote");
      }
    } catch (SdpException e) {
      throw new IllegalStateException("refuses what it wrote", e);
    }
  }
}
