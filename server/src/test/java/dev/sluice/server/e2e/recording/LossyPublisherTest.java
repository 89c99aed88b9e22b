package dev.sluice.server.e2e.recording;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.NetworkNamespace;
import dev.sluice.server.e2e.Page;
import dev.sluice.server.e2e.Poll;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A publisher whose datagrams are lost, one in twenty, each way. */
@Tag("e2e")
class LossyPublisherTest {

  private static final FakeCapture NO_CAMERA = new FakeCapture(Colour.BLACK, 440);
  private static final int LOSS_PERCENT = 5;
  private static final int SECOND = ClapPattern.FRAMES_PER_SECOND;

  @Test
  void whatIsLostIsAskedForUntilItIsRecorded() throws IOException {
    try (NetworkNamespace network = NetworkNamespace.create();
        RecordingStage stage = RecordingStage.set(Map.of("VIEWER_GRACE_SECONDS", "0"))) {
      String room = stage.server().newRoom("lossy");
      Published published;
      JsonNode seen;
      try (ChromiumClaps publisher = publisher(stage, network, room);
          Page viewer = stage.wishPage()) {
        publisher.begin();
        publisher.awaitPictures(SECOND);
        watch(viewer, stage.whep(room));
        network.lose(LOSS_PERCENT);
        publisher.awaitMorePictures(10 * SECOND);
        network.heal();
        seen = viewer.evaluate("wish.video()");
        published = publisher.finish();
      }
      compare(published, stage.finished(room), seen);
    }
  }

  private static ChromiumClaps publisher(
      RecordingStage stage, NetworkNamespace network, String room) throws IOException {
    String origin = "http://%s:%d".formatted(network.gateway(), stage.server().port());
    Page page =
        stage
            .browsers()
            .page(
                URI.create(origin + "/web/e2e/wish.html"),
                network.inside(stage.browsers().executable()),
                NO_CAMERA,
                "--unsafely-treat-insecure-origin-as-secure=" + origin);
    return new ChromiumClaps(page, URI.create(origin + "/whip/" + room))
        .in("video/VP8")
        .sized(640, 360)
        .withGrain();
  }

  private static void watch(Page viewer, URI endpoint) {
    Poll.until(
        "the test page is ready", () -> viewer.evaluate("!!globalThis.wish"), JsonNode::asBoolean);
    viewer.evaluate("wish.play('%s')".formatted(endpoint));
    Poll.until(
        "the viewer sees something",
        () -> viewer.evaluate("wish.framesDecoded()"),
        frames -> frames.asInt() > 0);
  }

  private static void compare(Published published, Recording recording, JsonNode seen) {
    int recorded =
        recording.files().stream()
            .map(RecordingCheck::passesEveryTool)
            .flatMap(file -> file.video().stream())
            .mapToInt(RecordedFile.Stream::frames)
            .sum();
    Claps claps = recording.claps();
    double missing = 1 - (double) recorded / published.pictures();
    ProofTable table =
        new ProofTable(
            "recording-loss.txt",
            "Of a publisher who loses %d %% of all datagrams each way:".formatted(LOSS_PERCENT));
    table.add(
        String.format(
            Locale.ROOT,
            "recording: %d of %d pictures, %.2f %% missing; %s",
            recorded,
            published.pictures(),
            100 * missing,
            claps.summary()));
    table.add(
        String.format(
            Locale.ROOT,
            "viewer:    %d pictures received, %d decoded, %d dropped, %d freezes of %.1f s in all",
            seen.path("framesReceived").asInt(),
            seen.path("framesDecoded").asInt(),
            seen.path("framesDropped").asInt(),
            seen.path("freezeCount").asInt(),
            seen.path("totalFreezesDuration").asDouble()));
    recording
        .manifest()
        .get("files")
        .forEach(
            file ->
                file.path("tracks")
                    .forEach(
                        track ->
                            table.add(
                                "manifest:  %s, %d packets lost for ever, gaps %s"
                                    .formatted(
                                        track.path("codec").asText(),
                                        track.path("packetsLost").asInt(),
                                        track.path("gaps")))));
    table.publish();
    assertTrue(missing < 0.1, recorded + " of " + published.pictures());
  }
}
