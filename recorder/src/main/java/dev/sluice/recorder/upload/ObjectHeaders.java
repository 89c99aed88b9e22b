package dev.sluice.recorder.upload;

import dev.sluice.recorder.upload.StoreEncryption.KeyManagement;
import dev.sluice.recorder.upload.StoreEncryption.OwnKey;
import dev.sluice.recorder.upload.StoreEncryption.StoreKey;
import dev.sluice.recorder.upload.StoreOptions.ObjectOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What objects are given, as S3 wants it said in headers: the same whichever library sends them.
 *
 * @param creation for requests that make an object, or begin to
 * @param access for every request that touches an object's bytes: the key of SSE-C
 */
public record ObjectHeaders(Map<String, String> creation, Map<String, String> access) {

  private static final String ENCRYPTION = "x-amz-server-side-encryption";
  private static final String CUSTOMER = ENCRYPTION + "-customer-";

  public ObjectHeaders {
    creation = Collections.unmodifiableMap(new TreeMap<>(creation));
    access = Collections.unmodifiableMap(new TreeMap<>(access));
  }

  public static ObjectHeaders of(ObjectOptions options) {
    Map<String, String> access = new TreeMap<>();
    if (options.encryption() instanceof OwnKey own) {
      access.put(CUSTOMER + "algorithm", "AES256");
      access.put(CUSTOMER + "key", own.key());
      access.put(CUSTOMER + "key-MD5", Digests.of(own.bytes()).md5Base64());
    }
    Map<String, String> creation = new TreeMap<>(access);
    options
        .metadata()
        .forEach(
            (name, value) -> creation.put("x-amz-meta-" + name.toLowerCase(Locale.ROOT), value));
    if (!options.tags().isEmpty()) {
      creation.put("x-amz-tagging", tagging(options.tags()));
    }
    options.storageClass().ifPresent(name -> creation.put("x-amz-storage-class", name));
    if (options.encryption() instanceof StoreKey) {
      creation.put(ENCRYPTION, "AES256");
    } else if (options.encryption() instanceof KeyManagement kms) {
      creation.put(ENCRYPTION, "aws:kms");
      kms.keyId().ifPresent(id -> creation.put(ENCRYPTION + "-aws-kms-key-id", id));
    }
    return new ObjectHeaders(creation, access);
  }

  private static String tagging(Map<String, String> tags) {
    return new TreeMap<>(tags)
        .entrySet().stream()
            .map(tag -> encoded(tag.getKey()) + "=" + encoded(tag.getValue()))
            .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
