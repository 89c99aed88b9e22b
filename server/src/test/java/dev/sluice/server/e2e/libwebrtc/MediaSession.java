package dev.sluice.server.e2e.libwebrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpCodecCapability;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.MediaType;
import dev.onvoid.webrtc.media.audio.AudioDeviceModuleBase;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.VideoTrack;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One PeerConnection: sections to publish in, receive slots with meters in them. Called by one
 * thread.
 */
final class MediaSession implements PeerConnectionObserver, AutoCloseable {

  private static final long NATIVE_CALL_SECONDS = 10;
  private static final long SILENCE_POLL_MILLIS = 50;

  private final PeerConnectionFactory factory;
  private final AudioDeviceModuleBase device;
  private final ScheduledExecutorService timer;
  private final RTCPeerConnection connection;
  private final Map<RTCRtpTransceiver, ColourMeter> pictures = new LinkedHashMap<>();
  private final Map<RTCRtpTransceiver, ToneMeter> tones = new LinkedHashMap<>();
  private final List<Camera> cameras = new ArrayList<>();
  private Microphone microphone;
  private Optional<Clapper> clapper = Optional.empty();
  private Optional<Runnable> opening = Optional.empty();
  private volatile boolean closed;

  MediaSession(
      PeerConnectionFactory factory, AudioDeviceModuleBase device, ScheduledExecutorService timer) {
    this.factory = factory;
    this.device = device;
    this.timer = timer;
    connection = factory.createPeerConnection(new RTCConfiguration(), this);
  }

  /** Adds a section with a tone in it, which begins when the connection is up. */
  RTCRtpTransceiver addMicrophone(int hz) {
    microphone = new Microphone(hz, timer);
    opening = Optional.of(microphone::open);
    return add(
        factory.createAudioTrack("microphone", microphone.source()),
        RTCRtpTransceiverDirection.SEND_ONLY);
  }

  /**
   * Adds a section with a picture in it.
   *
   * @param codec the only one to offer, such as {@code VP8}; all when empty
   */
  RTCRtpTransceiver addCamera(int[] yuv, String codec) {
    Camera camera = new Camera(yuv, timer);
    cameras.add(camera);
    RTCRtpTransceiver transceiver =
        add(
            factory.createVideoTrack("camera" + cameras.size(), camera.source()),
            RTCRtpTransceiverDirection.SEND_ONLY);
    prefer(transceiver, codec);
    return transceiver;
  }

  /**
   * Adds a section with beeps and one with flashes in it, which begin when the connection is up.
   *
   * @param codec the only one to offer, such as {@code VP8}
   */
  void addClapper(String codec) {
    Clapper performer = new Clapper(timer);
    clapper = Optional.of(performer);
    opening = Optional.of(performer::open);
    add(
        factory.createAudioTrack("beeps", performer.microphone()),
        RTCRtpTransceiverDirection.SEND_ONLY);
    prefer(
        add(
            factory.createVideoTrack("flashes", performer.camera()),
            RTCRtpTransceiverDirection.SEND_ONLY),
        codec);
  }

  /** No more flashes and beeps; how many pictures there were. */
  long stopClapping() {
    Clapper performer = clapper.orElseThrow();
    performer.close();
    return performer.frames();
  }

  private void prefer(RTCRtpTransceiver transceiver, String codec) {
    if (!codec.isEmpty()) {
      List<RTCRtpCodecCapability> wanted =
          factory.getRtpSenderCapabilities(MediaType.VIDEO).getCodecs().stream()
              .filter(
                  capability ->
                      capability.getName().equalsIgnoreCase(codec)
                          || capability.getName().equalsIgnoreCase("rtx"))
              .toList();
      transceiver.setCodecPreferences(wanted);
    }
  }

  void addAudioSlot() {
    RTCRtpTransceiver slot =
        add(
            factory.createAudioTrack("slot", new CustomAudioSource()),
            RTCRtpTransceiverDirection.RECV_ONLY);
    ToneMeter meter = new ToneMeter();
    ((AudioTrack) slot.getReceiver().getTrack()).addSink(meter);
    tones.put(slot, meter);
  }

  void addVideoSlot() {
    RTCRtpTransceiver slot =
        add(
            factory.createVideoTrack("slot", new CustomVideoSource()),
            RTCRtpTransceiverDirection.RECV_ONLY);
    ColourMeter meter = new ColourMeter();
    ((VideoTrack) slot.getReceiver().getTrack()).addSink(meter);
    pictures.put(slot, meter);
  }

