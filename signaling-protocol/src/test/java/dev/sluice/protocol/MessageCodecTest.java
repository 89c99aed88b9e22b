package dev.sluice.protocol;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  private final MessageCodec codec = new MessageCodec();

  @Test
  void samplesCoverEveryMessage() {
    assertEquals(
        Set.of(ClientMessage.class.getPermittedSubclasses()),
        Samples.CLIENT.stream().map(Object::getClass).collect(Collectors.toSet()));
    assertEquals(
        Set.of(ServerMessage.class.getPermittedSubclasses()),
        Samples.SERVER.stream().map(Object::getClass).collect(Collectors.toSet()));
  }

  @Test
  void everyMessageComesBackAsItWas() throws ProtocolException {
    for (ClientMessage message : Samples.CLIENT) {
      assertEquals(message, codec.parse(codec.write(message)));
    }
    for (ServerMessage message : Samples.SERVER) {
      assertEquals(message, codec.parseServerMessage(codec.write(message)));
    }
  }

  @Test
  void leavesAbsentPartsOut() {
    assertEquals("{\"type\":\"leave\"}", codec.write(new ClientMessage.Leave(0)));
    assertEquals("{\"type\":\"leave\",\"id\":7}", codec.write(new ClientMessage.Leave(7)));
    assertEquals("{\"type\":\"pong\"}", codec.write(new ServerMessage.Pong(0, 0)));
  }

  @Test
  void writesFreeSlotsAsNull() {
    assertEquals(
        "{\"type\":\"slots\",\"slots\":[{\"mid\":\"3\",\"kind\":\"audio\",\"track\":null,\"pinned\":false}]}",
        codec.write(
            new ServerMessage.Slots(
                List.of(new SlotInfo("3", MediaKind.AUDIO, Optional.empty(), false)))));
  }

  @Test
  void joinNeedsOnlyARoom() throws ProtocolException {
    ClientMessage.Join join =
        (ClientMessage.Join) codec.parse("{\"type\":\"join\",\"room\":\"daily\",\"id\":1}");
    assertEquals(1, join.id());
    assertEquals(Optional.empty(), join.offer());
    assertEquals(List.of(), join.tracks());
  }

  @Test
  void typeMayStandAnywhereAndUnknownPropertiesAreIgnored() throws ProtocolException {
    assertEquals(
        new ClientMessage.Mute(3, "TR_1", true),
        codec.parse(
            "{\"muted\":true,\"later\":{\"a\":[1]},\"track\":\"TR_1\",\"id\":3,\"type\":\"mute\"}"));
  }

  @Test
  void refusesWhatIsNotAnObject() {
    for (String text : List.of("", " ", "null", "[]", "1", "\"join\"", "{", "{}{}", "{\"a\":1,}")) {
      assertEquals(
          ErrorCode.MALFORMED_JSON, failure(text).code(), () -> "for the text <" + text + ">");
    }
    assertEquals(
        ErrorCode.MALFORMED_JSON,
        failure("{\"type\":\"leave\",\"type\":\"ping\"}").code(),
        "duplicate key");
    assertEquals(
        ErrorCode.MALFORMED_JSON,
        failure("{\"type\":\"ping\",\"x\":" + "[".repeat(50) + "]".repeat(50) + "}").code(),
        "too deep");
  }

  @Test
  void namesUnknownTypesWithTheRequestId() {
    ProtocolException unknown = failure("{\"type\":\"dance\",\"id\":9}");
    assertEquals(ErrorCode.UNKNOWN_TYPE, unknown.code());
    assertEquals(9, unknown.requestId());
    assertEquals(ErrorCode.UNKNOWN_TYPE, failure("{\"id\":9}").code());
    assertEquals(ErrorCode.UNKNOWN_TYPE, failure("{\"type\":7}").code());
    assertEquals(ErrorCode.UNKNOWN_TYPE, failure("{\"type\":null}").code());
    assertEquals(ErrorCode.UNKNOWN_TYPE, failure("{\"type\":\"joined\"}").code());
    assertEquals(ErrorCode.UNKNOWN_TYPE, failure("{\"type\":\"\"}").code());
  }

  @Test
  void refusesBadValuesAndNamesTheField() {
    assertAll(
        Stream.of(
                new Refusal("{\"type\":\"mute\",\"id\":5,\"muted\":true}", "track is missing"),
                new Refusal(
                    "{\"type\":\"mute\",\"id\":5,\"track\":7,\"muted\":true}",
                    "invalid value at track"),
                new Refusal(
                    "{\"type\":\"mute\",\"id\":5,\"track\":\"t\",\"muted\":\"true\"}",
                    "invalid value at muted"),
                new Refusal("{\"type\":\"publish\",\"id\":5}", "track is missing"),
                new Refusal(
                    "{\"type\":\"publish\",\"id\":5,\"track\":{\"mid\":\"0\",\"source\":\"cam\"}}",
                    "invalid value at track.source"),
                new Refusal(
                    "{\"type\":\"publish\",\"id\":5,\"track\":{\"mid\":\"\"}}", "mid is empty"),
                new Refusal(
                    "{\"type\":\"layer_hint\",\"id\":5,\"mid\":\"1\",\"maxWidth\":-1}",
                    "maxWidth must be from 0 to 16384"),
                new Refusal(
                    "{\"type\":\"layer_hint\",\"id\":5,\"mid\":\"1\",\"maxWidth\":1.5}",
                    "invalid value at maxWidth"),
                new Refusal(
                    "{\"type\":\"layer_hint\",\"id\":5,\"mid\":\"1\",\"maxWidth\":99999999999}",
                    "invalid value at maxWidth"),
                new Refusal(
                    "{\"type\":\"update_room\",\"id\":5,\"metadata\":{\"a\":null}}",
                    "a value of metadata is missing"),
                new Refusal(
                    "{\"type\":\"update_room\",\"id\":5,\"metadata\":{\"a\":1}}",
                    "invalid value at metadata.a"),
                new Refusal("{\"type\":\"update_room\",\"id\":5}", "metadata is missing"),
                new Refusal(
                    "{\"type\":\"send\",\"id\":5,\"topic\":\"\",\"payload\":\"\",\"to\":[null]}",
                    "to holds a null"),
                new Refusal(
                    "{\"type\":\"join\",\"id\":5,\"room\":\"r\",\"tracks\":[{\"mid\":\"0\"}]}",
                    "tracks need an offer"),
                new Refusal(
                    "{\"type\":\"join\",\"id\":5,\"room\":\"r\",\"offer\":\"v=0\",\"resume\":\"t\"}",
                    "resume goes without offer and tracks"))
            .map(refusal -> () -> refusal.check(failure(refusal.text()))));
  }

  private record Refusal(String text, String message) {
    void check(ProtocolException failure) {
      assertEquals(message, failure.getMessage());
      assertEquals(ErrorCode.INVALID_MESSAGE, failure.code());
      assertEquals(5, failure.requestId());
    }
  }

  @Test
  void refusesRequestIdsThatJavaScriptCannotHold() {
    for (String id : List.of("0", "-1", "1.5", "\"1\"", "null", "9007199254740992", "1e400")) {
      ProtocolException failure = failure("{\"type\":\"leave\",\"id\":" + id + "}");
      assertEquals(ErrorCode.INVALID_MESSAGE, failure.code(), id);
      assertEquals(0, failure.requestId(), id);
    }
  }

  @Test
  void boundsEveryText() {
    assertEquals(
        ErrorCode.INVALID_ROOM_NAME, failure("{\"type\":\"join\",\"room\":\"a b\"}").code());
    assertEquals(ErrorCode.INVALID_ROOM_NAME, failure("{\"type\":\"join\"}").code());
    assertEquals(
        ErrorCode.TOO_LARGE,
        failure("{\"type\":\"unpublish\",\"track\":\"" + "t".repeat(65) + "\"}").code());
    assertEquals(
        ErrorCode.TOO_LARGE,
        failure("{\"type\":\"send\",\"topic\":\"\",\"payload\":\"" + "p".repeat(65537) + "\"}")
            .code());
    String tracks = "{\"mid\":\"0\"},".repeat(65);
    assertEquals(
        ErrorCode.TOO_LARGE,
        failure(
                "{\"type\":\"offer\",\"sdp\":\"v=0\",\"tracks\":["
                    + tracks.substring(0, tracks.length() - 1)
                    + "]}")
            .code());
    assertEquals(
        ErrorCode.TOO_LARGE,
        failure("{\"type\":\"ping\",\"x\":\"" + "p".repeat(2 << 20) + "\"}").code());
  }

  @Test
  void neverRepeatsTheTextItRefuses() {
    String secret = "s3cret";
    for (String text :
        List.of(
            "{\"type\":\"join\",\"token\":\"s3cret\"",
            "{\"type\":\"s3cret\"}",
            "{\"type\":\"join\",\"room\":\"s3cret!\"}",
            "{\"type\":\"publish\",\"track\":{\"mid\":\"0\",\"source\":\"s3cret\"}}")) {
      assertFalse(failure(text).getMessage().contains(secret), text);
    }
  }

  @Test
  void cutMessagesAreMalformed() {
    String text = codec.write(Samples.CLIENT.get(0));
    for (int length = 0; length < text.length(); length++) {
      assertEquals(ErrorCode.MALFORMED_JSON, failure(text.substring(0, length)).code());
    }
  }

  @Test
  void damagedMessagesAreMessagesOrRefusals() {
    Random random = new Random(20261121);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text =
          new StringBuilder(codec.write(Samples.CLIENT.get(random.nextInt(Samples.CLIENT.size()))));
      for (int edit = random.nextInt(4); edit >= 0; edit--) {
        text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
      }
      try {
        ClientMessage message = codec.parse(text.toString());
        assertEquals(message, codec.parse(codec.write(message)));
      } catch (ProtocolException refused) {
        assertFalse(refused.getMessage().isEmpty());
      }
    }
  }

  private ProtocolException failure(String text) {
    return assertThrows(ProtocolException.class, () -> codec.parse(text), text);
  }
}
