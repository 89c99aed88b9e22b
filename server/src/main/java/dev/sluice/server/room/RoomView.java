package dev.sluice.server.room;

import dev.sluice.server.rtp.PayloadFormat;
import java.util.List;

/**
 * What a view of a room shows at the moment.
 *
 * @param publishers those whose tracks it shows, in order of arrival
 * @param formats what these tracks are sent in, each once; payload types are the publishers' own
 * @param viewers how many viewers the whole room has
 */
public record RoomView(List<ParticipantInfo> publishers, List<PayloadFormat> formats, int viewers) {

  /** A room where nobody is. */
  public static final RoomView EMPTY = new RoomView(List.of(), List.of(), 0);

  public RoomView {
    publishers = List.copyOf(publishers);
    formats = List.copyOf(formats);
  }
}
