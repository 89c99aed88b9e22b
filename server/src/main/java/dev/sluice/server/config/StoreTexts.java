package dev.sluice.server.config;

import dev.sluice.recorder.upload.PartPlan;
import dev.sluice.recorder.upload.StoreEncryption;
import dev.sluice.recorder.upload.StoreOptions;
import dev.sluice.recorder.upload.UploadOptions.Begin;
import dev.sluice.recorder.upload.UploadOptions.Verify;
import dev.sluice.server.config.StoreConfig.Addressing;
import dev.sluice.server.config.StoreConfig.Encryption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How the texts of a store's variables become values. */
final class StoreTexts {

  private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{2,62}");
  private static final Pattern STORAGE_CLASS = Pattern.compile("[A-Z0-9_]{1,64}");

  /** Characters S3 calls safe in keys, so that no tool has to quote them. */
  private static final Pattern PREFIX_PART = Pattern.compile("[A-Za-z0-9!_.*'()-]+");

  private static final int MAX_PREFIX = 512;

  /** What S3 allows: ten tags, names of 128 and values of 256 characters. */
  private static final int MAX_TAGS = 10;

  private static final Pattern TAG_NAME = Pattern.compile("[\\p{L}\\p{N} +._:/@-]{1,128}");
  private static final Pattern TAG_VALUE = Pattern.compile("[\\p{L}\\p{N} +=._:/@-]{0,256}");

  /** S3 takes 2 KiB of user metadata; the recorder adds some of its own. */
  private static final int MAX_METADATA = 1500;

  private static final Pattern METADATA_NAME = Pattern.compile("[a-z0-9-]{1,128}");
  private static final Pattern METADATA_VALUE = Pattern.compile("[ -~]*");

  private StoreTexts() {}

  /** As it stands, but known to be one. */
  static Optional<String> endpoint(String text) {
    Optional<String> endpoint = Values.optional(text);
    endpoint.ifPresent(
        address -> Values.require(StoreOptions.endpoint(address, true).getPort() <= 65_535));
    return endpoint;
  }

  static Optional<String> region(String text) {
    return matching(text, REGION);
  }

  static Optional<String> bucket(String text) {
    return matching(text, BUCKET);
  }

  static Optional<String> storageClass(String text) {
    return matching(text, STORAGE_CLASS);
  }

  static Addressing addressing(String text) {
    if (text.equalsIgnoreCase("auto")) {
      return Addressing.AUTO;
    }
    return Values.flag(text) ? Addressing.PATH : Addressing.HOST;
  }

  static Encryption encryption(String text) {
    return switch (text) {
      case "none" -> Encryption.NONE;
      case "AES256" -> Encryption.S3;
      case "aws:kms" -> Encryption.KMS;
      case "customer" -> Encryption.CUSTOMER;
      default -> throw new IllegalArgumentException("no encryption");
    };
  }

  static Optional<String> customerKey(String text) {
    Optional<String> key = Values.optional(text);
    key.ifPresent(each -> Values.require(new StoreEncryption.OwnKey(each).bytes().length > 0));
    return key;
  }

  static Begin begin(String text) {
    return switch (text) {
      case "live" -> Begin.WHILE_RECORDING;
      case "after" -> Begin.WHEN_FINISHED;
      default -> throw new IllegalArgumentException("no moment");
    };
  }

  static Verify verify(String text) {
    return switch (text) {
      case "checksum" -> Verify.ETAG_OR_READ_BACK;
      case "read" -> Verify.READ_BACK;
      default -> throw new IllegalArgumentException("no verification");
    };
  }

  static long partBytes(String text) {
    long bytes = Values.bytes(text);
    Values.require(bytes >= PartPlan.MIN_PART_BYTES && bytes <= PartPlan.MAX_PART_BYTES);
    return bytes;
  }

  /** Without slashes around it. */
  static String prefix(String text) {
    Values.require(text.length() <= MAX_PREFIX);
    String trimmed = text.replaceAll("^/|/$", "");
    if (trimmed.isEmpty()) {
      return "";
    }
    for (String part : trimmed.split("/", -1)) {
      Values.require(
          PREFIX_PART.matcher(part).matches() && !part.equals(".") && !part.equals(".."));
    }
    return trimmed;
  }

  static Map<String, String> tags(String text) {
    Map<String, String> tags = pairs(text, TAG_NAME, TAG_VALUE);
    Values.require(tags.size() <= MAX_TAGS);
    return tags;
  }

  static Map<String, String> metadata(String text) {
    Values.require(text.length() <= MAX_METADATA);
    return pairs(text, METADATA_NAME, METADATA_VALUE);
  }

  private static Map<String, String> pairs(String text, Pattern name, Pattern value) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : Values.list(text)) {
      int equals = pair.indexOf('=');
      Values.require(equals > 0);
      String left = pair.substring(0, equals).strip();
      String right = pair.substring(equals + 1).strip();
      Values.require(name.matcher(left).matches() && value.matcher(right).matches());
      Values.require(pairs.put(left, right) == null);
    }
    return pairs;
  }

  private static Optional<String> matching(String text, Pattern form) {
    Optional<String> value = Values.optional(text);
    value.ifPresent(each -> Values.require(form.matcher(each).matches()));
    return value;
  }
}
