package dev.sluice.server.room;

import dev.sluice.server.room.Membership.Role;
import java.util.List;
import java.util.Map;

/**
 * A snapshot of one room. Counters only grow during the room's life.
 *
 * @param takenNanos when, on the server's monotonic clock
 * @param members everybody, viewers included
 * @param refusedJoins how many, by why
 * @param departures how many have gone, by who and why
 * @param packets what went through the room
 * @param recording whether it is recorded
 * @param drops packets not processed or not forwarded, by reason (a small closed set)
 */
public record RoomStats(
    RoomId id,
    long takenNanos,
    List<ParticipantStats> members,
    int publications,
    int subscriptions,
    RecordingInfo recording,
    Map<RoomErrorCode, Long> refusedJoins,
    Map<Departure, Long> departures,
    PacketCounters packets,
    Map<String, Long> drops) {

  public RoomStats {
    members = List.copyOf(members);
    refusedJoins = Map.copyOf(refusedJoins);
    departures = Map.copyOf(departures);
    drops = Map.copyOf(drops);
  }

  /** What kind of member went, and why. */
  public record Departure(Role role, LeaveReason reason) {}

  /** The same without those whom others are not to know of. */
  public RoomStats shown() {
    return new RoomStats(
        id,
        takenNanos,
        members.stream().filter(member -> !member.hidden()).toList(),
        publications,
        subscriptions,
        recording,
        refusedJoins,
        departures,
        packets,
        drops);
  }

  /** How many members of this role there are. */
  public int count(Role role) {
    return (int) members.stream().filter(member -> member.role() == role).count();
  }

  /** How many are in the room for others to see: all but the viewers. */
  public int present() {
    return members.size() - count(Role.VIEWER);
  }

  /** How many viewers there are, and participants who receive at least one track. */
  public int subscribers() {
    return (int)
        members.stream()
            .filter(member -> member.role() == Role.VIEWER || member.subscriptions() > 0)
            .count();
  }

  /**
   * Packet counters of a room or a participant, seen from the server. Bytes count RTP without SRTP
   * and UDP overhead.
   *
   * @param lostReceived packets lost on the way from publishers, sent again later or not
   * @param lostSent packets that receivers reported lost
   * @param retransmitted packets sent again on request
   * @param layersRaised how often a receiver went over to a better encoding of what it sees
   * @param layersLowered the same to a worse one
   */
  public record PacketCounters(
      long rtpReceived,
      long rtpBytesReceived,
      long rtpSent,
      long rtpBytesSent,
      long lostReceived,
      long lostSent,
      long nacksSent,
      long nacksReceived,
      long retransmitted,
      long retransmissionsReceived,
      long keyframeRequestsSent,
      long keyframeRequestsReceived,
      long transportFeedbackSent,
      long layersRaised,
      long layersLowered) {

    public static final PacketCounters ZERO =
        new PacketCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The sum of both. */
    public PacketCounters plus(PacketCounters other) {
      return new PacketCounters(
          rtpReceived + other.rtpReceived,
          rtpBytesReceived + other.rtpBytesReceived,
          rtpSent + other.rtpSent,
          rtpBytesSent + other.rtpBytesSent,
          lostReceived + other.lostReceived,
          lostSent + other.lostSent,
          nacksSent + other.nacksSent,
          nacksReceived + other.nacksReceived,
          retransmitted + other.retransmitted,
          retransmissionsReceived + other.retransmissionsReceived,
          keyframeRequestsSent + other.keyframeRequestsSent,
          keyframeRequestsReceived + other.keyframeRequestsReceived,
          transportFeedbackSent + other.transportFeedbackSent,
          layersRaised + other.layersRaised,
          layersLowered + other.layersLowered);
    }
  }

  /**
   * A snapshot of one member.
   *
   * @param network what is measured of its path and of no interest to the other members
   * @param signalingConnected false for those who have no signaling connection by nature as well
   * @param hidden whether the others are not to know of it
   */
  public record ParticipantStats(
      ParticipantId id,
      String name,
      Role role,
      boolean signalingConnected,
      boolean mediaConnected,
      List<TrackInfo> tracks,
      int subscriptions,
      PacketCounters packets,
      ConnectionQuality quality,
      NetworkFigures network,
      boolean hidden) {

    public ParticipantStats {
      tracks = List.copyOf(tracks);
    }

    /** Of somebody whom the others see. */
    public ParticipantStats(
        ParticipantId id,
        String name,
        Role role,
        boolean signalingConnected,
        boolean mediaConnected,
        List<TrackInfo> tracks,
        int subscriptions,
        PacketCounters packets,
        ConnectionQuality quality,
        NetworkFigures network) {
      this(
          id,
          name,
          role,
          signalingConnected,
          mediaConnected,
          tracks,
          subscriptions,
          packets,
          quality,
          network,
          false);
    }
  }

  /**
   * How one member's packets travel.
   *
   * @param receiveJitterSeconds the worst interarrival jitter of what it publishes, RFC 3550 6.4.1
   * @param sendJitterSeconds the same of what it is sent, as it reports
   * @param estimateBps what it says that it can take in total, in bits per second; -1 when it does
   *     not say (only receivers that agreed to REMB do)
   */
  public record NetworkFigures(
      double receiveJitterSeconds, double sendJitterSeconds, long estimateBps) {

    /** Nothing has been measured. */
    public static final NetworkFigures NONE = new NetworkFigures(0, 0, -1);
  }
}
