package dev.sluice.recorder.backup;

import dev.sluice.recorder.backup.StoreLock.Kind;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.ObjectStore.ObjectHead;
import dev.sluice.recorder.upload.ObjectStore.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Backups in a bucket, below a prefix of their own, by the names that they have in a folder:
 *
 * <pre>
 * PREFIX/sluice-backup.txt
 * PREFIX/locks/…
 * PREFIX/chunks/3f/3fa9…
 * PREFIX/snapshots/20261126T090000Z.json
 * PREFIX/snapshots/20261126T090000Z.json.sha256
 * </pre>
 *
 * An object is there as a whole or not at all; a snapshot's checksum is there before the snapshot.
 * Which chunks are there is read from lists, one for each two digits that a sum begins with, when
 * the first of them is asked for. It closes the store's client.
 */
public final class StoreTarget implements BackupTarget {

  private static final int MARK_BYTES = 1 << 10;
  private static final int SHARDS = 256;

  private final Place place;
  private final PatientStore store;
  private final Optional<StoreLock> lock;
  private final ChunkTable chunks = new ChunkTable();
  private final BitSet listed = new BitSet(SHARDS);
  private final AtomicBoolean closed = new AtomicBoolean();

  private StoreTarget(Place place, PatientStore store, Optional<StoreLock> lock) {
    this.place = place;
    this.store = store;
    this.lock = lock;
  }

  /**
   * Where in which bucket.
   *
   * @param prefix ends with a slash, or is empty
   * @param name for people
   */
  public record Place(ObjectStore store, String prefix, String name) {}

  /** What becomes of it. */
  public enum Use {
    /** A backup is made, or old ones are forgotten: alone. */
    WRITE(Kind.WRITE),
    /** Everything is read, while nobody writes. */
    VERIFY(Kind.VERIFY),
    /** Something is read, whoever writes. */
    READ(Kind.READ);

    private final Kind kind;

    Use(Kind kind) {
      this.kind = kind;
    }
  }