  private RTCRtpTransceiver add(MediaStreamTrack track, RTCRtpTransceiverDirection direction) {
    RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
    init.direction = direction;
    init.streamIds = List.of("peer");
    return connection.addTransceiver(track, init);
  }

  /** Makes an offer and applies it. */
  String offer() {
    CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
    connection.createOffer(
        new RTCOfferOptions(),
        new CreateSessionDescriptionObserver() {
          @Override
          public void onSuccess(RTCSessionDescription description) {
            made.complete(description);
          }

          @Override
          public void onFailure(String error) {
            made.completeExceptionally(new IllegalStateException(error));
          }
        });
    RTCSessionDescription offer = await(made);
    apply(observer -> connection.setLocalDescription(offer, observer));
    return offer.sdp;
  }

  void accept(String answer) {
    RTCSessionDescription description = new RTCSessionDescription(RTCSdpType.ANSWER, answer);
    apply(observer -> connection.setRemoteDescription(description, observer));
  }

  private static void apply(Consumer<SetSessionDescriptionObserver> call) {
    CompletableFuture<Void> applied = new CompletableFuture<>();
    call.accept(
        new SetSessionDescriptionObserver() {
          @Override
          public void onSuccess() {
            applied.complete(null);
          }

          @Override
          public void onFailure(String error) {
            applied.completeExceptionally(new IllegalStateException(error));
          }
        });
    await(applied);
  }

  void restartIce() {
    connection.restartIce();
  }

  String state() {
    return connection.getConnectionState().name();
  }

  /** What is seen in the video slots, by mid. */
  Map<String, ColourMeter.Picture> pictures() {
    Map<String, ColourMeter.Picture> seen = new LinkedHashMap<>();
    pictures.forEach((slot, meter) -> seen.put(slot.getMid(), meter.latest()));
    return seen;
  }

  /** When the first frame came in any slot, on the clock of {@link System#nanoTime}. */
  OptionalLong firstFrameNanos() {
    return pictures.values().stream()
        .map(ColourMeter::firstFrameNanos)
        .flatMapToLong(OptionalLong::stream)
        .min();
  }

  /** What is heard in the audio slots, by mid. */
  Map<String, ToneMeter.Tone> tones() {
    Map<String, ToneMeter.Tone> heard = new LinkedHashMap<>();
    tones.forEach((slot, meter) -> heard.put(slot.getMid(), meter.latest()));
    return heard;
  }

  Collection<RTCStats> stats() {
    CompletableFuture<RTCStatsReport> report = new CompletableFuture<>();
    connection.getStats(report::complete);
    return await(report).getStats().values();
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(NATIVE_CALL_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("libwebrtc does not call back", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void onIceCandidate(RTCIceCandidate candidate) {
    // the server is ICE-lite and learns them from the checks
  }

  @Override
  public void onConnectionChange(RTCPeerConnectionState state) {
    if (state == RTCPeerConnectionState.CONNECTED && opening.isPresent()) {
      timer.execute(this::openMicrophone);
    }
  }

  /**
   * The headless device records what it plays, into the same stream as our tone, and two who push
   * at once fail a native check. So: wait until it records, stop it, and only then begin.
   */
  private void openMicrophone() {
    if (closed) {
      return;
    }
    connection.getStats(
        report -> {
          boolean recording =
              report.getStats().values().stream()
                  .filter(stats -> stats.getType() == RTCStatsType.OUTBOUND_RTP)
                  .map(RTCStats::getAttributes)
                  .anyMatch(
                      stream ->
                          "audio".equals(stream.get("kind"))
                              && stream.get("packetsSent") instanceof Number sent
                              && sent.longValue() > 0);
          Runnable next = recording ? this::replaceDevice : this::openMicrophone;
          ScheduledFuture<?> unused =
              timer.schedule(next, SILENCE_POLL_MILLIS, TimeUnit.MILLISECONDS);
        });
  }

  private void replaceDevice() {
    device.stopRecording();
    opening.orElseThrow().run();
  }

  /** Closes the connection; the sources stop first. */
  @Override
  public void close() {
    closed = true;
    cameras.forEach(Camera::close);
    clapper.ifPresent(Clapper::close);
    if (microphone != null) {
      microphone.close();
    }
    connection.close();
  }
}
