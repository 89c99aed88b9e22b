package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.server.room.RoomId;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomRedirectsTest {

  @ParameterizedTest
  @CsvSource({
    "red,https://exact",
    "reddish,https://longer",
    "rose,https://short",
    "blue,https://all"
  })
  void theNarrowestRuleWins(String room, URI node) {
    RoomRedirects redirects =
        RoomRedirects.parse(
            "*=https://all; r*=https://short;red=https://exact;redd*=https://longer/;");
    assertEquals(Optional.of(node), redirects.find(new RoomId(room)));
  }

  @Test
  void otherRoomsAreHere() {
    assertEquals(Optional.empty(), RoomRedirects.parse("red=https://a").find(new RoomId("blue")));
    assertEquals(RoomRedirects.NONE, RoomRedirects.parse(" ; "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "red",
        "=https://a",
        "r d=https://a",
        "red=a",
        "red=https://",
        "red=https://a/b",
        "red=https://a?b",
        "red=https://u@a",
        "red=https://a;red=https://b",
        "r**=https://a"
      })
  void refusesWhatIsNoRule(String text) {
    assertThrows(IllegalArgumentException.class, () -> RoomRedirects.parse(text));
  }
}
