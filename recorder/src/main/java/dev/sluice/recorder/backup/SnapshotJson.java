package dev.sluice.recorder.backup;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Snapshots as JSON: {@code version}, {@code id}, {@code directory} if it has one, {@code
 * chunkBytes}, {@code problems}, and {@code files} of {@code path}, {@code bytes}, {@code
 * modified}, {@code sha256} and {@code chunks}. Read and written as a stream, since there may be
 * millions of files. A reader skips fields it does not know.
 */
final class SnapshotJson {

  /** A longer document is not read. */
  static final int MAX_BYTES = 1 << 30;

  private static final JsonFactory JSON = new JsonFactory();

  private SnapshotJson() {}

  static byte[] encode(Snapshot snapshot) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("version", Snapshot.VERSION);
      json.writeStringField("id", snapshot.id().value());
      if (snapshot.directory().isPresent()) {
        json.writeStringField("directory", snapshot.directory().get());
      }
      json.writeNumberField("chunkBytes", Snapshot.CHUNK_BYTES);
      strings(json, "problems", snapshot.problems());
      json.writeArrayFieldStart("files");
      for (SnapshotFile file : snapshot.files()) {
        json.writeStartObject();
        json.writeStringField("path", file.path().text());
        json.writeNumberField("bytes", file.bytes());
        json.writeStringField("modified", file.modified().toString());
        json.writeStringField("sha256", file.sha256());
        strings(json, "chunks", file.chunks());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written", e);
    }
    return bytes.toByteArray();
  }

  private static void strings(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /**
   * @throws BackupException when it is none, or says what cannot be
   */
  static Snapshot decode(byte[] document) throws BackupException {
    Reader reader = new Reader();
    try (JsonParser json = JSON.createParser(document)) {
      reader.read(json);
      return new Snapshot(
          new SnapshotId(reader.id), reader.directory, reader.files, reader.problems);
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new BackupException("it is no snapshot: " + firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** What was read so far. */
  private static final class Reader {

    private String id = "";
    private Optional<String> directory = Optional.empty();
    private long version;
    private long chunkBytes;
    private final List<SnapshotFile> files = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    void read(JsonParser json) throws IOException, BackupException {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "version" -> version(number(json));
          case "id" -> id = json.getText();
          case "directory" -> directory = Optional.of(json.getText());
          case "chunkBytes" -> chunkBytes = number(json);
          case "problems" -> readStrings(json, problems, Snapshot.MAX_PROBLEMS);
          case "files" -> readFiles(json);
          default -> json.skipChildren();
        }
      }
      expect(json.currentToken(), JsonToken.END_OBJECT);
      require(json.nextToken() == null, "something follows it");
      require(version == Snapshot.VERSION, "it does not say which version it is of");
      require(chunkBytes == Snapshot.CHUNK_BYTES, "chunks of " + chunkBytes + " bytes");
    }

    private void version(long found) throws BackupException {
      if (found != Snapshot.VERSION) {
        throw new BackupException(
            "it is of version " + found + ", and this program knows version " + Snapshot.VERSION);
      }
      version = found;
    }

    private void readFiles(JsonParser json) throws IOException {
      expect(json.currentToken(), JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.START_OBJECT) {
        require(files.size() < Snapshot.MAX_FILES, "too many files");
        files.add(readFile(json));
      }
      expect(json.currentToken(), JsonToken.END_ARRAY);
    }

    private static SnapshotFile readFile(JsonParser json) throws IOException {
      String path = "";
      long bytes = -1;
      Instant modified = Instant.EPOCH;
      String sha256 = "";
      List<String> chunks = new ArrayList<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "path" -> path = json.getText();
          case "bytes" -> bytes = number(json);
          case "modified" -> modified = Instant.parse(json.getText());
          case "sha256" -> sha256 = json.getText();
          case "chunks" -> readStrings(json, chunks, Integer.MAX_VALUE);
          default -> json.skipChildren();
        }
      }
      expect(json.currentToken(), JsonToken.END_OBJECT);
      return new SnapshotFile(SnapshotPath.parse(path), bytes, modified, sha256, chunks);
    }

    private static void readStrings(JsonParser json, List<String> into, int max)
        throws IOException {
      expect(json.currentToken(), JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.VALUE_STRING) {
        require(into.size() < max, "too long a list");
        into.add(json.getText());
      }
      expect(json.currentToken(), JsonToken.END_ARRAY);
    }

    private static long number(JsonParser json) throws IOException {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT);
      return json.getLongValue();
    }

    private static void expect(JsonToken found, JsonToken wanted) {
      require(found == wanted, "it ends early, or is of another form");
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new IllegalArgumentException(otherwise);
      }
    }
  }
}
