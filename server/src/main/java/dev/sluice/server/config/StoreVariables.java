package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;
import static dev.sluice.server.config.Variable.secret;

import dev.sluice.recorder.upload.PartPlan;
import dev.sluice.recorder.upload.StoreClient;
import dev.sluice.recorder.upload.StoreOptions.Checksums;
import dev.sluice.recorder.upload.UploadOptions.Begin;
import dev.sluice.recorder.upload.UploadOptions.Verify;
import dev.sluice.server.config.StoreConfig.Addressing;
import dev.sluice.server.config.StoreConfig.Encryption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The variables of uploads to S3, MinIO and their like. */
final class StoreVariables {

  /** What S3 lets a presigned link live. */
  private static final int MAX_LINK_SECONDS = 7 * 24 * 60 * 60;

  static final Variable<Boolean> UPLOAD_RECORDINGS =
      plain("UPLOAD_RECORDINGS", "0", "0 or 1", "uploads recordings to S3_BUCKET", Values::flag);

  static final Variable<Boolean> DELETE_RECORDING_AFTER_UPLOAD =
      plain(
          "DELETE_RECORDING_AFTER_UPLOAD",
          "0",
          "0 or 1",
          "deletes a recording's local files once they are verified in the store",
          Values::flag);

  static final Variable<Optional<String>> S3_ENDPOINT =
      plain(
              "S3_ENDPOINT",
              "",
              "host[:port], http://host[:port] or https://host[:port]",
              "a store that is not Amazon's, such as minio.example.com:9000",
              StoreTexts::endpoint)
          .example("minio.example.com:9000");

  static final Variable<Optional<String>> S3_REGION =
      plain(
              "S3_REGION",
              "",
              "a region of letters, digits and hyphens, such as eu-central-1",
              "the bucket's region; without, what AWS's own settings say, or us-east-1",
              StoreTexts::region)
          .example("eu-central-1");

  static final Variable<Optional<String>> S3_BUCKET =
      plain(
              "S3_BUCKET",
              "",
              "3 to 63 letters, digits, hyphens, dots and underscores",
              "where recordings are uploaded to; it must exist",
              StoreTexts::bucket)
          .example("calls");

  static final Variable<Optional<String>> S3_ACCESS_KEY =
      plain(
              "S3_ACCESS_KEY",
              "",
              "an access key of printable ASCII characters",
              "who uploads; without, the AWS client looks where AWS programs look",
              Values::optionalAscii)
          .example("sluice");

  static final Variable<Optional<String>> S3_SECRET_KEY =
      secret(
              "S3_SECRET_KEY",
              "a secret key of printable ASCII characters",
              "the secret of S3_ACCESS_KEY",
              Values::optionalAscii)
          .example("<openssl rand -hex 24>");

  static final Variable<Optional<String>> S3_SESSION_TOKEN =
      secret(
              "S3_SESSION_TOKEN",
              "a token of printable ASCII characters",
              "what temporary credentials have besides",
              Values::optionalAscii)
          .example("<of temporary credentials>");

  static final Variable<Boolean> S3_USE_SSL =
      plain(
          "S3_USE_SSL",
          "1",
          "0 or 1",
          "whether an S3_ENDPOINT without http:// or https:// is spoken to by HTTPS",
          Values::flag);

  static final Variable<Addressing> S3_PATH_STYLE =
      plain(
          "S3_PATH_STYLE",
          "auto",
          "0, 1, or auto: 1 for all stores but Amazon's",
          "whether the bucket stands in the path rather than in the host name",
          StoreTexts::addressing);

  static final Variable<String> S3_PREFIX =
      plain(
              "S3_PREFIX",
              "",
              "up to 512 letters, digits and !-_.*'()/, without empty, . or .. parts",
              "what the names of all objects begin with, such as meetings/2026",
              StoreTexts::prefix)
          .example("meetings/2026");

  static final Variable<StoreClient> S3_CLIENT =
      plain(
          "S3_CLIENT",
          "auto",
          "aws, minio, or auto: the AWS SDK for Amazon, the MinIO client for other stores",
          "who talks to the store",
          text -> Values.constant(StoreClient.class, text));

  static final Variable<Begin> S3_UPLOAD =
      plain(
          "S3_UPLOAD",
          "live",
          "live or after",
          "whether files are uploaded while they grow, or once they are finished",
          StoreTexts::begin);

  static final Variable<Encryption> S3_SSE =
      plain(
          "S3_SSE",
          "none",
          "none for what the bucket does, AES256, aws:kms or customer",
          "how the store encrypts objects",
          StoreTexts::encryption);

