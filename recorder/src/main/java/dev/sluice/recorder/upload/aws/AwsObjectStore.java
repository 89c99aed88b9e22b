package dev.sluice.recorder.upload.aws;

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
import dev.sluice.recorder.upload.UnknownUploadException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A bucket reached with the AWS SDK, over the JDK's own HTTP connections. */
public final class AwsObjectStore implements ObjectStore {

  private static final int MOST_PENDING = 10_000;

  private final StoreOptions options;
  private final S3Client client;
  private final S3Presigner presigner;
  private final ObjectHeaders headers;

  private AwsObjectStore(StoreOptions options, S3Client client, S3Presigner presigner) {
    this.options = options;
    this.client = client;
    this.presigner = presigner;
    this.headers = ObjectHeaders.of(options.objects());
  }

  /**
   * @throws IllegalArgumentException with a sentence on the option that is wrong
   */
  public static AwsObjectStore open(StoreOptions options) {
    return new AwsObjectStore(options, AwsClients.client(options), AwsClients.presigner(options));
  }

  @Override
  public void checkBucket() throws StoreException {
    call(
        () ->
            client.headBucket(
                b -> b.bucket(options.bucket()).overrideConfiguration(with(Map.of(), 0))));
  }

  @Override
  public String put(String key, Content content, String contentType) throws StoreException {
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(options.bucket())
            .key(key)
            .contentType(contentType)
            .contentMD5(content.digests().md5Base64())
            .overrideConfiguration(with(headers.creation(), content.length()))
            .build();
    return etag(send(content, body -> client.putObject(request, body)).eTag());
  }

  @Override
  public String beginMultipart(String key, String contentType) throws StoreException {
    CreateMultipartUploadRequest request =
        CreateMultipartUploadRequest.builder()
            .bucket(options.bucket())
            .key(key)
            .contentType(contentType)
            .overrideConfiguration(with(headers.creation(), 0))
            .build();
    String uploadId = call(() -> client.createMultipartUpload(request)).uploadId();
    if (uploadId == null || uploadId.isEmpty()) {
      throw StoreFailures.untrue("the store began an upload without an id");
    }
    return uploadId;
  }

  @Override
  public String uploadPart(String key, String uploadId, int number, Content content)
      throws StoreException {
    UploadPartRequest request =
        UploadPartRequest.builder()
            .bucket(options.bucket())
            .key(key)
            .uploadId(uploadId)
            .partNumber(number)
            .contentMD5(content.digests().md5Base64())
            .overrideConfiguration(with(headers.access(), content.length()))
            .build();
    return etag(send(content, body -> client.uploadPart(request, body)).eTag());
  }

  @Override
  public String completeMultipart(String key, String uploadId, List<StoredPart> parts)
      throws StoreException {
    List<CompletedPart> completed =
        parts.stream()
            .map(
                part -> CompletedPart.builder().partNumber(part.number()).eTag(part.etag()).build())
            .toList();
    CompleteMultipartUploadRequest request =
        CompleteMultipartUploadRequest.builder()
            .bucket(options.bucket())
            .key(key)
            .uploadId(uploadId)
            .multipartUpload(m -> m.parts(completed))
            .overrideConfiguration(with(headers.access(), 0))
            .build();
    return etag(call(() -> client.completeMultipartUpload(request)).eTag());
  }

  @Override
  public void abortMultipart(String key, String uploadId) throws StoreException {
    try {
      call(
          () ->
              client.abortMultipartUpload(
                  b ->
                      b.bucket(options.bucket())
                          .key(key)
                          .uploadId(uploadId)
                          .overrideConfiguration(with(Map.of(), 0))));
    } catch (UnknownUploadException e) {
      // it is what was wanted
    }
  }

  @Override
  public List<StoredPart> listParts(String key, String uploadId) throws StoreException {
    List<StoredPart> parts = new ArrayList<>();
    Integer after = null;
    do {
      ListPartsRequest.Builder request =
          ListPartsRequest.builder()
              .bucket(options.bucket())
              .key(key)
              .uploadId(uploadId)
              .partNumberMarker(after)
              .overrideConfiguration(with(Map.of(), 0));
      ListPartsResponse page = call(() -> client.listParts(request.build()));
      page.parts()
          .forEach(p -> parts.add(new StoredPart(p.partNumber(), unquoted(p.eTag()), p.size())));
      after = nextMarker(after, page);
    } while (after != null);
    return parts;
  }

