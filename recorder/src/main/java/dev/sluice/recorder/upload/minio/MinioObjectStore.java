package dev.sluice.recorder.upload.minio;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.upload.BoundedAnswer;
import dev.sluice.recorder.upload.Content;
import dev.sluice.recorder.upload.DownloadName;
import dev.sluice.recorder.upload.ObjectHeaders;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.StoreEncryption.OwnKey;
import dev.sluice.recorder.upload.StoreException;
import dev.sluice.recorder.upload.StoreFailures;
import dev.sluice.recorder.upload.StoreOptions;
import dev.sluice.recorder.upload.StoreOptions.Checksums;
import dev.sluice.recorder.upload.UnknownUploadException;
import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.GetObjectArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.HeadBucketArgs;
import io.minio.HeadObjectArgs;
import io.minio.HeadObjectResponse;
import io.minio.Http;
import io.minio.ListMultipartUploadsArgs;
import io.minio.ListObjectsV2Args;
import io.minio.ListPartsArgs;
import io.minio.MinioAsyncClient;
import io.minio.ObjectArgs;
import io.minio.PutObjectAPIArgs;
import io.minio.PutObjectAPIBaseArgs;
import io.minio.RemoveObjectArgs;
import io.minio.UploadPartArgs;
import io.minio.errors.MinioException;
import io.minio.messages.ListMultipartUploadsResult;
import io.minio.messages.ListPartsResult;
import io.minio.messages.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A bucket reached with the MinIO client, over OkHttp. */
public final class MinioObjectStore implements ObjectStore {

  private static final int MOST_PENDING = 10_000;
  private static final String USER = "x-amz-meta-";

  private final StoreOptions options;
  private final MinioAsyncClient client;
  private final ObjectHeaders headers;

  private MinioObjectStore(StoreOptions options, MinioAsyncClient client) {
    this.options = options;
    this.client = client;
    this.headers = ObjectHeaders.of(options.objects());
  }

  /**
   * @throws IllegalArgumentException with a sentence on the option that is wrong
   */
  public static MinioObjectStore open(StoreOptions options) {
    return new MinioObjectStore(options, MinioClients.client(options));
  }

  @Override
  public void checkBucket() throws StoreException {
    call(client.headBucket(HeadBucketArgs.builder().bucket(options.bucket()).build()));
  }

  @Override
  public String put(String key, Content content, String contentType) throws StoreException {
    PutObjectAPIArgs.Builder request =
        at(PutObjectAPIArgs.builder(), key)
            .contentType(contentType)
            .headers(headers(headers.creation(), content));
    return send(request, content, args -> client.putObject(args).thenApply(r -> r.etag()));
  }

  @Override
  public String beginMultipart(String key, String contentType) throws StoreException {
    Http.Headers all = new Http.Headers(headers.creation());
    all.set("Content-Type", contentType);
    CreateMultipartUploadArgs request =
        at(CreateMultipartUploadArgs.builder(), key).headers(all).build();
    String uploadId = call(client.createMultipartUpload(request)).result().uploadId();
    if (uploadId == null || uploadId.isEmpty()) {
      throw StoreFailures.untrue("the store began an upload without an id");
    }
    return uploadId;
  }

  @Override
  public String uploadPart(String key, String uploadId, int number, Content content)
      throws StoreException {
    UploadPartArgs.Builder request =
        at(UploadPartArgs.builder(), key)
            .uploadId(uploadId)
            .partNumber(number)
            .headers(headers(headers.access(), content));
    return send(request, content, args -> client.uploadPart(args).thenApply(r -> r.part().etag()));
  }

  @Override
  public String completeMultipart(String key, String uploadId, List<StoredPart> parts)
      throws StoreException {
    Part[] named =
        parts.stream().map(part -> new Part(part.number(), part.etag())).toArray(Part[]::new);
    CompleteMultipartUploadArgs request =
        at(CompleteMultipartUploadArgs.builder(), key)
            .uploadId(uploadId)
            .parts(named)
            // one try
            .maxRetries(1)
            .extraHeaders(headers.access())
            .build();
    return etag(call(client.completeMultipartUpload(request)).etag());
  }

  @Override
  public void abortMultipart(String key, String uploadId) throws StoreException {
    try {
      call(
          client.abortMultipartUpload(
              at(AbortMultipartUploadArgs.builder(), key).uploadId(uploadId).build()));
    } catch (UnknownUploadException e) {
      // it is what was wanted
    }
  }

  @Override
  public List<StoredPart> listParts(String key, String uploadId) throws StoreException {
    List<StoredPart> parts = new ArrayList<>();
    Integer after = null;
    do {
      ListPartsArgs.Builder request = at(ListPartsArgs.builder(), key).uploadId(uploadId);
      if (after != null) {
        request.partNumberMarker(after);
      }
      ListPartsResult page = call(client.listParts(request.build())).result();
      page.parts()
          .forEach(
              p -> parts.add(new StoredPart(p.partNumber(), unquoted(p.etag()), p.partSize())));
      after = nextMarker(after, page);
    } while (after != null);
    return parts;
  }

  /** Where the next page begins; null after the last one, or when the store does not move on. */
  private static Integer nextMarker(Integer after, ListPartsResult page) {
    Integer next = page.nextPartNumberMarker();
    boolean moves = next != null && (after == null || next > after);
    return page.isTruncated() && moves ? next : null;
  }

