package dev.sluice.server.room;

import java.util.List;
import java.util.Map;

/**
 * A snapshot of one room. Counters only grow during the room's life.
 *
 * @param takenNanos when, on the server's monotonic clock
 * @param packets what went through the room
 * @param drops packets not processed or not forwarded, by reason (a small closed set)
 */
public record RoomStats(
    RoomId id,
    long takenNanos,
    List<ParticipantStats> participants,
    int publications,
    int subscriptions,
    PacketCounters packets,
    Map<String, Long> drops) {

  public RoomStats {
    participants = List.copyOf(participants);
    drops = Map.copyOf(drops);
  }

  /**
   * Packet counters of a room or a participant, seen from the server. Bytes count RTP without SRTP
   * and UDP overhead.
   *
   * @param lostReceived packets lost on the way from publishers, sent again later or not
   * @param retransmitted packets sent again on request
   */
  public record PacketCounters(
      long rtpReceived,
      long rtpBytesReceived,
      long rtpSent,
      long rtpBytesSent,
      long lostReceived,
      long nacksSent,
      long nacksReceived,
      long retransmitted,
      long retransmissionsReceived,
      long keyframeRequestsSent,
      long keyframeRequestsReceived,
      long transportFeedbackSent) {

    public static final PacketCounters ZERO =
        new PacketCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The sum of both. */
    public PacketCounters plus(PacketCounters other) {
      return new PacketCounters(
          rtpReceived + other.rtpReceived,
          rtpBytesReceived + other.rtpBytesReceived,
          rtpSent + other.rtpSent,
          rtpBytesSent + other.rtpBytesSent,
          lostReceived + other.lostReceived,
          nacksSent + other.nacksSent,
          nacksReceived + other.nacksReceived,
          retransmitted + other.retransmitted,
          retransmissionsReceived + other.retransmissionsReceived,
          keyframeRequestsSent + other.keyframeRequestsSent,
          keyframeRequestsReceived + other.keyframeRequestsReceived,
          transportFeedbackSent + other.transportFeedbackSent);
    }
  }

  /** A snapshot of one participant. */
  public record ParticipantStats(
      ParticipantId id,
      String name,
      boolean signalingConnected,
      boolean mediaConnected,
      List<TrackInfo> tracks,
      int subscriptions,
      PacketCounters packets,
      ConnectionQuality quality) {

    public ParticipantStats {
      tracks = List.copyOf(tracks);
    }
  }
}
