package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples and rules of RFC 9110 section 14. */
class ByteRangeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // section 14.1.2, of a representation of 10000 bytes
        "bytes=0-499       | 10000 | 0-499",
        "bytes=500-999     | 10000 | 500-999",
        "bytes=-500        | 10000 | 9500-9999",
        "bytes=9500-       | 10000 | 9500-9999",
        "bytes=0-0         | 10000 | 0-0",
        "bytes=-1          | 10000 | 9999-9999",
        "BYTES=0-0         | 10000 | 0-0",
        "bytes = 0 - 0     | 10000 | 0-0",
        "bytes=0-0,        | 10000 | 0-0",
        "bytes=,0-0        | 10000 | 0-0",
        "bytes=0000-0007   | 10000 | 0-7",
        // what is beyond the end is cut
        "bytes=9990-20000  | 10000 | 9990-9999",
        "bytes=-20000      | 10000 | 0-9999",
        "bytes=0-          | 1     | 0-0",
        "bytes=0-99999999999999999999999999 | 10 | 0-9",
        "bytes=-99999999999999999999999999  | 10 | 0-9",
        // nothing of it is there
        "bytes=10000-      | 10000 | none",
        "bytes=10000-10001 | 10000 | none",
        "bytes=-0          | 10000 | none",
        "bytes=0-          | 0     | none",
        "bytes=99999999999999999999999999-  | 10 | none",
        // section 14.2: what is not understood is ignored
        "bytes=500-400     | 10000 | whole",
        "bytes=            | 10000 | whole",
        "bytes             | 10000 | whole",
        "bytes=-           | 10000 | whole",
        "bytes=a-b         | 10000 | whole",
        "bytes=1-2-3       | 10000 | whole",
        "bytes=--1         | 10000 | whole",
        "bytes=+1-2        | 10000 | whole",
        "bytes=0x1-2       | 10000 | whole",
        "items=0-1         | 10000 | whole",
        "bytes=-5          | 0     | whole",
        // several at once are not served
        "bytes=0-0,-1      | 10000 | whole",
      })
  void understands(String header, long length, String expected) {
    assertEquals(expected, text(ByteRange.of(header, length)));
  }

  private static String text(ByteRange range) {
    if (range instanceof ByteRange.Part part) {
      return part.first() + "-" + part.last();
    }
    return range instanceof ByteRange.Whole ? "whole" : "none";
  }

  @Test
  void understandsAllThreeFormsOfDates() {
    Optional<Instant> time = Optional.of(Instant.parse("1994-11-06T08:49:37Z"));
    assertEquals(time, HttpDate.parse("Sun, 06 Nov 1994 08:49:37 GMT"));
    assertEquals(time, HttpDate.parse("Sunday, 06-Nov-94 08:49:37 GMT"));
    assertEquals(time, HttpDate.parse("Sun Nov  6 08:49:37 1994"));
    assertEquals(Optional.empty(), HttpDate.parse("yesterday"));
    assertEquals(Optional.empty(), HttpDate.parse("Sun, 36 Nov 1994 08:49:37 GMT"));
  }
}
