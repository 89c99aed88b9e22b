package dev.sluice.server.room;

import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.transport.TransportReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All there is to say about somebody in a room at one moment. Loss is a fraction from 0 to 1.
 *
 * @param hidden whether others are not to know of it
 * @param joinedNanos when, on the server's monotonic clock
 * @param receiveBps what came from it in the last second, in bits per second
 * @param sendBps what it was sent, likewise
 * @param published its tracks
 * @param slots what it receives
 */
public record MemberReport(
    ParticipantId id,
    String name,
    Map<String, String> metadata,
    Membership.Role role,
    boolean hidden,
    long joinedNanos,
    boolean signalingConnected,
    boolean mediaConnected,
    ConnectionQuality quality,
    long receiveBps,
    long sendBps,
    List<Published> published,
    List<Slot> slots,
    TransportReport transport) {

  public MemberReport {
    metadata = Map.copyOf(metadata);
    published = List.copyOf(published);
    slots = List.copyOf(slots);
  }

  /** A track it publishes. */
  public record Published(TrackInfo track, List<Encoding> encodings) {

    public Published {
      encodings = List.copyOf(encodings);
    }
  }

  /**
   * One encoding of a published track, as it arrives.
   *
   * @param layer what is known of its picture; of no meaning for sound but the bitrate
   * @param lost packets missing so far, sent again or not
   * @param recentLoss in the last report interval
   * @param retransmissions packets that came again
   * @param keyframeRequests sent to the publisher
   */
  public record Encoding(
      LayerInfo layer,
      Codec codec,
      int ssrc,
      long packets,
      long bytes,
      long lost,
      double recentLoss,
      double jitterMillis,
      long nacksSent,
      long retransmissions,
      long keyframeRequests) {}

  /**
   * A receive slot and what is in it.
   *
   * @param publisher whose track it is
   * @param decision which encoding it gets, and why
   * @param layers of the track
   * @param ssrc of what is sent
   * @param retransmitted packets sent again on request
   * @param lost packets missing by the receiver's count; may be negative
   * @param recentLoss in the receiver's last report interval
   * @param roundTripMillis smoothed; 0 before the first measurement
   */
  public record Slot(
      String mid,
      MediaKind kind,
      Optional<TrackId> track,
      Optional<ParticipantId> publisher,
      boolean pinned,
      LayerDecision decision,
      List<LayerInfo> layers,
      int ssrc,
      long packets,
      long payloadBytes,
      long retransmitted,
      long lost,
      double recentLoss,
      double jitterMillis,
      double roundTripMillis) {

    public Slot {
      layers = List.copyOf(layers);
    }
  }
}
