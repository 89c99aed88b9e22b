package dev.sluice.recorder.check;

import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.codec.Av1TemporalUnit;
import dev.sluice.recorder.codec.AvcParameterSets;
import dev.sluice.recorder.codec.CodecConfiguration;
import dev.sluice.recorder.codec.HevcParameterSets;
import dev.sluice.recorder.codec.OpusHead;
import dev.sluice.recorder.codec.Vp8FrameHeader;
import dev.sluice.recorder.codec.Vp9FrameHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Test pictures and tones that FFmpeg coded, taken apart by the simplest containers there are. */
public final class SampleMedia {

  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long OPUS_FRAME_NANOS = 20_000_000;
  private static final int IVF_HEADER = 32;
  private static final int IVF_FRAME_HEADER = 12;
  private static final int AVC_DELIMITER = 9;
  private static final int HEVC_DELIMITER = 35;

  private static final Map<String, SampleTrack> CODED = new ConcurrentHashMap<>();

  private SampleMedia() {}

  /** Moving pictures with a keyframe each second; coded once for all tests of a run. */
  public static SampleTrack video(
      Path directory, Codec codec, String size, int framesPerSecond, int seconds)
      throws IOException {
    String key = codec + size + "@" + framesPerSecond + "/" + seconds;
    SampleTrack track = CODED.get(key);
    if (track == null) {
      List<String> format = List.of("-pix_fmt", "yuv420p");
      track = encode(directory, codec, size, framesPerSecond, seconds, format);
      CODED.put(key, track);
    }
    return track;
  }

  /** A second of pictures with ten bits a sample and the colours of BT.2020. */
  public static SampleTrack deepColours(Path directory, Codec codec) throws IOException {
    List<String> format =
        List.of(
            "-pix_fmt",
            "yuv420p10le",
            "-colorspace",
            "bt2020nc",
            "-color_primaries",
            "bt2020",
            "-color_trc",
            "smpte2084");
    return encode(directory, codec, "320x180", 30, 1, format);
  }

