package dev.sluice.server.http.recordings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.RecordedTrack.Source;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.library.DiskSpace;
import dev.sluice.recorder.library.LibraryOptions;
import dev.sluice.recorder.library.LibraryServices;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.ManifestTrack;
import dev.sluice.recorder.library.ManifestUpload;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.library.RecordingLibrary;
import dev.sluice.recorder.library.RetentionOptions;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.room.RoomId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recordings' routes over real HTTP, on a real library in a directory. */
class RecordingRoutesTest {

  private static final Map<RoomId, String> ROOM_TOKENS =
      Map.of(new RoomId("blue"), "b1ue", new RoomId("red"), "r3d");
  private static final Access OPERATED =
      new FixedTokens(Optional.empty(), Map.of(), Optional.of("adm1n"));

  @TempDir Path root;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final List<AuditEvent> audited = new CopyOnWriteArrayList<>();
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private RecordingLibrary library;
  private RecordingRoutes routes;
  private HttpServer server;

  private void start(Access access) throws Exception {
    library =
        RecordingLibrary.open(
            new LibraryOptions(root, total -> 0, RetentionOptions.NONE, LibraryOptions.Uploads.OFF),
            new LibraryServices(
                event -> {},
                Optional.empty(),
                () -> new DiskSpace.Reading(1L << 40, 1L << 40),
                () -> now,
                System::nanoTime));
    library.loaded().toCompletableFuture().join();
    routes =
        new RecordingRoutes(
            library,
            new RecordingAccess(access),
            audited::add,
            new RecordingTickets(new byte[32], () -> now),
            Optional.of(
                (key, name) ->
                    URI.create("https://store.example/" + key + "?signed" + name.orElse(""))),
            root);
    server =
        new HttpServer(
            HttpOptions.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            routes.routes(),
            System::nanoTime);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
    routes.close();
    library.close();
  }

  private HttpResponse<byte[]> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private int status(String method, String path, String token) throws Exception {
    return token.isEmpty()
        ? send(method, path).statusCode()
        : send(method, path, "Authorization", "Bearer " + token).statusCode();
  }

  private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static RecordingId id(int second) {
    return new RecordingId("20261126T0101%02dZ-00000a".formatted(second));
  }

  private static String path(int second, String room, String file) {
    return "/records/" + room + "/" + id(second) + "/" + file;
  }

  private static ManifestFile whole(String name, int bytes, Codec... codecs) {
    List<ManifestTrack> tracks = new ArrayList<>();
    for (Codec codec : codecs) {
      boolean audio = codec == Codec.OPUS;
      tracks.add(
          new ManifestTrack(
              tracks.size() + 1,
              "t" + codec,
              audio ? Kind.AUDIO : Kind.VIDEO,
              audio ? Source.MICROPHONE : Source.CAMERA,
              "",
              new ManifestTrack.Format(codec, "", 640, 360, 0, 0),
              ManifestTrack.Counts.ZERO,
              List.of(),
              0,
              ClockBasis.ARRIVAL,
              OptionalLong.empty()));
    }
    return ManifestFile.begin(name, "p-" + name.charAt(0), "Alice", 500, tracks)
        .finished(ManifestFile.State.FINISHED, 60_000, bytes, tracks);
  }

  private static byte[] content(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }

  /** A finished recording that began {@code second} seconds after 01:01. */
  private RecordingFolder keep(int second, String room, ManifestFile... files) throws IOException {
    RecordingFolder folder = RecordingFolder.create(root, id(second), room);
    Instant start = Instant.parse("2026-11-26T01:01:00Z").plusSeconds(second);
    folder.save(
        Manifest.begin(id(second), room, RecordingMode.PER_PARTICIPANT, "api", start)
            .withFiles(List.of(files))
            .ended(Manifest.State.FINISHED, StopReason.REQUESTED, 60_500));
    for (ManifestFile file : files) {
      if (file.local()) {
        write(folder, file.name(), content((int) file.bytes()));
      }
    }
    return folder;
  }

