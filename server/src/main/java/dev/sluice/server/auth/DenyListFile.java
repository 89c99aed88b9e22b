package dev.sluice.server.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.server.auth.DenyList.BarredParticipant;
import dev.sluice.server.auth.DenyList.RevokedToken;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link DenyList} in a file, so that a restart lets nobody in again. The thread {@code
 * deny-list} writes it anew after each change: beside, flushed to the disk, then put in its place.
 * What cannot be written is tried again.
 */
public final class DenyListFile implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DenyListFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All entries with the longest ids. */
  private static final long MAX_BYTES = 2L * DenyList.MAX_ENTRIES * 512;

  private static final Duration RETRY = Duration.ofSeconds(5);

  /** A disk that takes longer is given up at the end. */
  private static final Duration LAST_WRITE = Duration.ofSeconds(10);

  private final DenyList list;
  private final Path file;
  private final Duration retry;
  private final Semaphore changes = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "deny-list");
  private volatile boolean closing;

  /** Of the thread. */
  private boolean behind;

  private DenyListFile(DenyList list, Path file, Duration retry) {
    this.list = list;
    this.file = file;
    this.retry = retry;
    thread.setDaemon(true);
  }

  /**
   * Reads what a former server left, writes it again, and keeps the file up from then on.
   *
   * @throws IOException with a sentence's end that says why it cannot be used
   */
  public static DenyListFile open(DenyList list, Path file) throws IOException {
    return open(list, file, RETRY);
  }

  /**
   * The same.
   *
   * @param retry how long after a failure it is tried again
   */
  static DenyListFile open(DenyList list, Path file, Duration retry) throws IOException {
    DenyListFile kept = new DenyListFile(list, file.toAbsolutePath(), retry);
    if (Files.exists(file)) {
      list.restore(kept.read());
    }
    kept.write();
    list.addListener(
        new DenyList.Listener() {
          @Override
          public void onChanged() {
            kept.changes.release();
          }
        });
    kept.thread.start();
    return kept;
  }

  private DenyList.Contents read() throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("it is too large to be a deny list");
    }
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      List<RevokedToken> tokens = new ArrayList<>();
      for (JsonNode token : json.required("tokens")) {
        tokens.add(new RevokedToken(token.required("id").asText(), until(token)));
      }
      List<BarredParticipant> participants = new ArrayList<>();
      for (JsonNode each : json.required("participants")) {
        participants.add(
            new BarredParticipant(
                new RoomId(each.required("room").asText()),
                new ParticipantId(each.required("participant").asText()),
                until(each)));
      }
      return new DenyList.Contents(tokens, participants);
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      throw new IOException("it is no deny list", e);
    }
  }

  private static Instant until(JsonNode entry) {
    return Instant.parse(entry.required("until").asText());
  }

  private void run() {
    try {
      do {
        awaitWork();
        changes.drainPermits();
        writeOrSay();
      } while (!closing || changes.availablePermits() > 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until something has changed, or what could not be written is tried again. */
  private void awaitWork() throws InterruptedException {
    if (behind) {
      boolean unused = changes.tryAcquire(retry.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      changes.acquire();
    }
  }

  private void writeOrSay() {
    try {
      write();
      if (behind) {
        log.info("the deny list is kept in {} again", file);
      }
      behind = false;
    } catch (IOException e) {
      if (!behind) {
        log.error("the deny list cannot be kept in {} (DENY_LIST_FILE): {}", file, e.toString());
      }
      behind = true;
    }
  }

  private void write() throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(json(list.remembered())));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    try {
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static ObjectNode json(DenyList.Contents contents) {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode tokens = json.putArray("tokens");
    contents
        .tokens()
        .forEach(
            token ->
                tokens
                    .addObject()
                    .put("id", token.tokenId())
                    .put("until", token.until().toString()));
    ArrayNode participants = json.putArray("participants");
    contents
        .participants()
        .forEach(
            each ->
                participants
                    .addObject()
                    .put("room", each.room().value())
                    .put("participant", each.participant().value())
                    .put("until", each.until().toString()));
    return json;
  }

  /** Writes what has not been written yet, and waits for that for a while. Idempotent. */
  @Override
  public void close() {
    closing = true;
    changes.release();
    try {
      thread.join(LAST_WRITE.toMillis());
      if (thread.isAlive()) {
        log.error("the deny list in {} may miss the last changes: the disk does not answer", file);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