  /** Where the next page begins; null after the last one, or when the store does not move on. */
  private static Integer nextMarker(Integer after, ListPartsResponse page) {
    Integer next = page.nextPartNumberMarker();
    boolean moves = next != null && (after == null || next > after);
    return Boolean.TRUE.equals(page.isTruncated()) && moves ? next : null;
  }

  @Override
  public List<PendingMultipart> listPendingMultiparts(String prefix) throws StoreException {
    List<PendingMultipart> pending = new ArrayList<>();
    ListMultipartUploadsRequest request =
        ListMultipartUploadsRequest.builder()
            .bucket(options.bucket())
            .prefix(prefix)
            .overrideConfiguration(with(Map.of(), 0))
            .build();
    while (true) {
      ListMultipartUploadsRequest asked = request;
      ListMultipartUploadsResponse page = call(() -> client.listMultipartUploads(asked));
      page.uploads()
          .forEach(u -> pending.add(new PendingMultipart(u.key(), u.uploadId(), u.initiated())));
      boolean last =
          !Boolean.TRUE.equals(page.isTruncated())
              || page.uploads().isEmpty()
              || pending.size() >= MOST_PENDING;
      if (last) {
        return pending;
      }
      request =
          request.toBuilder()
              .keyMarker(page.nextKeyMarker())
              .uploadIdMarker(page.nextUploadIdMarker())
              .build();
    }
  }

  @Override
  public List<StoredObject> list(String prefix, String after) throws StoreException {
    ListObjectsV2Request.Builder request =
        ListObjectsV2Request.builder()
            .bucket(options.bucket())
            .prefix(prefix)
            .overrideConfiguration(with(Map.of(), 0));
    if (!after.isEmpty()) {
      request.startAfter(after);
    }
    return call(() -> client.listObjectsV2(request.build())).contents().stream()
        .map(found -> new StoredObject(found.key(), found.size()))
        .toList();
  }

  @Override
  public Optional<ObjectHead> head(String key) throws StoreException {
    try {
      HeadObjectResponse head =
          client.headObject(
              b ->
                  b.bucket(options.bucket())
                      .key(key)
                      .overrideConfiguration(with(headers.access(), 0)));
      return Optional.of(
          new ObjectHead(
              head.contentLength(),
              unquoted(head.eTag()),
              Optional.ofNullable(head.contentType()).orElse(""),
              head.metadata()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw AwsFailures.of(e);
    }
  }

  @Override
  public InputStream read(String key, long offset, long length) throws StoreException {
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(options.bucket())
            .key(key)
            .range("bytes=" + offset + "-" + (offset + length - 1))
            .overrideConfiguration(with(headers.access(), 0))
            .build();
    InputStream object = call(() -> client.getObject(request));
    return new BoundedAnswer(object, Long.MAX_VALUE, options.limits().total(length));
  }

  @Override
  public void delete(String key) throws StoreException {
    call(
        () ->
            client.deleteObject(
                b -> b.bucket(options.bucket()).key(key).overrideConfiguration(with(Map.of(), 0))));
  }

  @Override
  public URI presignGet(String key, Duration validity, Optional<String> downloadName)
      throws StoreException {
    if (options.objects().encryption() instanceof OwnKey) {
      throw new StoreException(
          UploadFailure.MISCONFIGURED, "no links to objects that only our key opens");
    }
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(options.bucket()).key(key);
    downloadName.ifPresent(
        name -> request.responseContentDisposition(DownloadName.attachment(name)));
    return call(
        () ->
            URI.create(
                presigner
                    .presignGetObject(
                        b -> b.signatureDuration(validity).getObjectRequest(request.build()))
                    .url()
                    .toString()));
  }

  @Override
  public void close() {
    client.close();
    presigner.close();
  }

  private Consumer<AwsRequestOverrideConfiguration.Builder> with(
      Map<String, String> extraHeaders, long bodyBytes) {
    return config -> {
      config.apiCallTimeout(options.limits().total(bodyBytes));
      extraHeaders.forEach(config::putHeader);
    };
  }

  private static <T> T send(Content content, Function<RequestBody, T> request)
      throws StoreException {
    try (ContentProvider provider = new ContentProvider(content)) {
      RequestBody body =
          RequestBody.fromContentProvider(provider, content.length(), "application/octet-stream");
      return call(() -> request.apply(body));
    }
  }

  private static <T> T call(Supplier<T> request) throws StoreException {
    try {
      return request.get();
    } catch (SdkException e) {
      throw AwsFailures.of(e);
    } catch (UncheckedIOException e) {
      throw StoreFailures.of(e.getCause());
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
}
