package dev.sluice.server.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.server.sdp.SessionDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our answers to the offers of real clients, each looked at by a person. Run with {@code
 * -Dsluice.golden.write=src/test/resources/dev/sluice/server/negotiation/answers} to write them
 * anew, and review the difference.
 */
class GoldenAnswerTest {

  private static final String WRITE_TO = System.getProperty("sluice.golden.write", "");

  @ParameterizedTest
  @MethodSource("dev.sluice.server.negotiation.TestSessions#offerNames")
  void answersAsReviewed(String name) throws Exception {
    SessionDescription offer = SessionDescription.parse(TestSessions.offer(name));
    String answer = TestSessions.session().answer(offer).sdp();
    if (!WRITE_TO.isEmpty()) {
      write(name, answer);
    } else {
      assertEquals(TestSessions.resource("answers/" + name + ".sdp"), answer);
    }
  }

  private static void write(String name, String answer) throws IOException {
    Path directory = Files.createDirectories(Path.of(WRITE_TO));
    Files.writeString(directory.resolve(name + ".sdp"), answer);
  }
}