  @Override
  public List<PendingMultipart> listPendingMultiparts(String prefix) throws StoreException {
    List<PendingMultipart> pending = new ArrayList<>();
    String keyMarker = null;
    String idMarker = null;
    while (true) {
      ListMultipartUploadsArgs.Builder request =
          ListMultipartUploadsArgs.builder().bucket(options.bucket()).prefix(prefix);
      if (keyMarker != null) {
        request.keyMarker(keyMarker).uploadIdMarker(idMarker);
      }
      ListMultipartUploadsResult page = call(client.listMultipartUploads(request.build())).result();
      page.uploads()
          .forEach(
              u ->
                  pending.add(
                      new PendingMultipart(
                          u.objectName(), u.uploadId(), u.initiated().toInstant())));
      keyMarker = page.nextKeyMarker();
      idMarker = page.nextUploadIdMarker();
      boolean last =
          !page.isTruncated()
              || page.uploads().isEmpty()
              || keyMarker == null
              || pending.size() >= MOST_PENDING;
      if (last) {
        return pending;
      }
    }
  }

  @Override
  public List<StoredObject> list(String prefix, String after) throws StoreException {
    ListObjectsV2Args.Builder request =
        ListObjectsV2Args.builder().bucket(options.bucket()).prefix(prefix);
    if (!after.isEmpty()) {
      request.startAfter(after);
    }
    return call(client.listObjectsV2(request.build())).result().contents().stream()
        .map(found -> new StoredObject(found.objectName(), found.size()))
        .toList();
  }

  @Override
  public Optional<ObjectHead> head(String key) throws StoreException {
    HeadObjectArgs request =
        at(HeadObjectArgs.builder(), key).extraHeaders(headers.access()).build();
    HeadObjectResponse head;
    try {
      head = call(client.headObject(request));
    } catch (StoreException e) {
      if (MinioFailures.isMissing(e)) {
        return Optional.empty();
      }
      throw e;
    }
    Map<String, String> metadata = new HashMap<>();
    for (Map.Entry<String, String> entry : head.userMetadata()) {
      String name = entry.getKey().toLowerCase(Locale.ROOT);
      metadata.put(name.startsWith(USER) ? name.substring(USER.length()) : name, entry.getValue());
    }
    return Optional.of(
        new ObjectHead(
            head.size(),
            unquoted(head.etag()),
            Optional.ofNullable(head.contentType()).orElse(""),
            metadata));
  }

  @Override
  public InputStream read(String key, long offset, long length) throws StoreException {
    InputStream object =
        call(
            client.getObject(
                at(GetObjectArgs.builder(), key)
                    .offset(offset)
                    .length(length)
                    .extraHeaders(headers.access())
                    .build()));
    return new BoundedAnswer(object, Long.MAX_VALUE, options.limits().total(length));
  }

  @Override
  public void delete(String key) throws StoreException {
    call(client.removeObject(at(RemoveObjectArgs.builder(), key).build()));
  }

  @Override
  public URI presignGet(String key, Duration validity, Optional<String> downloadName)
      throws StoreException {
    if (options.objects().encryption() instanceof OwnKey) {
      throw new StoreException(
          UploadFailure.MISCONFIGURED, "no links to objects that only our key opens");
    }
    GetPresignedObjectUrlArgs.Builder request =
        at(GetPresignedObjectUrlArgs.builder(), key)
            .method(Http.Method.GET)
            .expiry((int) validity.toSeconds(), TimeUnit.SECONDS);
    downloadName.ifPresent(
        name ->
            request.extraQueryParams(
                Map.of("response-content-disposition", DownloadName.attachment(name))));
    try {
      return URI.create(client.getPresignedObjectUrl(request.build()));
    } catch (MinioException e) {
      throw MinioFailures.of(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private <B extends ObjectArgs.Builder<B, A>, A extends ObjectArgs> B at(B builder, String key) {
    return builder.bucket(options.bucket()).object(key);
  }

  /** With the digests we know, the library reads a body once, and adds no checksum of its own. */
  private Http.Headers headers(Map<String, String> base, Content content) {
    Http.Headers all = new Http.Headers(base);
    all.set("X-Amz-Content-Sha256", content.digests().sha256());
    if (options.objects().checksums() == Checksums.MD5) {
      all.set("Content-MD5", content.digests().md5Base64());
    }
    return all;
  }

  private static <B extends PutObjectAPIBaseArgs.Builder<B, A>, A extends PutObjectAPIBaseArgs>
      String send(B request, Content content, Call<A> call) throws StoreException {
    if (content instanceof Content.Bytes bytes) {
      return etag(call(call.start(request.data(bytes.data(), bytes.data().length).build())));
    }
    if (content instanceof Content.FileRange range) {
      // "r": a RandomAccessFile is what the library takes
      try (RandomAccessFile file = new RandomAccessFile(range.file().toFile(), "r")) {
        file.seek(range.offset());
        return etag(call(call.start(request.file(file, range.length()).build())));
      } catch (IOException e) {
        throw StoreFailures.of(e);
      }
    }
    throw new IllegalArgumentException("unknown content");
  }

  private static <T> T call(CompletableFuture<T> answer) throws StoreException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw MinioFailures.of(e);
    } catch (InterruptedException e) {
      // what is being sent ends when its file is closed
      Thread.currentThread().interrupt();
      throw StoreFailures.of(new InterruptedIOException("interrupted"));
    }
  }

  private static String etag(String quoted) throws StoreException {
    if (quoted == null || quoted.isBlank()) {
      throw StoreFailures.untrue("the store took something and gave no ETag for it");
    }
    return unquoted(quoted);
  }

  private static String unquoted(String etag) {
    return etag == null ? "" : etag.replace("\"", "");
  }

  /** A request that answers with an ETag. */
  @FunctionalInterface
  private interface Call<A> {
    CompletableFuture<String> start(A args);
  }
}
