package dev.sluice.server.e2e.libwebrtc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsType;
import dev.onvoid.webrtc.media.audio.AudioDeviceModuleBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Publishes by WHIP or watches by WHEP. Candidates are left to the checks. Used by one thread. */
final class WishSession {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CREATED = 201;

  private final HttpClient http = HttpClient.newHttpClient();
  private final PeerConnectionFactory factory;
  private final AudioDeviceModuleBase device;
  private final ScheduledExecutorService timer;
  private MediaSession media;
  private URI session;
  private long postedNanos;

  WishSession(
      PeerConnectionFactory factory, AudioDeviceModuleBase device, ScheduledExecutorService timer) {
    this.factory = factory;
    this.device = device;
    this.timer = timer;
  }

  /**
   * Publishes a picture and a tone.
   *
   * @param wishes {@code url}, {@code yuv}, {@code hz}, {@code codec} (empty for any)
   */
  JsonNode publish(JsonNode wishes) {
    media = new MediaSession(factory, device, timer);
    media.addMicrophone(wishes.get("hz").asInt());
    media.addCamera(Camera.colour(wishes.get("yuv")), wishes.get("codec").asText());
    return negotiate(URI.create(wishes.get("url").asText()));
  }

  /**
   * Publishes flashes and beeps.
   *
   * @param wishes {@code url}, {@code codec}
   */
  JsonNode clap(JsonNode wishes) {
    media = new MediaSession(factory, device, timer);
    media.addClapper(wishes.get("codec").asText());
    return negotiate(URI.create(wishes.get("url").asText()));
  }

  /** No more flashes and beeps; how many pictures there were. */
  JsonNode stopClapping() {
    return JSON.createObjectNode().put("pictures", media.stopClapping());
  }

  /** How many frames of video have been sent until now. */
  JsonNode framesSent() {
    long sent = 0;
    for (RTCStats stats : media.stats()) {
      if (stats.getType() == RTCStatsType.OUTBOUND_RTP
          && stats.getAttributes().get("framesSent") instanceof Number frames) {
        sent += frames.longValue();
      }
    }
    return JSON.createObjectNode().put("frames", sent);
  }

  /**
   * Receives what is published.
   *
   * @param wishes {@code url}
   */
  JsonNode watch(JsonNode wishes) {
    media = new MediaSession(factory, device, timer);
    media.addAudioSlot();
    media.addVideoSlot();
    return negotiate(URI.create(wishes.get("url").asText()));
  }

  private JsonNode negotiate(URI endpoint) {
    String offer = media.offer();
    postedNanos = System.nanoTime();
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(endpoint).header("Content-Type", "application/sdp"),
            "POST",
            BodyPublishers.ofString(offer));
    if (response.statusCode() != CREATED) {
      throw new IllegalStateException("POST: " + response.statusCode() + " " + response.body());
    }
    session = endpoint.resolve(response.headers().firstValue("Location").orElseThrow());
    media.accept(response.body());
    return JSON.createObjectNode().put("location", session.toString());
  }

  private HttpResponse<String> send(
      HttpRequest.Builder request, String method, BodyPublisher body) {
    try {
      return http.send(request.method(method, body).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** What is seen and heard now. */
  JsonNode look() {
    ObjectNode view = JSON.createObjectNode().put("connection", media.state());
    media.pictures().values().forEach(picture -> view.set("picture", JSON.valueToTree(picture)));
    media.tones().values().forEach(tone -> view.set("tone", JSON.valueToTree(tone)));
    media
        .firstFrameNanos()
        .ifPresent(
            first ->
                view.put("firstFrameMillis", TimeUnit.NANOSECONDS.toMillis(first - postedNanos)));
    return view;
  }

  JsonNode end() {
    send(HttpRequest.newBuilder(session), "DELETE", BodyPublishers.noBody());
    media.close();
    return JsonNodeFactory.instance.nullNode();
  }
}
