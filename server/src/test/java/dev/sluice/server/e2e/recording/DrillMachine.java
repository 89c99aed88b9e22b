package dev.sluice.server.e2e.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.FreePorts;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A machine with a disk of recordings, another one of backups, and a store elsewhere. */
final class DrillMachine {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern URL = Pattern.compile("http://[\\w.:\\[\\]-]+");

  private final Path records;
  private final Path backups;
  private final Path denyList;
  private final Map<String, String> store;

  private DrillMachine(Path records, Path backups, Path denyList, Map<String, String> store) {
    this.records = records;
    this.backups = backups;
    this.denyList = denyList;
    this.store = store;
  }

  DrillMachine(S3Store store) {
    this(
        RecordingStage.newDirectory(),
        RecordingStage.newDirectory(),
        RecordingStage.newDirectory().resolve("deny.json"),
        store.variables("minio"));
  }

  /** The same with another directory of recordings. */
  DrillMachine on(Path other) {
    return new DrillMachine(other, backups, denyList, store);
  }

  /** The same without a store. */
  DrillMachine withoutStore() {
    return new DrillMachine(records, backups, denyList, Map.of());
  }

  Path records() {
    return records;
  }

  Path denyList() {
    return denyList;
  }

  String backups() {
    return backups.toString();
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>(store);
    variables.put("HTTP_ADDR", "127.0.0.1:0");
    variables.put("MEDIA_UDP_PORT", Integer.toString(FreePorts.udpPair()));
    variables.put("MEDIA_LOOPS", "2");
    variables.put("MEDIA_TCP_PORT", "off");
    variables.put("RECORD_ENABLED", "1");
    variables.put("RECORD_MIN_FREE", "1M");
    variables.put("RECORD_DIR", records.toString());
    variables.put("DENY_LIST_FILE", denyList.toString());
    return variables;
  }

  /** What a command did; it must succeed. */
  record Ended(double seconds, List<String> lines) {

    String line(int index) {
      return lines.get(index);
    }

    String lastLine() {
      return lines.get(lines.size() - 1);
    }
  }

  /** Runs a command of the program to its end. */
  Ended run(String... command) {
    long begun = System.nanoTime();
    try (ServerProcess process = ServerProcess.run(new String[0], List.of(command), variables())) {
      String said = process.ends(0);
      return new Ended((System.nanoTime() - begun) / 1e9, said.lines().toList());
    }
  }

  /** A server that is ready. */
  Running start() {
    ServerProcess process = ServerProcess.run(new String[0], "serve", variables());
    Matcher matcher =
        URL.matcher(process.says("is ready: http://").replaceFirst("(?s).*is ready: ", ""));
    if (!matcher.find()) {
      throw new AssertionError("no address");
    }
    return new Running(this, process, URI.create(matcher.group()));
  }

  /** As {@code rm -rf} does. */
  void destroyRecordings() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(records)) {
      all = new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList());
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }

  /** SHA-256 of all media, by its path below the directory. */
  Map<String, String> media() throws IOException {
    Map<String, String> media = new TreeMap<>();
    for (Path file : RecordingStage.mediaFiles(records)) {
      media.put(records.relativize(file).toString(), sha256(Files.readAllBytes(file)));
    }
    return media;
  }

  /** What the queue of uploads has noted to do. */
  long waitingUploads() throws IOException {
    Path journal = records.resolve(".uploads");
    if (!Files.isDirectory(journal)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(journal)) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A server that runs on the machine. */
  record Running(DrillMachine machine, ServerProcess process, URI url) implements AutoCloseable {

    private static final HttpClient HTTP =
        HttpClient.newBuilder().followRedirects(Redirect.NORMAL).build();

    /** What the list of recordings says. */
    List<JsonNode> listed() throws IOException, InterruptedException {
      HttpRequest request = HttpRequest.newBuilder(url.resolve("/api/records")).build();
      List<JsonNode> files = new ArrayList<>();
      JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body()).forEach(files::add);
      return files;
    }

    /** SHA-256 of what a player gets. */
    String download(String path) throws IOException, InterruptedException {
      HttpRequest request = HttpRequest.newBuilder(url.resolve(path)).build();
      return sha256(HTTP.send(request, BodyHandlers.ofByteArray()).body());
    }

    void awaitBytes(String room, long bytes) {
      Poll.until(
          "the recording of " + room + " grows",
          () -> RecordingStage.mediaFiles(machine.records().resolve(room)),
          files -> !files.isEmpty() && files.get(0).toFile().length() >= bytes);
    }

    /** Waits until the only file of a room is known to be in the store. */
    void awaitUploaded(String room) {
      Poll.until(
          "the file of " + room + " is in the store",
          () -> RecordingStage.finished(machine.records(), room).manifest().get("files").get(0),
          file -> file.at("/upload/state").asText().equals("verified"));
    }

    void kill() {
      process.kill();
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
