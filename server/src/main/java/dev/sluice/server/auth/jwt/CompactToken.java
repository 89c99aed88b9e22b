package dev.sluice.server.auth.jwt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import dev.sluice.server.auth.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JWS in compact form (RFC 7515 section 7.1), taken apart but not believed yet. Strict, so that
 * no two programs read the same token differently: no duplicate names, no deep nesting, UTF-8.
 *
 * @param signingText header and claims as they were sent
 * @param header alg and kid may be trusted to be there or not, and no more
 * @param claims a JSON object
 */
record CompactToken(JWSHeader header, String signingText, Base64URL signature, JsonNode claims) {

  /** More than any token with sensible claims has; a header line holds it too. */
  static final int MAX_CHARS = 8192;

  private static final int MAX_DEPTH = 8;
  private static final int ID_BYTES = 16;

  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]*)");

  /** Keys, or where to get them, that a token brings along: RFC 8725 section 3.10. */
  private static final Set<String> REFUSED_HEADERS =
      Set.of("crit", "b64", "jku", "jwk", "x5u", "x5c", "cty", "zip", "enc");

  private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

  private static final ObjectReader JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(32)
                          .maxStringLength(MAX_CHARS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  /** Three parts with dots between them. */
  static boolean looksLikeOne(String token) {
    return FORM.matcher(token).matches();
  }

  /**
   * Takes a token apart.
   *
   * @throws RefusedException when it is none that is read here
   */
  static CompactToken parse(String token) throws RefusedException {
    if (token.length() > MAX_CHARS) {
      throw RefusedException.malformed("longer than " + MAX_CHARS + " characters");
    }
    Matcher parts = FORM.matcher(token);
    if (!parts.matches()) {
      throw RefusedException.malformed("not three parts in base64url");
    }
    checkHeader(object(parts.group(1)));
    JWSHeader header;
    try {
      header = JWSHeader.parse(new Base64URL(parts.group(1)));
    } catch (ParseException | IllegalArgumentException e) {
      throw RefusedException.malformed("not a JWS header");
    }
    return new CompactToken(
        header,
        token.substring(0, parts.end(2)),
        new Base64URL(parts.group(3)),
        object(parts.group(2)));
  }

  private static void checkHeader(JsonNode header) throws RefusedException {
    if (header.path("alg").asText().equalsIgnoreCase("none")) {
      throw new RefusedException(Refusal.WRONG_ALGORITHM, "alg none");
    }
    for (String name : REFUSED_HEADERS) {
      if (header.has(name)) {
        throw RefusedException.malformed("header " + name);
      }
    }
    JsonNode type = header.get("typ");
    if (type != null && !(type.isTextual() && TYPES.contains(mediaType(type.textValue())))) {
      throw RefusedException.malformed("typ");
    }
  }

  /** RFC 7515 section 4.1.9: what stands before the slash may be left out. */
  private static String mediaType(String text) {
    String type = text.toLowerCase(Locale.ROOT);
    return type.startsWith("application/") ? type.substring("application/".length()) : type;
  }

  private static JsonNode object(String base64) throws RefusedException {
    JsonNode node;
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(base64);
      // Jackson would take UTF-16 and UTF-32 too
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      node = JSON.readTree(text);
    } catch (CharacterCodingException e) {
      throw RefusedException.malformed("not UTF-8");
    } catch (IOException | IllegalArgumentException e) {
      throw RefusedException.malformed("not JSON");
    }
    if (!node.isObject()) {
      throw RefusedException.malformed("not a JSON object");
    }
    return node;
  }

  /** What is signed: RFC 7515 section 5.2. */
  byte[] signingInput() {
    return signingText.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Names a token that has no {@code jti}. What is signed cannot be written in another way, unlike
   * an ECDSA signature: so a copy with another signature has the same name.
   */
  String digestId() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(signingInput());
      return "sha256-"
          + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, ID_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
