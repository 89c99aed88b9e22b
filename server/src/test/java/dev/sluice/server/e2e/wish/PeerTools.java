package dev.sluice.server.e2e.wish;

import dev.sluice.server.e2e.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code deploy/dev/test.sh} installs for the peers; what is missing skips the test. */
public final class PeerTools {

  private static final Path INSTALLED = Path.of("target", "peers").toAbsolutePath();
  private static final Path SOURCES = Path.of("src", "test", "peers").toAbsolutePath();
  private static final Path NODE_MODULES = INSTALLED.resolve("npm/node_modules");

  private PeerTools() {}

  /**
   * A file that was installed.
   *
   * @param path below {@code server/target/peers}
   * @param what for people
   */
  public static Path installed(String path, String what) {
    Path file = INSTALLED.resolve(path);
    Tools.requireThat(
        Files.exists(file), what + ", which deploy/dev/test.sh installs into server/target");
    return file;
  }

  /** Runs one of our scripts with an npm package in it. */
  static PeerProgram node(String script, String npmPackage, String argument) {
    String node = Tools.require("node").toString();
    installed("npm/node_modules/" + npmPackage, "the npm package " + npmPackage);
    return PeerProgram.start(
        script,
        Map.of("NODE_PATH", NODE_MODULES.toString()),
        List.of(node, SOURCES.resolve(script).toString(), argument));
  }

  /** Runs {@code gstreamer.py}. */
  public static PeerProgram gstreamer(String argument) {
    Path webrtcbin = Path.of("/usr/lib/x86_64-linux-gnu/gstreamer-1.0/libgstwebrtc.so");
    Path bindings = Path.of("/usr/lib/python3/dist-packages/gi");
    Tools.requireThat(
        Files.exists(webrtcbin) && Files.exists(bindings),
        "GStreamer's webrtcbin and python3-gi, as Debian has them");
    return PeerProgram.start(
        "gstreamer",
        Map.of(),
        // the distribution's, whatever other is found first
        List.of("/usr/bin/python3", SOURCES.resolve("gstreamer.py").toString(), argument));
  }

  /** Runs {@code pion-whep}. */
  static PeerProgram pion(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(installed("pion-whep", "the Pion viewer").toString());
    command.addAll(List.of(arguments));
    return PeerProgram.start("pion", Map.of(), command);
  }

  /** Runs an FFmpeg that has the WHIP muxer. */
  public static PeerProgram ffmpeg(String version, List<String> arguments) {
    Path directory = installed("ffmpeg-" + version, "FFmpeg " + version);
    List<String> command = new ArrayList<>();
    command.add(directory.resolve("ffmpeg").toString());
    command.addAll(arguments);
    return PeerProgram.start(
        "ffmpeg-" + version, Map.of("LD_LIBRARY_PATH", directory.toString()), command);
  }
}