  static final Variable<Optional<String>> S3_SSE_KMS_KEY =
      plain(
              "S3_SSE_KMS_KEY",
              "",
              "a key's id, alias or ARN",
              "the key for S3_SSE=aws:kms; without, the store's default",
              Values::optionalAscii)
          .example("alias/recordings");

  static final Variable<Optional<String>> S3_SSE_CUSTOMER_KEY =
      secret(
              "S3_SSE_CUSTOMER_KEY",
              "32 bytes in Base64",
              "the key for S3_SSE=customer, which the store never keeps: HTTPS only, and no links",
              StoreTexts::customerKey)
          .example("<openssl rand -base64 32>");

  static final Variable<Map<String, String>> S3_TAGS =
      plain(
              "S3_TAGS",
              "",
              "up to 10 name=value pairs with commas between them, each name once",
              "tags of every object",
              StoreTexts::tags)
          .example("team=video,keep=1y");

  static final Variable<Map<String, String>> S3_METADATA =
      plain(
              "S3_METADATA",
              "",
              "up to 1500 characters of name=value pairs with commas between them, each name once, of"
                  + " lower-case letters, digits and hyphens",
              "user metadata of every object",
              StoreTexts::metadata)
          .example("origin=sluice");

  static final Variable<Optional<String>> S3_STORAGE_CLASS =
      plain(
              "S3_STORAGE_CLASS",
              "",
              "a name of capital letters, digits and underscores, such as STANDARD_IA",
              "the storage class of objects; without, the store's default",
              StoreTexts::storageClass)
          .example("STANDARD_IA");

  static final Variable<Optional<Path>> S3_CA_FILE =
      plain(
              "S3_CA_FILE",
              "",
              "a PEM file with certificates",
              "who may have signed the store's certificate, beside those Java trusts",
              Values::optionalPath)
          .example("/etc/sluice/store-ca.pem");

  static final Variable<Verify> S3_VERIFY =
      plain(
          "S3_VERIFY",
          "checksum",
          "checksum or read",
          "how an upload is verified: by the store's checksums, or by reading everything back",
          StoreTexts::verify);

  static final Variable<Checksums> S3_CHECKSUMS =
      plain(
          "S3_CHECKSUMS",
          "md5",
          "md5, which every store knows, or library for the client's own (CRC32, SHA-256)",
          "how a store can tell that what it was sent came whole",
          text -> Values.constant(Checksums.class, text));

  static final Variable<Long> S3_PART_BYTES =
      plain(
          "S3_PART_BYTES",
          "8M",
          "5M to 5G",
          "the first parts of an upload; each further thousand has twice the size",
          StoreTexts::partBytes);

  static final Variable<PartPlan.Growth> S3_PARTS =
      plain(
          "S3_PARTS",
          "doubling",
          "doubling, or equal for stores that insist on it, such as Cloudflare R2",
          "how parts grow; 10,000 equal ones of 8 MiB end a file at 78 GiB",
          text -> Values.constant(PartPlan.Growth.class, text));

  static final Variable<Integer> UPLOAD_THREADS =
      plain(
          "UPLOAD_THREADS",
          "2",
          "1 to 64",
          "how many uploads go on at once",
          text -> Values.integer(text, 1, 64));

  static final Variable<Integer> S3_LINK_SECONDS =
      plain(
          "S3_LINK_SECONDS",
          "900",
          "60 to " + MAX_LINK_SECONDS,
          "how long a link to a recording in the store can be used",
          text -> Values.integer(text, 60, MAX_LINK_SECONDS));

  static final List<Variable<?>> ALL =
      List.of(
          UPLOAD_RECORDINGS,
          DELETE_RECORDING_AFTER_UPLOAD,
          S3_ENDPOINT,
          S3_REGION,
          S3_BUCKET,
          S3_ACCESS_KEY,
          S3_SECRET_KEY,
          S3_SESSION_TOKEN,
          S3_USE_SSL,
          S3_PATH_STYLE,
          S3_PREFIX,
          S3_CLIENT,
          S3_UPLOAD,
          S3_SSE,
          S3_SSE_KMS_KEY,
          S3_SSE_CUSTOMER_KEY,
          S3_TAGS,
          S3_METADATA,
          S3_STORAGE_CLASS,
          S3_CA_FILE,
          S3_VERIFY,
          S3_CHECKSUMS,
          S3_PART_BYTES,
          S3_PARTS,
          UPLOAD_THREADS,
          S3_LINK_SECONDS);

  private StoreVariables() {}
}
