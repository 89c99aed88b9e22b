package dev.sluice.server.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line, in which what the line is about has fields of its own: {@code room},
 * {@code participant}, {@code session}, {@code trace_id}, {@code span_id}.
 */
final class JsonLines extends JsonEncoder {

  JsonLines() {
    setWithSequenceNumber(false);
    setWithNanoseconds(false);
    setWithContext(false);
    setWithMarkers(false);
    setWithMDC(false);
    setWithKVPList(false);
    setWithArguments(false);
    setWithMessage(false);
    setWithFormattedMessage(true);
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    byte[] encoded = super.encode(event);
    if (event.getKeyValuePairs() == null || event.getKeyValuePairs().isEmpty()) {
      return encoded;
    }
    String object = new String(encoded, UTF_8);
    int end = object.lastIndexOf('}');
    StringBuilder line = new StringBuilder(object.length() + 200).append(object, 0, end);
    JsonStringEncoder json = JsonStringEncoder.getInstance();
    for (KeyValuePair field : event.getKeyValuePairs()) {
      line.append(",\"").append(json.quoteAsString(field.key)).append("\":\"");
      line.append(json.quoteAsString(String.valueOf(field.value))).append('"');
    }
    return line.append(object, end, object.length()).toString().getBytes(UTF_8);
  }
}