  private static SampleTrack encode(
      Path directory,
      Codec codec,
      String size,
      int framesPerSecond,
      int seconds,
      List<String> format)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=" + size + ":rate=" + framesPerSecond,
                "-t",
                "" + seconds,
                "-g",
                "" + framesPerSecond));
    command.addAll(format);
    command.addAll(encoder(codec));
    Path file = directory.resolve("coded." + codec);
    command.add(file.toString());
    run(command);
    byte[] coded = Files.readAllBytes(file);
    return switch (codec) {
      case VP8, VP9, AV1 -> ivf(codec, coded);
      case H264 -> annexB(codec, coded, framesPerSecond, AVC_DELIMITER);
      case H265 -> annexB(codec, coded, framesPerSecond, HEVC_DELIMITER);
      case OPUS -> throw new IllegalArgumentException("no video");
    };
  }

  private static List<String> encoder(Codec codec) {
    return switch (codec) {
      case VP8 ->
          List.of(
              "-c:v",
              "libvpx",
              "-deadline",
              "realtime",
              "-cpu-used",
              "8",
              "-auto-alt-ref",
              "0",
              "-f",
              "ivf");
      case VP9 ->
          List.of(
              "-c:v",
              "libvpx-vp9",
              "-deadline",
              "realtime",
              "-cpu-used",
              "8",
              "-auto-alt-ref",
              "0",
              "-lag-in-frames",
              "0",
              "-f",
              "ivf");
      case AV1 ->
          List.of(
              "-c:v",
              "libaom-av1",
              "-usage",
              "realtime",
              "-cpu-used",
              "8",
              "-lag-in-frames",
              "0",
              "-f",
              "ivf");
      case H264 ->
          List.of(
              "-c:v",
              "libx264",
              "-preset",
              "ultrafast",
              "-tune",
              "zerolatency",
              "-x264-params",
              "aud=1:repeat-headers=1",
              "-f",
              "h264");
      case H265 ->
          List.of(
              "-c:v",
              "libx265",
              "-preset",
              "ultrafast",
              "-tune",
              "zerolatency",
              "-x265-params",
              "log-level=none:aud=1:repeat-headers=1",
              "-f",
              "hevc");
      case OPUS -> throw new IllegalArgumentException("no video");
    };
  }

  /** A tone in packets of 20 ms. */
  public static SampleTrack opus(Path directory, int channels, int seconds) throws IOException {
    Path file = directory.resolve("coded.opus");
    run(
        List.of(
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-y",
            "-f",
            "lavfi",
            "-i",
            "sine=frequency=440:sample_rate=48000",
            "-t",
            "" + seconds,
            "-ac",
            "" + channels,
            "-c:a",
            "libopus",
            "-frame_duration",
            "20",
            file.toString()));
    List<byte[]> packets = oggPackets(Files.readAllBytes(file));
    List<SampleFrame> frames = new ArrayList<>();
    // The first two are the headers.
    for (byte[] packet : packets.subList(2, packets.size())) {
      frames.add(new SampleFrame(frames.size() * OPUS_FRAME_NANOS, true, packet));
    }
    return new SampleTrack(OpusHead.configuration(channels), frames);
  }

  private static void run(List<String> command) throws IOException {
    MediaTools.require("ffmpeg");
    MediaTools.Outcome outcome = MediaTools.run(command.toArray(String[]::new));
    if (outcome.exit() != 0) {
      throw new IOException(command + ": " + outcome.errors());
    }
  }

  private static SampleTrack ivf(Codec codec, byte[] coded) {
    ByteBuffer bytes = ByteBuffer.wrap(coded).order(ByteOrder.LITTLE_ENDIAN);
    long timeBase = bytes.getInt(16);
    long perTick = NANOS_PER_SECOND * bytes.getInt(20);
    bytes.position(IVF_HEADER);
    List<SampleFrame> frames = new ArrayList<>();
    Optional<CodecConfiguration> configuration = Optional.empty();
    while (bytes.remaining() > IVF_FRAME_HEADER) {
      byte[] data = new byte[bytes.getInt()];
      long timestamp = bytes.getLong() * perTick / timeBase;
      bytes.get(data);
      byte[] frame = codec == Codec.AV1 ? withoutDelimiters(data) : data;
      boolean keyframe = isKeyframe(codec, frame);
      frames.add(new SampleFrame(timestamp, keyframe, frame));
      if (configuration.isEmpty()) {
        configuration = configuration(codec, frame);
      }
    }
    return new SampleTrack(configuration.orElseThrow(), frames);
  }

  /** FFmpeg's temporal units begin with a delimiter of two bytes, 12 00. */
  private static byte[] withoutDelimiters(byte[] unit) {
    return unit[0] == 0x12 ? Arrays.copyOfRange(unit, 2, unit.length) : unit;
  }

  private static boolean isKeyframe(Codec codec, byte[] frame) {
    return switch (codec) {
      case VP8 -> Vp8FrameHeader.isKeyframe(frame, 0, frame.length);
      case VP9 -> Vp9FrameHeader.isKeyframe(frame, 0, frame.length);
      default -> Av1TemporalUnit.isKeyframe(frame, 0, frame.length);
    };
  }

  private static Optional<CodecConfiguration> configuration(Codec codec, byte[] frame) {
    return switch (codec) {
      case VP8 -> Vp8FrameHeader.configuration(frame, 0, frame.length);
      case VP9 -> Vp9FrameHeader.configuration(frame, 0, frame.length);
      default -> Av1TemporalUnit.configuration(frame, 0, frame.length);
    };
  }

  /** NAL units between start codes; a delimiter begins each access unit. */
  private static SampleTrack annexB(Codec codec, byte[] coded, int framesPerSecond, int delimiter) {
    AvcParameterSets avc = new AvcParameterSets();
    HevcParameterSets hevc = new HevcParameterSets();
    Optional<CodecConfiguration> configuration = Optional.empty();
    List<SampleFrame> frames = new ArrayList<>();
    ByteArrayOutputStream unit = new ByteArrayOutputStream();
    boolean keyframe = false;
    for (byte[] nal : nalUnits(coded)) {
      int type = codec == Codec.H264 ? nal[0] & 0x1F : HevcParameterSets.type(nal[0]);
      if (type == delimiter) {
        addFrame(frames, unit, keyframe, framesPerSecond);
        keyframe = false;
        continue;
      }
      unit.writeBytes(ByteBuffer.allocate(4).putInt(nal.length).array());
      unit.writeBytes(nal);
      avc.add(nal, 0, nal.length);
      hevc.add(nal, 0, nal.length);
      boolean first =
          codec == Codec.H264
              ? type == AvcParameterSets.TYPE_IDR
              : HevcParameterSets.isRandomAccess(type);
      keyframe |= first;
      if (first && configuration.isEmpty()) {
        configuration =
            codec == Codec.H264
                ? avc.configuration(nal, 0, nal.length)
                : hevc.configuration(nal, 0, nal.length);
      }
    }
    addFrame(frames, unit, keyframe, framesPerSecond);
    return new SampleTrack(configuration.orElseThrow(), frames);
  }

  private static void addFrame(
      List<SampleFrame> frames, ByteArrayOutputStream unit, boolean keyframe, int framesPerSecond) {
    if (unit.size() > 0) {
      long timestamp = frames.size() * NANOS_PER_SECOND / framesPerSecond;
      frames.add(new SampleFrame(timestamp, keyframe, unit.toByteArray()));
      unit.reset();
    }
  }

  private static List<byte[]> nalUnits(byte[] coded) {
    List<byte[]> units = new ArrayList<>();
    int start = -1;
    for (int at = 0; at + 3 <= coded.length; at++) {
      if (coded[at] == 0 && coded[at + 1] == 0 && coded[at + 2] == 1) {
        addUnit(units, coded, start, at);
        start = at + 3;
      }
    }
    addUnit(units, coded, start, coded.length);
    return units;
  }

  private static void addUnit(List<byte[]> units, byte[] coded, int start, int end) {
    if (start < 0) {
      return;
    }
    int last = end;
    while (last > start && coded[last - 1] == 0) {
      last--;
    }
    units.add(Arrays.copyOfRange(coded, start, last));
  }

  /** Packets of an Ogg file of one stream. RFC 3533 §6. */
  private static List<byte[]> oggPackets(byte[] ogg) {
    List<byte[]> packets = new ArrayList<>();
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    int page = 0;
    while (page + 27 <= ogg.length) {
      int segments = ogg[page + 26] & 0xFF;
      int data = page + 27 + segments;
      for (int i = 0; i < segments; i++) {
        int length = ogg[page + 27 + i] & 0xFF;
        packet.write(ogg, data, length);
        data += length;
        if (length < 255) {
          packets.add(packet.toByteArray());
          packet.reset();
        }
      }
      page = data;
    }
    return packets;
  }
}
