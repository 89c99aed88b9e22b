package dev.sluice.server.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates in header fields: IMF-fixdate, RFC 9110 section 5.6.7. */
public final class HttpDate {

  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private HttpDate() {}

  /** Such as {@code Wed, 09 Oct 2024 10:00:00 GMT}; parts of seconds are left out. */
  public static String format(Instant instant) {
    return IMF_FIXDATE.format(instant);
  }
}