  private static void write(RecordingFolder folder, String name, byte[] content)
      throws IOException {
    try (FileChannel channel = folder.create(name)) {
      channel.write(ByteBuffer.wrap(content));
    }
  }

  @Test
  void listsFilesWithTheFieldsOfGoLive() throws Exception {
    keep(5, "blue", whole("alice_camera_001.webm", 1000, Codec.VP8, Codec.OPUS));
    start(Access.open());
    HttpResponse<byte[]> response = send("GET", "/api/records");
    assertEquals(200, response.statusCode());
    assertEquals("application/json", header(response, "content-type"));
    JsonNode items = json(response);
    assertEquals(1, items.size());
    JsonNode item = items.get(0);
    assertEquals("blue/" + id(5) + "/alice_camera_001.webm", item.get("name").asText());
    assertEquals(1000, item.get("size").asLong());
    assertEquals("2026-11-26T01:02:05Z", item.get("modTime").asText());
    assertEquals(path(5, "blue", "alice_camera_001.webm"), item.get("url").asText());
    assertEquals(id(5).value(), item.get("recording").asText());
    assertEquals("finished", item.get("state").asText());
    assertEquals("2026-11-26T01:01:05.500Z", item.get("start").asText());
    assertEquals("video/webm", item.get("contentType").asText());
    assertEquals("opus", item.get("codecs").get(1).asText());
    assertTrue(item.get("local").asBoolean());
    assertArrayEquals(content(1000), send("GET", item.get("url").asText()).body());
  }

  @Test
  void goLivesFilesFollowOursOnTheLastPage() throws Exception {
    keep(5, "blue", whole("alice_camera_001.webm", 1000, Codec.VP8, Codec.OPUS));
    goLive("blue_video0_1700000000.ivf", "2023-11-14T22:13:20Z");
    goLive("blue_audio0_1700000000.ogg", "2023-11-14T22:13:21Z");
    goLive("red_x_1700000009.ivf", "2023-11-14T22:13:29Z");
    goLive("notes.ivf", "2023-11-14T22:13:29Z");
    goLive("blue_x_1.txt", "2023-11-14T22:13:29Z");
    Files.createDirectory(root.resolve("blue_folder_1.ivf"));
    Files.createSymbolicLink(root.resolve("blue_link_1.ivf"), root.resolve("blue_x_1.txt"));
    start(Access.open());
    assertEquals(
        List.of("red_x_1700000009.ivf", "blue_audio0_1700000000.ogg", "blue_video0_1700000000.ivf"),
        names("/api/records", 1));
    assertEquals(
        List.of("blue_audio0_1700000000.ogg", "blue_video0_1700000000.ivf"),
        names("/api/records?room=blue", 1));
    assertEquals(List.of(), names("/api/records?participant=Alice", 1));
    assertEquals(List.of(), names("/api/records?state=interrupted", 0));
    assertEquals(
        List.of("red_x_1700000009.ivf"),
        names("/api/records?to=2026-01-01T00:00:00Z&from=2023-11-14T22:13:25Z", 0));
    JsonNode item = json(send("GET", "/api/records")).get(2);
    assertEquals("2023-11-14T22:13:21Z", item.get("modTime").asText());
    assertEquals("/records/blue_audio0_1700000000.ogg", item.get("url").asText());
    assertEquals(26, item.get("size").asLong());
  }

  private List<String> names(String path, int ours) throws Exception {
    List<String> names = new ArrayList<>();
    json(send("GET", path)).forEach(item -> names.add(item.get("name").asText()));
    return names.subList(ours, names.size());
  }

