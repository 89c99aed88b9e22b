package dev.sluice.server.room;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What participants tell each other: messages, their profiles, and what they write on the room.
 * Owned by the room's loop.
 */
final class RoomTalk {

  private final RoomOptions options;
  private final Roster roster;
  private Map<String, String> roomMetadata = Map.of();

  RoomTalk(RoomOptions options, Roster roster) {
    this.options = options;
    this.roster = roster;
  }

  Map<String, String> roomMetadata() {
    return roomMetadata;
  }

  void broadcast(Participant from, RoomCommand.Broadcast message) throws RoomRefusal {
    checkPermitted(from, "send messages");
    int size = utf8Length(message.topic()) + utf8Length(message.payload());
    if (size > options.maxMessageBytes()) {
      throw new RoomRefusal(
          RoomErrorCode.TOO_LARGE,
          "a message may have " + options.maxMessageBytes() + " bytes, this one has " + size);
    }
    RoomEvent event = new RoomEvent.Message(from.id(), message.topic(), message.payload());
    if (message.to().isEmpty()) {
      roster.tellOthers(from, event);
      return;
    }
    // once each, however often they are named
    Set<Participant> addressees = new LinkedHashSet<>();
    for (ParticipantId id : message.to()) {
      addressees.add(
          roster
              .findVisible(id)
              .orElseThrow(
                  () ->
                      new RoomRefusal(
                          RoomErrorCode.NO_SUCH_PARTICIPANT, "nobody here is called " + id)));
    }
    addressees.forEach(addressee -> addressee.tell(event));
  }

  void updateProfile(Participant who, RoomCommand.UpdateProfile update) throws RoomRefusal {
    checkMetadata(update.metadata());
    update.name().ifPresent(who::rename);
    who.metadata(update.metadata());
    who.tell(new RoomEvent.ParticipantUpdated(who.info()));
    roster.announce(who, new RoomEvent.ParticipantUpdated(who.info()));
  }

  void updateRoomMetadata(Participant who, Map<String, String> metadata) throws RoomRefusal {
    checkPermitted(who, "change the room's metadata");
    checkMetadata(metadata);
    roomMetadata = Map.copyOf(metadata);
    roster.tellEverybody(new RoomEvent.RoomUpdated(roomMetadata));
  }

  private static void checkPermitted(Participant who, String what) throws RoomRefusal {
    if (!who.permissions().permitsData()) {
      throw new RoomRefusal(RoomErrorCode.NOT_PERMITTED, "you may not " + what);
    }
  }

  void checkMetadata(Map<String, String> metadata) throws RoomRefusal {
    int size = 0;
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      size += utf8Length(entry.getKey()) + utf8Length(entry.getValue());
    }
    if (size > options.maxMetadataBytes()) {
      throw new RoomRefusal(
          RoomErrorCode.TOO_LARGE,
          "metadata may have " + options.maxMetadataBytes() + " bytes, these have " + size);
    }
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
