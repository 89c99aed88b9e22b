package dev.sluice.recorder.upload.minio;

import dev.sluice.recorder.upload.StoreOptions;
import dev.sluice.recorder.upload.StoreOptions.Addressing;
import dev.sluice.recorder.upload.StoreTrust;
import io.minio.MinioAsyncClient;
import io.minio.credentials.StaticProvider;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Builds the library's client from our options. */
final class MinioClients {

  /** What stores that know no regions expect to read in a signature. */
  private static final String ANY_REGION = "us-east-1";

  private static final String AMAZON = "https://s3.amazonaws.com";
  private static final int IDLE_CONNECTIONS = 8;
  private static final long IDLE_SECONDS = 10;

  private MinioClients() {}

  static MinioAsyncClient client(StoreOptions options) {
    MinioAsyncClient.Builder builder =
        MinioAsyncClient.builder()
            .endpoint(options.endpoint().map(Object::toString).orElse(AMAZON))
            .region(options.region().isBlank() ? ANY_REGION : options.region())
            .httpClient(http(options), true);
    options
        .credentials()
        .ifPresent(
            given ->
                builder.credentialsProvider(
                    new StaticProvider(
                        given.accessKey(), given.secretKey(), given.sessionToken().orElse(null))));
    MinioAsyncClient client = builder.build();
    // the queue decides when something is tried again
    client.setRetry(Set.of(), 0L, 1);
    if (options.addressing() == Addressing.VIRTUAL_HOST) {
      client.enableVirtualStyleEndpoint();
    } else {
      client.disableVirtualStyleEndpoint();
    }
    return client;
  }

  private static OkHttpClient http(StoreOptions options) {
    Duration idle = options.limits().idle();
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS))
            .connectTimeout(options.limits().connect())
            .readTimeout(idle)
            .writeTimeout(idle)
            // elsewhere no signature holds, and nobody there is to see keys of ours or media
            .followRedirects(false)
            .followSslRedirects(false)
            .eventListener(new CallDeadline(options.limits()))
            .addInterceptor(new ForeignAnswers())
            .addInterceptor(new BoundedAnswers(options.limits()));
    if (options.certificateAuthority().isPresent()) {
      X509TrustManager trust = StoreTrust.withCertificates(options.certificateAuthority().get());
      builder.sslSocketFactory(tls(trust).getSocketFactory(), trust);
    }
    return builder.build();
  }

  private static SSLContext tls(X509TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS belongs to every Java platform", e);
    }
  }
}
