package dev.sluice.server.signaling.wish;

import dev.sluice.server.room.Membership;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;

/**
 * Who wants into a room by HTTP, and as what.
 *
 * @param participant the id wished for
 * @param name for people
 */
public record Entrant(RoomId room, ParticipantId participant, String name, Membership membership) {}
