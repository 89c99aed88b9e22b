package dev.sluice.server.signaling.whep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.LayerChoice;
import dev.sluice.server.room.LayerInfo;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.SlotLayers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension {@code core:layer} of draft-ietf-wish-whep's core extensions. */
class LayerSelectionTest {

  private static final String RELATION = "urn:ietf:params:whep:ext:core:layer";

  private final WhepFixture whep = new WhepFixture();
  private String layer;

  @BeforeEach
  void open() {
    HttpResponse<String> created = whep.play(WhepFixture.offer());
    layer = WhepFixture.link(created, RELATION);
    assertEquals(WhepFixture.location(created) + "/layer", layer);
  }

  @AfterEach
  void stop() {
    whep.close();
  }

  /** What the room hears when it may be done. */
  private RoomCommand.ChooseLayer chosen(String json) {
    HttpResponse<String> done = whep.json(layer, json);
    assertEquals(200, done.statusCode(), done::body);
    return whep.room.next(RoomCommand.ChooseLayer.class);
  }

  private void refused(int status, String json) {
    HttpResponse<String> response = whep.json(layer, json);
    assertEquals(status, response.statusCode(), json);
    assertTrue(response.body().startsWith("{\"error\":"), response.body());
    assertFalse(whep.room.heard(RoomCommand.ChooseLayer.class), json);
  }

  private void layersAre(LayerInfo... layers) {
    whep.room.say(new RoomEvent.LayersChanged(List.of(new SlotLayers("1", List.of(layers)))));
    whep.loop.settle();
  }

  private static LayerInfo simulcast(int encoding) {
    return new LayerInfo(Optional.empty(), encoding, 100, 0, 0, true, false);
  }

  @Test
  void choosesByRid() {
    RoomCommand.ChooseLayer choice = chosen("{\"mediaId\":\"1\",\"rid\":\"h\"}");
    assertEquals("1", choice.slotMid());
    assertEquals(LayerChoice.ofRid("h"), choice.choice());
    assertTrue(choice.participant().value().startsWith("viewer-"));
  }

  @Test
  void takesTheFirstVideoWhenNoneIsNamed() {
    assertEquals("1", chosen("{\"rid\":\"h\"}").slotMid());
  }

  @Test
  void limitsTheSize() {
    assertEquals(
        LayerChoice.within(640, 360), chosen("{\"maxWidth\":640,\"maxHeight\":360}").choice());
    LayerChoice both = chosen("{\"rid\":\"h\",\"maxHeight\":360}").choice();
    assertEquals(Optional.of("h"), both.rid());
    assertEquals(OptionalInt.empty(), both.maxWidth());
    assertEquals(OptionalInt.of(360), both.maxHeight());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"mediaId\":\"1\"}", "{\"mediaId\":\"1\",\"colour\":\"red\"}"})
  void leavesTheChoiceToTheServerWhenNothingIsAsked(String json) {
    assertEquals(LayerChoice.AUTOMATIC, chosen(json).choice());
  }

  @Test
  void countsEncodingsWithoutRidsAsSpatialLayers() {
    layersAre(simulcast(0), simulcast(1));
    assertEquals(LayerChoice.ofEncoding(1), chosen("{\"spatialLayerId\":1}").choice());
    assertEquals(LayerChoice.AUTOMATIC, chosen("{\"maxSpatialLayerId\":1}").choice());
    refused(422, "{\"spatialLayerId\":2}");
    refused(422, "{\"maxSpatialLayerId\":0}");
  }

  @Test
  void findsOneSpatialLayerInEachEncodingWithARid() {
    layersAre(new LayerInfo(Optional.of("h"), 0, 100, 0, 0, true, true));
    assertEquals(LayerChoice.ofRid("h"), chosen("{\"rid\":\"h\",\"spatialLayerId\":0}").choice());
    assertEquals(LayerChoice.AUTOMATIC, chosen("{\"maxSpatialLayerId\":3}").choice());
    refused(422, "{\"rid\":\"h\",\"spatialLayerId\":1}");
    refused(422, "{\"spatialLayerId\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"temporalLayerId", "maxTemporalLayerId"})
  void refusesLayersWithinAnEncoding(String name) {
    refused(422, "{\"" + name + "\":0}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"h\"",
        "null",
        "{",
        "{} {}",
        "{mediaId:\"0\"}",
        "{\"mediaId\":1}",
        "{\"mediaId\":\"-1\"}",
        "{\"mediaId\":\"one\"}",
        "{\"mediaId\":null}",
        "{\"rid\":1}",
        "{\"rid\":\"\"}",
        "{\"rid\":null}",
        "{\"maxWidth\":0}",
        "{\"maxWidth\":\"640\"}",
        "{\"maxHeight\":1.5}",
        "{\"maxHeight\":99999999999999}",
        "{\"spatialLayerId\":-1}",
        "{\"temporalLayerId\":\"0\"}"
      })
  void refusesMalformedRequests(String json) {
    refused(400, json);
  }

  @Test
  void refusesLinesWithoutVideo() {
    refused(422, "{\"mediaId\":\"0\",\"rid\":\"h\"}");
    refused(422, "{\"mediaId\":\"2\",\"rid\":\"h\"}");
  }

  @Test
  void refusesBodiesThatAreNoJsonOrTooLong() {
    assertEquals(415, whep.send("POST", layer, "text/plain", "{}").statusCode());
    assertEquals(415, whep.send("POST", layer).statusCode());
    refused(413, "{\"rid\":\"" + "h".repeat(5_000) + "\"}");
    refused(400, "{\"rid\":\"" + "h".repeat(300) + "\"}");
  }

  @Test
  void tellsWhenThereIsNoSuchLayer() {
    whep.room.refuses(RoomErrorCode.NO_SUCH_LAYER);
    HttpResponse<String> refused = whep.json(layer, "{\"rid\":\"nowhere\"}");
    assertEquals(422, refused.statusCode());
    assertEquals("{\"error\":\"the room would not\"}", refused.body());
  }

  @Test
  void doesNotWaitForeverForTheRoom() throws Exception {
    whep.room.fallsSilent();
    CompletableFuture<HttpResponse<String>> response =
        CompletableFuture.supplyAsync(() -> whep.json(layer, "{}"));
    whep.room.next(RoomCommand.ChooseLayer.class);
    whep.loop.advanceSeconds(6);
    assertEquals(503, response.get(10, TimeUnit.SECONDS).statusCode());
  }

  @Test
  void isGoneWithTheSession() {
    assertEquals(200, whep.send("DELETE", layer.replace("/layer", "")).statusCode());
    assertEquals(404, whep.json(layer, "{}").statusCode());
  }

  @Test
  void isLimitedInRate() {
    int status = 200;
    for (int i = 0; i < 100 && status == 200; i++) {
      status = whep.json(layer, "{}").statusCode();
    }
    assertEquals(429, status);
  }
}
