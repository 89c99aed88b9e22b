package dev.sluice.recorder.upload;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One bucket of an S3-compatible store. Every call blocks, for a bounded time, and makes one try:
 * who calls decides whether and when it is made again. Never used on a media loop. Thread-safe.
 *
 * <p>The rights it takes: PutObject, GetObject, DeleteObject, AbortMultipartUpload,
 * ListMultipartUploadParts and ListBucketMultipartUploads.
 */
public interface ObjectStore extends AutoCloseable {

  /** Fails unless the bucket is there and the credentials are good for it. */
  void checkBucket() throws StoreException;

  /**
   * Puts a whole object; what had this key is replaced.
   *
   * @return its ETag without quotes
   */
  String put(String key, Content content, String contentType) throws StoreException;

  /**
   * Begins an upload in parts.
   *
   * @return its id
   */
  String beginMultipart(String key, String contentType) throws StoreException;

  /**
   * Sends one part; one that was sent under the same number before is replaced.
   *
   * @param number from 1 to 10,000
   * @return the part's ETag without quotes
   * @throws UnknownUploadException when the store knows no upload of this id
   */
  String uploadPart(String key, String uploadId, int number, Content content) throws StoreException;

  /**
   * Makes the object of these parts, in this order; the store drops parts that are not named.
   *
   * @return the object's ETag without quotes
   * @throws UnknownUploadException when the store knows no upload of this id
   */
  String completeMultipart(String key, String uploadId, List<StoredPart> parts)
      throws StoreException;

  /** Gives up an upload; well when there is none of this id. */
  void abortMultipart(String key, String uploadId) throws StoreException;

  /**
   * The parts a store has of an upload, by number.
   *
   * @throws UnknownUploadException when the store knows no upload of this id
   */
  List<StoredPart> listParts(String key, String uploadId) throws StoreException;

  /**
   * Uploads that were begun and not ended, of keys with this prefix; at most 10,000. A MinIO server
   * knows those of one key only, when the prefix is that key.
   */
  List<PendingMultipart> listPendingMultiparts(String prefix) throws StoreException;

  /**
   * Objects whose keys begin with {@code prefix}, in the order of their keys: the first thousand
   * that come after {@code after}, or fewer. Takes the right ListBucket, which uploads do without.
   *
   * @param after a key; empty for the first page
   * @return empty when there are no more
   */
  List<StoredObject> list(String prefix, String after) throws StoreException;

  /** What the store says of an object; empty when it has none of this key. */
  Optional<ObjectHead> head(String key) throws StoreException;

  /**
   * Opens bytes of an object; the caller closes them.
   *
   * @param length at least 1
   */
  InputStream read(String key, long offset, long length) throws StoreException;

  /** Deletes an object; well when there is none. */
  void delete(String key) throws StoreException;

  /**
   * An address under which anyone can read the object for a while, with Range. Asks the store
   * nothing.
   *
   * @param validity at least a second, at most 7 days
   * @param downloadName what a browser should call the file; empty to show it rather than save it
   * @throws StoreException when objects are encrypted with a key of ours, which a browser has not
   */
  URI presignGet(String key, Duration validity, Optional<String> downloadName)
      throws StoreException;

  /** Ends connections and threads of the client. */
  @Override
  void close();

  /**
   * A part as the store has it.
   *
   * @param etag without quotes
   * @param bytes its size; 0 where it is not told
   */
  record StoredPart(int number, String etag, long bytes) {}

  /** An object as lists have it. */
  record StoredObject(String key, long bytes) {}

  /** An upload that was begun and not ended. */
  record PendingMultipart(String key, String uploadId, Instant begun) {}

  /**
   * An object as the store has it.
   *
   * @param etag without quotes
   * @param metadata the user's, names in lower case and without {@code x-amz-meta-}
   */
  record ObjectHead(long bytes, String etag, String contentType, Map<String, String> metadata) {
    public ObjectHead {
      metadata = Map.copyOf(metadata);
    }
  }
}
