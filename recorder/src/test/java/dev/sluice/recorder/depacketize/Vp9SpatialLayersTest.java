package dev.sluice.recorder.depacketize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.check.MediaTools;
import dev.sluice.recorder.codec.CodecConfiguration;
import dev.sluice.recorder.codec.Vp9Superframe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** VP9 of Chromium with two spatial and two temporal layers. */
class Vp9SpatialLayersTest {

  private static final String CAPTURE = "vp9-svc";
  private static final HexFormat HEX = HexFormat.of();

  /** No header of these frames is longer. */
  private static final int LONGEST_HEADER = 48;

  @TempDir private Path directory;

  private final Capture capture = Capture.read(CAPTURE);
  private final List<byte[]> frames = new ArrayList<>();
  private final List<CodecConfiguration> configurations = new ArrayList<>();

  private void receive(List<Capture.Packet> packets) {
    new Receiver(DepacketizerCaptureTest.depacketizer(CAPTURE), this::note).giveAll(packets);
  }

  private void note(CodedFrame frame) {
    frames.add(Arrays.copyOfRange(frame.data(), frame.offset(), frame.offset() + frame.length()));
    frame.configuration().ifPresent(configurations::add);
  }

  /** The layer frames of a picture as they were encoded. */
  private List<byte[]> encoded(int picture) {
    String[] words = capture.frames().get(picture).split(" ");
    return Arrays.stream(words).skip(2).map(HEX::parseHex).toList();
  }

  @Test
  void hidesAllLayersButTheHighest() {
    receive(capture.packets());
    assertEquals(capture.frames().size(), frames.size());
    for (int i = 0; i < frames.size(); i++) {
      requireHidden(encoded(i), frames.get(i));
    }
  }

  private static void requireHidden(List<byte[]> layers, byte[] frame) {
    byte[] low = layers.get(0);
    byte[] high = layers.get(1);
    int index = 2 + 2 * ((frame[frame.length - 1] >> 3 & 3) + 1);
    int hidden = frame.length - index - high.length;
    assertArrayEquals(high, Arrays.copyOfRange(frame, hidden, hidden + high.length));
    assertEquals(2, low[0] & 2);
    assertEquals(low[0] & ~2, frame[0]);
    boolean keyframe = (low[0] & 4) == 0;
    int longer = hidden - low.length;
    assertTrue(keyframe ? longer == 0 : longer == 0 || longer == 1);
    if (!keyframe) {
      assertEquals((low[1] & 0xFF) >> 1, frame[1], "intra_only and what follows it");
    }
    int body = keyframe ? 1 : LONGEST_HEADER;
    assertArrayEquals(
        Arrays.copyOfRange(low, Math.min(low.length, body), low.length),
        Arrays.copyOfRange(frame, Math.min(low.length, body) + longer, hidden));
  }

  @Test
  void isAsLargeAsTheHighestLayer() {
    receive(capture.packets());
    assertEquals(640, configurations.get(0).width());
    assertEquals(384, configurations.get(0).height());
  }

  @Test
  void goesOnAfterTheLossOfAHigherTemporalLayer() {
    int lost = 0;
    while (capture.frameOf(lost) < 1) {
      lost++;
    }
    List<Capture.Packet> packets = new ArrayList<>(capture.packets());
    packets.remove(lost);
    receive(packets);
    assertEquals(capture.frames().size() - 1, frames.size());
  }

  @Test
  @Tag("e2e")
  void showsOnePictureEachToThoseWhoShowEveryFrame() throws IOException {
    MediaTools.require("ffmpeg");
    receive(capture.packets());
    List<byte[]> unhidden = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      unhidden.add(superframe(encoded(i)));
    }
    List<String> all = pictures(unhidden);
    List<String> shown = pictures(frames);
    assertEquals(2 * shown.size(), all.size());
    assertEquals(frames.size(), shown.size());
    for (int i = 0; i < shown.size(); i++) {
      assertEquals(all.get(2 * i + 1), shown.get(i), "picture " + i);
    }
  }

  private static byte[] superframe(List<byte[]> layers) {
    int[] sizes = layers.stream().mapToInt(layer -> layer.length).toArray();
    int indexLength = Vp9Superframe.indexLength(sizes, sizes.length);
    ByteBuffer joined = ByteBuffer.allocate(Arrays.stream(sizes).sum() + indexLength);
    layers.forEach(joined::put);
    Vp9Superframe.writeIndex(sizes, sizes.length, joined.array(), joined.position());
    return joined.array();
  }

  /** Hashes of what FFmpeg shows, as large as the highest layer. */
  private List<String> pictures(List<byte[]> coded) throws IOException {
    Path file = directory.resolve("pictures.ivf");
    Files.write(file, ivf(coded));
    MediaTools.Outcome outcome =
        MediaTools.run(
            ("ffmpeg -nostdin -v error -xerror -i " + file)
                .concat(" -vf scale=640:384 -fps_mode passthrough -f framemd5 -")
                .split(" "));
    assertEquals("", outcome.errors());
    return outcome
        .output()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
        .toList();
  }

  private static byte[] ivf(List<byte[]> coded) {
    int length = 32 + coded.stream().mapToInt(frame -> 12 + frame.length).sum();
    ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("DKIF".getBytes(StandardCharsets.US_ASCII)).putShort((short) 0).putShort((short) 32);
    file.put("VP90".getBytes(StandardCharsets.US_ASCII)).putShort((short) 640);
    file.putShort((short) 384).putInt(15).putInt(1).putInt(coded.size()).putInt(0);
    for (int i = 0; i < coded.size(); i++) {
      file.putInt(coded.get(i).length).putLong(i).put(coded.get(i));
    }
    return file.array();
  }
}
