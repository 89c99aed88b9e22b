package dev.sluice.server.http;

/** Lists of entity tags in conditional requests. RFC 9110 sections 8.8.3 and 13.1. */
final class EntityTags {

  private EntityTags() {}

  /**
   * If-None-Match: whether {@code tag} is in {@code header}, by weak comparison.
   *
   * @param tag a strong one, with its quotes
   */
  static boolean matchWeakly(String header, String tag) {
    for (String part : header.split(",")) {
      String candidate = part.strip();
      if (candidate.equals("*") || candidate.equals(tag) || candidate.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }

  /**
   * If-Match: whether {@code tag} is in {@code header}, by strong comparison.
   *
   * @param tag a strong one, with its quotes
   */
  static boolean matchStrongly(String header, String tag) {
    for (String part : header.split(",")) {
      String candidate = part.strip();
      if (candidate.equals("*") || candidate.equals(tag)) {
        return true;
      }
    }
    return false;
  }
}