  private void goLive(String name, String modified) throws IOException {
    Path file = Files.writeString(root.resolve(name), name);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse(modified)));
  }

  @Test
  void goLivesFilesAreSentToWhoMaySeeAll() throws Exception {
    goLive("blue_audio0_1700000000.ogg", "2023-11-14T22:13:21Z");
    start(new FixedTokens(Optional.empty(), ROOM_TOKENS, Optional.of("adm1n")));
    String path = "/records/blue_audio0_1700000000.ogg";
    assertEquals(401, status("GET", path, ""));
    assertEquals(403, status("GET", path, "b1ue"));
    assertEquals(404, status("GET", "/records/blue_audio0_1700000001.ogg", "adm1n"));
    assertEquals(404, status("GET", "/records/.sluice.ogg", "adm1n"));
    HttpResponse<byte[]> part =
        send("GET", path, "Authorization", "Bearer adm1n", "Range", "bytes=0-3");
    assertEquals(206, part.statusCode());
    assertEquals("blue", new String(part.body(), StandardCharsets.US_ASCII));
    assertEquals("audio/ogg", header(part, "content-type"));
    assertEquals(0, json(send("GET", "/api/records", "Authorization", "Bearer b1ue")).size());
  }

  @Test
  void listsNothingWithoutRecordings() throws Exception {
    start(Access.open());
    HttpResponse<byte[]> response = send("GET", "/api/records");
    assertEquals(200, response.statusCode());
    assertEquals("[]", new String(response.body(), UTF_8));
    assertFalse(response.headers().firstValue("Link").isPresent());
  }

  private List<String> pages(String first, String field) throws Exception {
    List<String> found = new ArrayList<>();
    String next = first;
    while (!next.isEmpty()) {
      HttpResponse<byte[]> page = send("GET", next);
      assertEquals(200, page.statusCode());
      json(page).forEach(item -> found.add(item.get(field).asText()));
      String link = header(page, "link");
      next = link.isEmpty() ? "" : link.replaceFirst("<(.*)>; rel=\"next\"", "$1");
    }
    return found;
  }

  @Test
  void cutsTheListIntoPages() throws Exception {
    for (int i = 1; i <= 5; i++) {
      keep(
          i,
          i % 2 == 0 ? "red" : "blue",
          whole("alice_camera_001.webm", 10, Codec.VP8),
          whole("bob_camera_001.webm", 10, Codec.VP8),
          whole("alice_camera_002.webm", 10, Codec.VP8));
    }
    keep(6, "blue");
    start(Access.open());
    List<String> all = pages("/api/records", "name");
    assertEquals(15, all.size());
    assertEquals("blue/" + id(5) + "/alice_camera_001.webm", all.get(0));
    assertEquals("blue/" + id(1) + "/alice_camera_002.webm", all.get(14));
    for (int limit = 1; limit <= 16; limit++) {
      assertEquals(all, pages("/api/records?limit=" + limit, "name"), "limit " + limit);
    }
    assertEquals(6, pages("/api/records?room=red&limit=4", "name").size());
    assertEquals(5, pages("/api/records?limit=2&participant=p-b", "name").size());
    List<String> recordings = pages("/api/records?view=recordings&limit=2", "id");
    assertEquals(
        List.of(id(6), id(5), id(4), id(3), id(2), id(1)).stream().map(RecordingId::value).toList(),
        recordings);
    assertEquals(
        List.of(id(3).value(), id(2).value()),
        pages(
            "/api/records?view=recordings&from=2026-11-26T01:01:02Z"
                + "&to=2026-11-26T02:01:04%2B01:00&state=finished",
            "id"));
    assertEquals(List.of(), pages("/api/records?state=recording", "name"));
  }

  @Test
  void goesOnBehindARecordingThatVanished() throws Exception {
    for (int i = 1; i <= 3; i++) {
      keep(
          i,
          "blue",
          whole("alice_camera_001.webm", 10, Codec.VP8),
          whole("bob_camera_001.webm", 10, Codec.VP8));
    }
    start(OPERATED);
    HttpResponse<byte[]> page = send("GET", "/api/records?limit=3", "X-Auth-Token", "adm1n");
    String next = header(page, "link").replaceFirst("<(.*)>; rel=\"next\"", "$1");
    assertTrue(next.contains("after=" + id(2) + "~1"), next);
    assertEquals(
        204, send("DELETE", "/api/records/" + id(2), "X-Auth-Token", "adm1n").statusCode());
    JsonNode rest = json(send("GET", next, "X-Auth-Token", "adm1n"));
    assertEquals(2, rest.size());
    assertEquals(id(1).value(), rest.get(0).get("recording").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=x",
        "limit=99999999999999",
        "after=x",
        "after=20261126T010101Z-00000a~",
        "after=20261126T010101Z-00000a~-1",
        "after=20261126T010101Z-00000a~99999999999",
        "after=../../etc/passwd",
        "from=yesterday",
        "to=2026-13-01T00:00:00Z",
        "state=lost",
        "view=all",
        "room=../x",
        "room=a%00b"
      })
  void refusesParametersWithoutMeaning(String parameter) throws Exception {
    start(Access.open());
    HttpResponse<byte[]> response = send("GET", "/api/records?" + parameter);
    assertEquals(400, response.statusCode());
    assertTrue(json(response).get("error").asText().startsWith("invalid "));
  }

  @Test
  void tellsAllOfARecording() throws Exception {
    keep(5, "blue", whole("alice_camera_001.webm", 1000, Codec.VP8));
    start(Access.open());
    JsonNode manifest = json(send("GET", "/api/records/" + id(5)));
    assertEquals("blue", manifest.get("room").asText());
    assertEquals("finished", manifest.get("state").asText());
    JsonNode file = manifest.get("files").get(0);
    assertEquals(path(5, "blue", "alice_camera_001.webm"), file.get("url").asText());
    assertEquals("vp8", file.at("/tracks/0/codec").asText());
    assertTrue(file.get("local").asBoolean());
    assertEquals(404, send("GET", "/api/records/" + id(6)).statusCode());
    assertEquals(400, send("GET", "/api/records/..%2f..").statusCode());
  }

  @Test
  void sendsPartsForPlayersAndWholeFilesForSaving() throws Exception {
    keep(
        5,
        "blue",
        whole("alice_camera_001.webm", 200_000, Codec.VP8),
        whole("alice_camera-audio_001.webm", 10, Codec.OPUS),
        whole("alice_screen_001.mkv", 10, Codec.H264));
    start(Access.open());
    String path = path(5, "blue", "alice_camera_001.webm");
    HttpResponse<byte[]> part = send("GET", path, "Range", "bytes=100000-");
    assertEquals(206, part.statusCode());
    assertEquals("bytes 100000-199999/200000", header(part, "content-range"));
    assertEquals("video/webm", header(part, "content-type"));
    assertArrayEquals(Arrays.copyOfRange(content(200_000), 100_000, 200_000), part.body());
    String tag = header(part, "etag");
    assertEquals(206, send("GET", path, "Range", "bytes=0-1", "If-Range", tag).statusCode());
    assertEquals(304, send("GET", path, "If-None-Match", tag).statusCode());
    HttpResponse<byte[]> head = send("HEAD", path);
    assertEquals("200000", header(head, "content-length"));
    HttpResponse<byte[]> saved = send("GET", path + "?download=1");
    assertEquals(
        "attachment; filename=\"blue_" + id(5) + "_alice_camera_001.webm\"",
        header(saved, "content-disposition"));
    assertFalse(send("GET", path).headers().firstValue("content-disposition").isPresent());
    assertEquals(
        "audio/webm",
        header(send("GET", path(5, "blue", "alice_camera-audio_001.webm")), "content-type"));
    assertEquals(
        "video/x-matroska",
        header(send("GET", path(5, "blue", "alice_screen_001.mkv")), "content-type"));
  }

  @Test
  void sendsWhatIsThereOfAFileThatGrows() throws Exception {
    start(Access.open());
    Manifest begun =
        Manifest.begin(id(5), "blue", RecordingMode.PER_PARTICIPANT, "api", Instant.EPOCH);
    RecordingFolder folder = library.create(begun);
    String name = "alice_camera_001.webm";
    library.update(
        id(5), manifest -> manifest.withFile(ManifestFile.begin(name, "p", "Alice", 0, List.of())));
    try (FileChannel channel = folder.create(name)) {
      channel.write(ByteBuffer.wrap(content(1000), 0, 600));
      HttpResponse<byte[]> early = send("GET", path(5, "blue", name));
      assertEquals(600, early.body().length);
      assertFalse(early.headers().firstValue("etag").isPresent());
      assertEquals("no-store", header(early, "cache-control"));
      JsonNode item = json(send("GET", "/api/records")).get(0);
      assertEquals(600, item.get("size").asInt());
      assertEquals("recording", item.get("state").asText());
      assertEquals("writing", item.get("fileState").asText());
      channel.write(ByteBuffer.wrap(content(1000), 600, 400));
      assertArrayEquals(content(1000), send("GET", path(5, "blue", name)).body());
      HttpResponse<byte[]> part = send("GET", path(5, "blue", name), "Range", "bytes=600-");
      assertEquals("bytes 600-999/1000", header(part, "content-range"));
    }
  }

  @Test
  void sendsToTheStoreWhoWantsWhatIsOnlyThere() throws Exception {
    String name = "alice_camera_001.webm";
    ManifestUpload copy = new ManifestUpload("k/" + name, "e", Instant.EPOCH);
    keep(
        5,
        "blue",
        whole(name, 1000, Codec.VP8).withUpload(copy).withLocalDeleted(Instant.EPOCH),
        whole("bob_camera_001.webm", 10, Codec.VP8).withLocalDeleted(Instant.EPOCH));
    start(Access.open());
    HttpResponse<byte[]> moved = send("GET", path(5, "blue", name), "Range", "bytes=0-1");
    assertEquals(302, moved.statusCode());
    assertEquals("https://store.example/k/" + name + "?signed", header(moved, "location"));
    assertEquals("no-store", header(moved, "cache-control"));
    assertEquals(
        "https://store.example/k/" + name + "?signedblue_" + id(5) + "_" + name,
        header(send("GET", path(5, "blue", name) + "?download=1"), "location"));
    HttpResponse<byte[]> head = send("HEAD", path(5, "blue", name));
    assertEquals(200, head.statusCode());
    assertEquals("1000", header(head, "content-length"));
    assertEquals(404, send("GET", path(5, "blue", "bob_camera_001.webm")).statusCode());
    JsonNode item = json(send("GET", "/api/records")).get(0);
    assertFalse(item.get("local").asBoolean());
    assertTrue(item.get("remote").asBoolean());
  }

  @Test
  void letsOnlyWhoMaySee() throws Exception {
    keep(5, "blue", whole("alice_camera_001.webm", 10, Codec.VP8));
    keep(6, "red", whole("alice_camera_001.webm", 10, Codec.VP8));
    keep(7, "open", whole("alice_camera_001.webm", 10, Codec.VP8));
    start(new FixedTokens(Optional.empty(), ROOM_TOKENS, Optional.of("adm1n")));
    String blue = path(5, "blue", "alice_camera_001.webm");
    String red = path(6, "red", "alice_camera_001.webm");
    String open = path(7, "open", "alice_camera_001.webm");
    for (String nobody : new String[] {"", "wrong", "b1u", "b1uee"}) {
      for (String path :
          new String[] {
            "/api/records",
            "/api/records?room=blue",
            "/api/records/" + id(5),
            "/api/records/" + id(9),
            blue,
            open,
            path(9, "blue", "x.webm")
          }) {
        assertEquals(401, status("GET", path, nobody), path);
      }
      assertEquals(401, status("POST", "/api/records/" + id(5) + "/link", nobody));
      assertEquals(401, status("DELETE", "/api/records/" + id(5), nobody));
    }
    assertEquals(200, status("GET", blue, "b1ue"));
    assertEquals(403, status("GET", red, "b1ue"));
    assertEquals(403, status("GET", open, "b1ue"));
    assertEquals(403, status("GET", "/api/records?room=red", "b1ue"));
    assertEquals(200, status("GET", "/api/records/" + id(5), "b1ue"));
    assertEquals(404, status("GET", "/api/records/" + id(6), "b1ue"));
    assertEquals(404, status("POST", "/api/records/" + id(6) + "/link", "b1ue"));
    assertEquals(403, status("DELETE", "/api/records/" + id(5), "b1ue"));
    JsonNode seen = json(send("GET", "/api/records", "X-Auth-Token", "b1ue"));
    assertEquals(1, seen.size());
    assertEquals("blue", seen.get(0).get("room").asText());
    assertEquals(3, json(send("GET", "/api/records?token=adm1n")).size());
    for (String path : new String[] {blue, red, open}) {
      assertEquals(200, status("GET", path, "adm1n"));
    }
  }

  @Test
  void isClosedWhereOnlyTheOperatorHasAToken() throws Exception {
    keep(5, "blue", whole("alice_camera_001.webm", 10, Codec.VP8));
    start(OPERATED);
    assertEquals(401, status("GET", "/api/records", ""));
    assertEquals(401, status("GET", path(5, "blue", "alice_camera_001.webm"), "x"));
    assertEquals(200, status("GET", "/api/records", "adm1n"));
  }

  @Test
  void deletesForTheOperatorOnly() throws Exception {
    RecordingFolder folder = keep(5, "blue", whole("alice_camera_001.webm", 10, Codec.VP8));
    start(OPERATED);
    library.create(Manifest.begin(id(8), "blue", RecordingMode.PER_TRACK, "api", Instant.EPOCH));
    assertEquals(409, status("DELETE", "/api/records/" + id(8), "adm1n"));
    assertEquals(404, status("DELETE", "/api/records/" + id(9), "adm1n"));
    assertEquals(400, status("DELETE", "/api/records/..", "adm1n"));
    assertEquals(204, status("DELETE", "/api/records/" + id(5), "adm1n"));
    assertEquals(404, status("DELETE", "/api/records/" + id(5), "adm1n"));
    assertEquals(404, status("GET", path(5, "blue", "alice_camera_001.webm"), "adm1n"));
    assertFalse(Files.exists(folder.directory()));
  }

  @Test
  void eachDeletionIsAudited() throws Exception {
    keep(5, "blue", whole("alice_camera_001.webm", 10, Codec.VP8));
    start(new FixedTokens(Optional.empty(), ROOM_TOKENS, Optional.of("adm1n")));
    library.create(Manifest.begin(id(8), "blue", RecordingMode.PER_TRACK, "api", Instant.EPOCH));
    for (int second : new int[] {8, 9, 5}) {
      status("DELETE", "/api/records/" + id(second), "adm1n");
    }
    status("DELETE", "/api/records/" + id(8), "b1ue");
    assertEquals(
        List.of(
            "delete_recording by operator in blue " + id(8) + " not finished",
            "delete_recording by operator in - " + id(9) + " not found",
            "delete_recording by operator in blue " + id(5) + " done",
            "enter by room token in - recording " + id(8) + " forbidden"),
        audited.stream()
            .map(
                event ->
                    "%s by %s in %s %s %s"
                        .formatted(
                            event.action().word(),
                            event.by(),
                            event.room().map(RoomId::value).orElse("-"),
                            event.subject(),
                            event.outcome()))
            .toList());
    assertTrue(audited.get(0).from().orElseThrow().isLoopbackAddress());
  }

  @Test
  void deletesNothingWithoutAnOperator() throws Exception {
    keep(5, "blue", whole("alice_camera_001.webm", 10, Codec.VP8));
    start(Access.open());
    assertEquals(405, status("DELETE", "/api/records/" + id(5), ""));
    assertEquals(200, status("GET", "/api/records/" + id(5), ""));
  }

  @Test
  void givesLinksThatAPlayerCanUseForAWhile() throws Exception {
    keep(5, "blue", whole("alice_camera_001.webm", 10, Codec.VP8));
    keep(6, "blue", whole("alice_camera_001.webm", 10, Codec.VP8));
    start(new FixedTokens(Optional.empty(), ROOM_TOKENS));
    HttpResponse<byte[]> response =
        send("POST", "/api/records/" + id(5) + "/link?seconds=60", "X-Auth-Token", "b1ue");
    assertEquals(200, response.statusCode());
    JsonNode links = json(response);
    assertEquals("2026-11-26T12:01:00.000Z", links.get("expires").asText());
    String url = links.at("/files/0/url").asText();
    assertEquals(200, send("GET", url).statusCode());
    assertEquals(206, send("GET", url, "Range", "bytes=1-2").statusCode());
    assertEquals(401, send("GET", url.replace(id(5).value(), id(6).value())).statusCode());
    assertEquals(401, send("GET", url + "x").statusCode());
    assertEquals(
        401, send("GET", "/api/records/" + id(5) + url.substring(url.indexOf('?'))).statusCode());
    now = now.plusSeconds(60);
    assertEquals(401, send("GET", url).statusCode());
    for (String seconds : new String[] {"0", "-1", "86401", "x", "99999999999"}) {
      assertEquals(
          400,
          send("POST", "/api/records/" + id(5) + "/link?seconds=" + seconds, "X-Auth-Token", "b1ue")
              .statusCode(),
          seconds);
    }
  }

  /** The status of a request whose target is sent as it is. */
  private int raw(String target) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              ("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                  .getBytes(ISO_8859_1));
      String response = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertFalse(response.contains("secret"), target);
      return Integer.parseInt(response.substring(9, 12));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/records/blue/ID/../../secret.webm",
        "/records/blue/ID/%2e%2e%2f%2e%2e%2fsecret.webm",
        "/records/blue/ID/..%2fsecret.webm",
        "/records/blue/ID/..%5csecret.webm",
        "/records/blue/ID/..\\secret.webm",
        "/records/%2e%2e/ID/secret.webm",
        "/records/../secret.webm",
        "/records//ID/secret.webm",
        "/records/blue/../secret.webm",
        "/records/blue/ID/alice_camera_001.webm%00",
        "/records/blue/ID/alice_camera_001.webm%00.png",
        "/records/blue/ID/alice_camera_001.webm/",
        "/records/blue/ID//alice_camera_001.webm",
        "/records/blue/ID/.",
        "/records/blue/ID/",
        "/records/blue/ID",
        "/records/blue/",
        "/records/",
        "/records/blue/ID/manifest.json",
        "/records/blue/ID/.manifest.json.tmp",
        "/records/.lock",
        "/records/.uploads/x/y",
        "/records/blue/ID/link_camera_001.webm",
        "/records/blue/ID/%e2%80%ae_camera_001.webm",
        "/records/red/ID/alice_camera_001.webm",
        "/records/blue/ID/ALICE_CAMERA_001.WEBM"
      })
  void leadsNowhereByTricks(String target) throws Exception {
    RecordingFolder folder =
        keep(
            5,
            "blue",
            whole("alice_camera_001.webm", 10, Codec.VP8),
            whole("link_camera_001.webm", 10, Codec.VP8));
    Files.delete(folder.file("link_camera_001.webm").path());
    Path secret = Files.writeString(root.resolve("secret.webm"), "secret");
    Files.createSymbolicLink(folder.file("link_camera_001.webm").path(), secret);
    start(Access.open());
    int status = raw(target.replace("ID", id(5).value()));
    assertTrue(status == 404 || status == 400, target + " answers " + status);
  }

  @Test
  void refusesPathsWithoutEnd() throws Exception {
    start(Access.open());
    assertEquals(414, raw("/records/blue/" + "x".repeat(20_000)));
    assertEquals(400, raw("/records/" + "a/".repeat(3_000)));
  }
}
