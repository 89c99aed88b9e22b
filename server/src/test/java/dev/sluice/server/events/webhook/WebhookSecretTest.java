package dev.sluice.server.events.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {

  private static final String TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @Test
  void signsAsTheExampleOfStandardWebhooks() {
    assertEquals(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSecret.parse(TEXT)
            .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}"));
  }

  @Test
  void tellsNothingOfItself() {
    assertFalse(WebhookSecret.parse(TEXT).toString().contains("MfKQ"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_not base64 at all!",
        "whsec_c2hvcnQ="
      })
  void isNotReadFromAnythingElse(String text) {
    assertThrows(IllegalArgumentException.class, () -> WebhookSecret.parse(text));
  }

  @Test
  void isNeitherTooShortNorTooLong() {
    for (int length : new int[] {23, 65}) {
      String text = "whsec_" + Base64.getEncoder().encodeToString(new byte[length]);
      assertThrows(IllegalArgumentException.class, () -> WebhookSecret.parse(text));
    }
  }
}
