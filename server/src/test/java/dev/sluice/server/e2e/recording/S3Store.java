package dev.sluice.server.e2e.recording;

import dev.sluice.server.FreePorts;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.libwebrtc.PeerProcess;
import dev.sluice.server.e2e.wish.PeerTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** S3Proxy with one bucket, whose objects are files. */
public final class S3Store implements AutoCloseable {

  private static final String BUCKET = "recordings";
  private static final String ACCESS_KEY = "the-recorder";
  private static final String SECRET_KEY = "its-secret";

  private final Process process;
  private final Path objects;
  private final int port;

  private S3Store(Process process, Path objects, int port) {
    this.process = process;
    this.objects = objects;
    this.port = port;
  }

  /** Ready when this returns. */
  public static S3Store start() {
    Path jar = PeerTools.installed("s3proxy-4.1.0.jar", "S3Proxy");
    try {
      Path directory = RecordingStage.newDirectory();
      Path objects = directory.resolve(BUCKET);
      Files.createDirectories(objects);
      int port = FreePorts.tcp();
      Path settings = directory.resolve("s3proxy.conf");
      Files.write(settings, settings(directory, port));
      Process process =
          new ProcessBuilder(
                  PeerProcess.JAVA.toString(),
                  "-Xmx128m",
                  "-jar",
                  jar.toString(),
                  "--properties",
                  settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("s3proxy.log").toFile())
              .start();
      S3Store store = new S3Store(process, objects, port);
      Poll.until("S3Proxy listens", store::listens, listens -> listens);
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException("no S3Proxy", e);
    }
  }

  private static List<String> settings(Path directory, int port) {
    return List.of(
        "s3proxy.endpoint=http://127.0.0.1:" + port,
        "s3proxy.authorization=aws-v4",
        "s3proxy.identity=" + ACCESS_KEY,
        "s3proxy.credential=" + SECRET_KEY,
        "jclouds.provider=filesystem-nio2",
        "jclouds.filesystem.basedir=" + directory);
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** What a server needs to know to upload its recordings to it. */
  public Map<String, String> variables(String client) {
    return Map.of(
        "UPLOAD_RECORDINGS", "1",
        "S3_CLIENT", client,
        "S3_ENDPOINT", "http://127.0.0.1:" + port,
        "S3_REGION", "us-east-1",
        "S3_BUCKET", BUCKET,
        "S3_ACCESS_KEY", ACCESS_KEY,
        "S3_SECRET_KEY", SECRET_KEY);
  }

  /** The file that holds an object. */
  Path object(String key) {
    return objects.resolve(key);
  }

  /** Makes another bucket than that of recordings. */
  public void makeBucket(String name) {
    try {
      Files.createDirectory(bucket(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder that holds a bucket's objects. */
  public Path bucket(String name) {
    return objects.resolveSibling(name);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