  /**
   * Makes a place one for backups; nothing when it is one.
   *
   * @throws BackupException when something else is there, or it cannot be written
   */
  public static void initialise(Place place, Transfer transfer) throws BackupException {
    PatientStore store = new PatientStore(place.store(), transfer).atFirst();
    String mark = place.prefix() + BackupNames.MARK;
    try {
      store.checkBucket();
      if (store.head(mark).isPresent()) {
        return;
      }
      if (!store.list(place.prefix(), "").isEmpty()) {
        throw new BackupException(
            place.name() + " is not empty; backups want a prefix of their own");
      }
      store.put(mark, BackupNames.MARK_TEXT.getBytes(StandardCharsets.UTF_8));
    } catch (AwayException e) {
      throw new BackupException(place.name() + " cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Opens a place.
   *
   * @param owner lower-case hexadecimal digits and hyphens that no other run has
   * @throws BackupException.Busy when another run is in the way
   * @throws BackupException when there is no backup, or the store fails
   */
  public static StoreTarget open(
      Place place, Use use, Transfer transfer, String owner, InstantSource clock)
      throws BackupException {
    PatientStore store = new PatientStore(place.store(), transfer);
    try {
      requireMark(place, store.atFirst());
      Optional<StoreLock> lock =
          StoreLock.take(store, place.prefix(), use.kind, owner, clock, place.name());
      return new StoreTarget(place, store, lock);
    } catch (IOException e) {
      throw new BackupException(place.name() + " cannot be used: " + AwayException.reason(e), e);
    }
  }

  private static void requireMark(Place place, PatientStore store)
      throws IOException, BackupException {
    store.checkBucket();
    String mark = place.prefix() + BackupNames.MARK;
    Optional<ObjectHead> head = store.head(mark);
    if (head.isEmpty()) {
      throw new BackupException(
          "there are no backups in " + place.name() + "; the first one is made with --init");
    }
    String text = new String(read(store, mark, head.get(), MARK_BYTES), StandardCharsets.UTF_8);
    if (!text.equals(BackupNames.MARK_TEXT)) {
      throw new BackupException(
          "the backups in " + place.name() + " are of another version: " + text.strip());
    }
  }

  private static byte[] read(PatientStore store, String key, ObjectHead head, int maxBytes)
      throws IOException {
    if (head.bytes() > maxBytes) {
      throw new IOException(key + " is longer than " + maxBytes + " bytes");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) head.bytes());
    store.read(key, head.bytes(), (data, length) -> bytes.write(data, 0, length));
    return bytes.toByteArray();
  }

  private void keepLock() throws AwayException {
    if (lock.isPresent()) {
      lock.get().keep();
    }
  }

  private void requireLock() throws AwayException {
    if (lock.isPresent()) {
      lock.get().require();
    }
  }

  @Override
  public String name() {
    return place.name();
  }

  @Override
  public boolean has(String sha256, int bytes) throws IOException {
    keepLock();
    int shard = Integer.parseInt(sha256, 0, 2, 16);
    if (!listed.get(shard)) {
      list(
          key(BackupNames.shard(sha256)),
          found -> sum(found).ifPresent(sum -> chunks.put(sum, length(found))));
      listed.set(shard);
    }
    return chunks.has(sha256, bytes);
  }

  /** No chunk is so long that it does not fit. */
  private static int length(StoredObject found) {
    return (int) Math.min(Integer.MAX_VALUE, found.bytes());
  }

  @Override
  public void put(String sha256, byte[] data, int length) throws IOException {
    keepLock();
    byte[] exact = length == data.length ? data : Arrays.copyOf(data, length);
    store.put(key(BackupNames.chunk(sha256)), exact);
    chunks.put(sha256, length);
  }

  @Override
  public Optional<byte[]> get(String sha256, int bytes) throws IOException {
    keepLock();
    String key = key(BackupNames.chunk(sha256));
    ByteBuffer chunk = ByteBuffer.allocate(bytes);
    try {
      store.read(key, bytes, (data, length) -> chunk.put(data, 0, length));
      return Optional.of(chunk.array());
    } catch (AwayException e) {
      if (store.head(key).filter(head -> head.bytes() == bytes).isEmpty()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public List<SnapshotId> snapshots() throws IOException {
    List<SnapshotId> ids = new ArrayList<>();
    list(
        key(BackupNames.SNAPSHOTS), found -> BackupNames.snapshot(name(found)).ifPresent(ids::add));
    ids.sort(null);
    return ids;
  }

  @Override
  public byte[] snapshot(SnapshotId id) throws IOException, BackupException {
    byte[] document = document(id, BackupNames.document(id), SnapshotJson.MAX_BYTES);
    byte[] sum = document(id, BackupNames.sum(id), BackupNames.SUM_BYTES);
    BackupNames.requireSum(id, document, sum);
    return document;
  }

  private byte[] document(SnapshotId id, String name, int maxBytes)
      throws IOException, BackupException {
    keepLock();
    Optional<ObjectHead> head = store.head(key(name));
    if (head.isEmpty()) {
      throw BackupNames.missing(id, null);
    }
    return read(store, key(name), head.get(), maxBytes);
  }

  @Override
  public void putSnapshot(SnapshotId id, byte[] document) throws IOException {
    requireLock();
    store.put(key(BackupNames.sum(id)), BackupNames.sumLine(id, document));
    store.put(key(BackupNames.document(id)), document);
  }

  @Override
  public void deleteSnapshot(SnapshotId id) throws IOException {
    requireLock();
    store.delete(key(BackupNames.document(id)));
    store.delete(key(BackupNames.sum(id)));
  }

  @Override
  public Swept sweep(Predicate<String> wanted) throws IOException {
    requireLock();
    List<StoredObject> unwanted = new ArrayList<>();
    long swept = 0;
    long bytes = 0;
    String after = "";
    List<StoredObject> page = store.list(key(BackupNames.CHUNKS), after);
    while (!page.isEmpty()) {
      for (StoredObject found : page) {
        if (sum(found).filter(sum -> !wanted.test(sum)).isPresent()) {
          unwanted.add(found);
        }
        after = found.key();
      }
      for (StoredObject found : unwanted) {
        keepLock();
        store.delete(found.key());
        swept++;
        bytes += found.bytes();
      }
      unwanted.clear();
      page = store.list(key(BackupNames.CHUNKS), after);
    }
    return new Swept(swept, bytes);
  }

  private interface Finder {
    void found(StoredObject object);
  }

  private void list(String prefix, Finder finder) throws AwayException {
    List<StoredObject> page = store.list(prefix, "");
    while (!page.isEmpty()) {
      keepLock();
      page.forEach(finder::found);
      page = store.list(prefix, page.get(page.size() - 1).key());
    }
  }

  private String key(String name) {
    return place.prefix() + name;
  }

  private static String name(StoredObject found) {
    return found.key().substring(found.key().lastIndexOf('/') + 1);
  }

  /** The sum by which a chunk is called. */
  private static Optional<String> sum(StoredObject found) {
    return Optional.of(name(found)).filter(SnapshotFile::isSha256);
  }

  /** By any thread, also in the middle of something, which fails then. Nothing the second time. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      lock.ifPresent(StoreLock::release);
      place.store().close();
    }
  }
}
