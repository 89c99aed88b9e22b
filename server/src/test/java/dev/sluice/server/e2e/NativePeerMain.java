package dev.sluice.server.e2e;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioDeviceModuleBase;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.I420Buffer;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.MessageCodec;
import dev.sluice.protocol.ProtocolException;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.protocol.TrackIntent;
import dev.sluice.protocol.TrackSource;
import java.awt.Color;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A native libwebrtc peer, a program of its own because a failed check inside ends the process.
 * Publishes a colour and a tone, or watches and prints what it sees and hears, until its input
 * ends. One role each: libwebrtc's sound devices that play and those that record do not mix.
 *
 * <p>Arguments: {@code publish|watch}, the WebSocket, the room, the name, and for a publisher the
 * colour and the frequency.
 */
final class NativePeerMain {

  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final int SAMPLE_RATE = 48_000;
  private static final int CHUNK_MILLIS = 10;
  private static final int CHUNK_SAMPLES = SAMPLE_RATE * CHUNK_MILLIS / 1000;
  private static final long TIMEOUT_SECONDS = 20;
  private static final long REPORT_MILLIS = 200;

  private final MessageCodec codec = new MessageCodec();
  private final HttpClient http = HttpClient.newHttpClient();
  private RTCPeerConnection connection;
  private WebSocket socket;

  public static void main(String[] arguments) throws Exception {
    NativePeerMain peer = new NativePeerMain();
    if (arguments[0].equals("publish")) {
      Colour colour = Colour.valueOf(arguments[4]);
      peer.publish(arguments, new FakeCapture(colour, Integer.parseInt(arguments[5])));
    } else {
      peer.watch(arguments);
    }
    awaitEndOfInput();
    peer.socket.sendText(peer.codec.write(new ClientMessage.Leave(0)), true).join();
    // its own way out ends in a complaint about a thread
    Runtime.getRuntime().halt(0);
  }

