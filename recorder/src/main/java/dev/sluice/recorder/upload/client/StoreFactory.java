package dev.sluice.recorder.upload.client;

import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.StoreClient;
import dev.sluice.recorder.upload.StoreEncryption.OwnKey;
import dev.sluice.recorder.upload.StoreOptions;
import dev.sluice.recorder.upload.aws.AwsObjectStore;
import dev.sluice.recorder.upload.minio.MinioObjectStore;
import java.util.Locale;

/** Opens a store with the client library that suits it. */
public final class StoreFactory {

  private StoreFactory() {}

  /**
   * Opens a store. Asks it nothing.
   *
   * @throws IllegalArgumentException with a sentence on the option that is wrong
   */
  public static ObjectStore open(StoreOptions options) {
    boolean plain =
        options.endpoint().map(endpoint -> endpoint.getScheme().equals("http")).orElse(false);
    if (plain && options.objects().encryption() instanceof OwnKey) {
      throw new IllegalArgumentException(
          "a key of one's own (SSE-C) goes over https only, and the store's endpoint is of http");
    }
    return switch (chosen(options)) {
      case AWS -> AwsObjectStore.open(options);
      case MINIO -> MinioObjectStore.open(options);
      case AUTO -> throw new IllegalStateException("AUTO was decided");
    };
  }

  /** Which library is used: never {@link StoreClient#AUTO}. */
  public static StoreClient chosen(StoreOptions options) {
    if (options.client() != StoreClient.AUTO) {
      return options.client();
    }
    boolean amazon =
        options
            .endpoint()
            .map(endpoint -> endpoint.getHost().toLowerCase(Locale.ROOT))
            .map(
                host ->
                    host.equals("amazonaws.com") || host.matches(".*\\.amazonaws\\.com(\\.cn)?"))
            .orElse(true);
    return amazon ? StoreClient.AWS : StoreClient.MINIO;
  }
}
