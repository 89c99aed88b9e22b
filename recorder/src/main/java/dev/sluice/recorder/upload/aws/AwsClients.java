package dev.sluice.recorder.upload.aws;

import dev.sluice.recorder.upload.StoreOptions;
import dev.sluice.recorder.upload.StoreOptions.Addressing;
import dev.sluice.recorder.upload.StoreOptions.Checksums;
import dev.sluice.recorder.upload.StoreTrust;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Builds the SDK's clients from our options. */
final class AwsClients {

  /** What stores that know no regions expect to read in a signature. */
  private static final String ANY_REGION = "us-east-1";

  private AwsClients() {}

  static S3Client client(StoreOptions options) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(http(options))
            .credentialsProvider(credentials(options))
            .serviceConfiguration(service(options))
            .requestChecksumCalculation(
                options.objects().checksums() == Checksums.LIBRARY
                    ? RequestChecksumCalculation.WHEN_SUPPORTED
                    : RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            // the queue decides when something is tried again
            .overrideConfiguration(
                c ->
                    c.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new BoundedAnswers(options.limits())));
    options.endpoint().ifPresent(builder::endpointOverride);
    Region region = region(options);
    if (region != null) {
      builder.region(region);
    }
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw new IllegalArgumentException("the store cannot be opened: " + e.getMessage(), e);
    }
  }

  static S3Presigner presigner(StoreOptions options) {
    S3Presigner.Builder builder =
        S3Presigner.builder()
            .credentialsProvider(credentials(options))
            .serviceConfiguration(service(options));
    options.endpoint().ifPresent(builder::endpointOverride);
    Region region = region(options);
    if (region != null) {
      builder.region(region);
    }
    return builder.build();
  }

  private static Region region(StoreOptions options) {
    if (!options.region().isBlank()) {
      return Region.of(options.region());
    }
    return options.endpoint().isPresent() ? Region.of(ANY_REGION) : null;
  }

  private static S3Configuration service(StoreOptions options) {
    return S3Configuration.builder()
        .pathStyleAccessEnabled(options.addressing() == Addressing.PATH)
        // bodies signed in chunks and their trailers are what other stores do not know
        .chunkedEncodingEnabled(options.objects().checksums() == Checksums.LIBRARY)
        .build();
  }

  private static AwsCredentialsProvider credentials(StoreOptions options) {
    if (options.credentials().isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    StoreOptions.Credentials given = options.credentials().get();
    AwsCredentials fixed =
        given.sessionToken().isPresent()
            ? AwsSessionCredentials.create(
                given.accessKey(), given.secretKey(), given.sessionToken().get())
            : AwsBasicCredentials.create(given.accessKey(), given.secretKey());
    return StaticCredentialsProvider.create(fixed);
  }

  private static SdkHttpClient http(StoreOptions options) {
    UrlConnectionHttpClient.Builder builder =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(options.limits().connect())
            .socketTimeout(options.limits().idle());
    if (options.certificateAuthority().isPresent()) {
      X509TrustManager trust = StoreTrust.withCertificates(options.certificateAuthority().get());
      builder.tlsTrustManagersProvider(() -> new TrustManager[] {trust});
    }
    return builder.build();
  }
}