  private static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // told nothing: only the end counts
    }
  }

  private void publish(String[] arguments, FakeCapture capture) throws Exception {
    PeerConnectionFactory factory =
        connect(new AudioDeviceModule(AudioLayer.kDummyAudio), transceiver -> {});
    CustomVideoSource camera = new CustomVideoSource();
    CustomAudioSource microphone = new CustomAudioSource();
    add(factory.createAudioTrack("microphone", microphone), RTCRtpTransceiverDirection.SEND_ONLY);
    add(factory.createVideoTrack("camera", camera), RTCRtpTransceiverDirection.SEND_ONLY);
    join(
        arguments,
        List.of(
            new TrackIntent("0", TrackSource.MICROPHONE, "", false),
            new TrackIntent("1", TrackSource.CAMERA, "", false)));
    long[] count = new long[2];
    every(CHUNK_MILLIS, () -> push(microphone, capture, count[0]++));
    every(1000 / FakeCapture.FRAMES_PER_SECOND, () -> push(camera, capture, (int) count[1]++));
  }

  private void watch(String[] arguments) throws Exception {
    Watch watch = new Watch();
    PeerConnectionFactory factory = connect(new HeadlessAudioDeviceModule(), watch::begin);
    // there is no transceiver without a track, whatever its direction
    add(
        factory.createAudioTrack("ear", new CustomAudioSource()),
        RTCRtpTransceiverDirection.RECV_ONLY);
    add(
        factory.createVideoTrack("eye", new CustomVideoSource()),
        RTCRtpTransceiverDirection.RECV_ONLY);
    join(arguments, List.of());
    every(REPORT_MILLIS, () -> System.out.println(watch.report()));
  }

  private static void every(long millis, Runnable task) {
    Timer timer = new Timer(true);
    timer.scheduleAtFixedRate(
        new TimerTask() {
          @Override
          public void run() {
            task.run();
          }
        },
        0,
        millis);
  }

  private interface TrackListener {
    void begin(RTCRtpTransceiver transceiver);
  }

  private PeerConnectionFactory connect(AudioDeviceModuleBase sound, TrackListener listener) {
    PeerConnectionFactory factory = new PeerConnectionFactory(sound);
    connection =
        factory.createPeerConnection(
            new RTCConfiguration(),
            new PeerConnectionObserver() {
              @Override
              public void onIceCandidate(RTCIceCandidate candidate) {
                // the server learns our address from the checks
              }

              @Override
              public void onTrack(RTCRtpTransceiver transceiver) {
                listener.begin(transceiver);
              }
            });
    return factory;
  }

  private void add(MediaStreamTrack track, RTCRtpTransceiverDirection direction) {
    RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
    init.direction = direction;
    init.streamIds = List.of("stream");
    connection.addTransceiver(track, init);
  }

  private void join(String[] arguments, List<TrackIntent> tracks) throws Exception {
    RTCSessionDescription offer = offer();
    apply(offer, true);
    CompletableFuture<ServerMessage.Joined> joined = new CompletableFuture<>();
    socket =
        http.newWebSocketBuilder()
            .subprotocols(ServerMessage.PROTOCOL)
            .buildAsync(URI.create(arguments[1]), new Answers(codec, joined))
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    ClientMessage.Join join =
        new ClientMessage.Join(
            1,
            arguments[2],
            Optional.empty(),
            Optional.empty(),
            Optional.of(arguments[3]),
            Map.of(),
            Optional.of(offer.sdp),
            tracks,
            Optional.empty());
    socket.sendText(codec.write(join), true).join();
    String answer = joined.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).answer().orElseThrow();
    apply(new RTCSessionDescription(RTCSdpType.ANSWER, answer), false);
  }

  private RTCSessionDescription offer()
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<RTCSessionDescription> offer = new CompletableFuture<>();
    connection.createOffer(
        new RTCOfferOptions(),
        new CreateSessionDescriptionObserver() {
          @Override
          public void onSuccess(RTCSessionDescription description) {
            offer.complete(description);
          }

          @Override
          public void onFailure(String error) {
            offer.completeExceptionally(new IllegalStateException(error));
          }
        });
    return offer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private void apply(RTCSessionDescription description, boolean local)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<Boolean> applied = new CompletableFuture<>();
    SetSessionDescriptionObserver observer =
        new SetSessionDescriptionObserver() {
          @Override
          public void onSuccess() {
            applied.complete(true);
          }

          @Override
          public void onFailure(String error) {
            applied.completeExceptionally(new IllegalStateException(error));
          }
        };
    if (local) {
      connection.setLocalDescription(description, observer);
    } else {
      connection.setRemoteDescription(description, observer);
    }
    applied.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private static void push(CustomAudioSource microphone, FakeCapture capture, long chunk) {
    ByteBuffer samples = ByteBuffer.allocate(2 * CHUNK_SAMPLES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < CHUNK_SAMPLES; i++) {
      samples.putShort(capture.sample(chunk * CHUNK_SAMPLES + i));
    }
    microphone.pushAudio(samples.array(), Short.SIZE, SAMPLE_RATE, 1, CHUNK_SAMPLES);
  }

  private static void push(CustomVideoSource camera, FakeCapture capture, int number) {
    byte[] picture = capture.picture(number);
    NativeI420Buffer buffer = NativeI420Buffer.allocate(WIDTH, HEIGHT);
    int luma = WIDTH * HEIGHT;
    copy(picture, 0, buffer.getDataY(), WIDTH, HEIGHT, buffer.getStrideY());
    copy(picture, luma, buffer.getDataU(), WIDTH / 2, HEIGHT / 2, buffer.getStrideU());
    copy(picture, luma * 5 / 4, buffer.getDataV(), WIDTH / 2, HEIGHT / 2, buffer.getStrideV());
    VideoFrame frame = new VideoFrame(buffer, System.nanoTime());
    camera.pushFrame(frame);
    frame.release();
  }

  private static void copy(
      byte[] picture, int from, ByteBuffer plane, int width, int height, int stride) {
    for (int row = 0; row < height; row++) {
      plane.put(row * stride, picture, from + row * width, width);
    }
  }

  /** What arrives, in numbers. Called by libwebrtc's threads. */
  private static final class Watch {

    private static final double FULL_SCALE = 32_768;
    private static final double AUDIBLE = 0.02;

    private long frames;
    private Color colour = Color.BLACK;
    private long samples;
    private long crossings;
    private double loudest;
    private boolean positive;
    private long hz;

    void begin(RTCRtpTransceiver transceiver) {
      MediaStreamTrack track = transceiver.getReceiver().getTrack();
      if (track instanceof VideoTrack video) {
        video.addSink(this::see);
      } else if (track instanceof AudioTrack audio) {
        audio.addSink(this::hear);
      }
    }

    private synchronized void see(VideoFrame frame) {
      I420Buffer buffer = frame.buffer.toI420();
      int chromaWidth = frame.buffer.getWidth() / 2;
      int chromaHeight = frame.buffer.getHeight() / 2;
      colour =
          Colour.ofYuv(
              average(buffer.getDataY(), buffer.getStrideY(), 2 * chromaWidth, 2 * chromaHeight),
              average(buffer.getDataU(), buffer.getStrideU(), chromaWidth, chromaHeight),
              average(buffer.getDataV(), buffer.getStrideV(), chromaWidth, chromaHeight));
      frames++;
      buffer.release();
    }

    private static double average(ByteBuffer plane, int stride, int width, int height) {
      long sum = 0;
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          sum += plane.get(row * stride + column) & 0xff;
        }
      }
      return (double) sum / (width * height);
    }

    /** The frequency of a sine is half as many as it changes its sign in a second. */
    private synchronized void hear(
        byte[] data, int bitsPerSample, int sampleRate, int channels, int count) {
      ByteBuffer sound = ByteBuffer.wrap(data).order(ByteOrder.nativeOrder());
      for (int i = 0; i < count; i++) {
        double sample = sound.getShort(i * channels * bitsPerSample / Byte.SIZE) / FULL_SCALE;
        loudest = Math.max(loudest, Math.abs(sample));
        if (sample > 0 != positive) {
          positive = !positive;
          crossings++;
        }
      }
      samples += count;
      if (samples >= sampleRate) {
        hz = loudest > AUDIBLE ? Math.round(crossings / 2.0 * sampleRate / samples) : 0;
        samples = 0;
        crossings = 0;
        loudest = 0;
      }
    }

    synchronized String report() {
      return "{\"frames\":%d,\"red\":%d,\"green\":%d,\"blue\":%d,\"hz\":%d}"
          .formatted(frames, colour.getRed(), colour.getGreen(), colour.getBlue(), hz);
    }
  }

  /** Waits for {@code joined}; what else the server says is of no interest here. */
  private static final class Answers implements WebSocket.Listener {

    private final MessageCodec codec;
    private final CompletableFuture<ServerMessage.Joined> joined;
    private final StringBuilder text = new StringBuilder();

    Answers(MessageCodec codec, CompletableFuture<ServerMessage.Joined> joined) {
      this.codec = codec;
      this.joined = joined;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        read(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    private void read(String message) {
      try {
        if (codec.parseServerMessage(message) instanceof ServerMessage.Joined answer) {
          joined.complete(answer);
        }
      } catch (ProtocolException e) {
        joined.completeExceptionally(e);
      }
    }
  }
}
