package dev.sluice.server.e2e.libwebrtc;

import dev.sluice.protocol.ParticipantInfo;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.protocol.SlotInfo;
import dev.sluice.protocol.TrackInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The room as the server's messages tell it. Thread-safe. */
public final class RoomView {

  private final Map<String, ParticipantInfo> participants = new LinkedHashMap<>();
  private final Map<String, TrackInfo> tracks = new LinkedHashMap<>();
  private final Map<String, SlotInfo> slots = new LinkedHashMap<>();
  private final List<String> transportStates = new ArrayList<>();
  private String self = "";
  private String closed = "";

  public synchronized void apply(ServerMessage message) {
    if (message instanceof ServerMessage.Joined joined) {
      self = joined.participant().id();
      joined.participants().forEach(this::add);
      add(joined.participant());
      joined.slots().forEach(slot -> slots.put(slot.mid(), slot));
    } else if (message instanceof ServerMessage.ParticipantJoined came) {
      add(came.participant());
    } else if (message instanceof ServerMessage.ParticipantUpdated updated) {
      add(updated.participant());
    } else if (message instanceof ServerMessage.ParticipantLeft left) {
      participants.remove(left.participant());
      tracks.values().removeIf(track -> track.participant().equals(left.participant()));
    } else if (message instanceof ServerMessage.TrackPublished published) {
      tracks.put(published.track().id(), published.track());
    } else if (message instanceof ServerMessage.TrackUpdated updated) {
      tracks.put(updated.track().id(), updated.track());
    } else if (message instanceof ServerMessage.TrackUnpublished unpublished) {
      tracks.remove(unpublished.track());
    } else if (message instanceof ServerMessage.Slots changed) {
      changed.slots().forEach(slot -> slots.put(slot.mid(), slot));
    } else if (message instanceof ServerMessage.Transport transport) {
      transportStates.add(transport.state().wireName());
    } else if (message instanceof ServerMessage.Closed end) {
      closed = end.code().wireName();
    }
  }

  private void add(ParticipantInfo participant) {
    participants.put(participant.id(), participant);
    participant.tracks().forEach(track -> tracks.put(track.id(), track));
  }

  /** The names of the others, and whether each is connected. */
  synchronized Map<String, Boolean> others() {
    Map<String, Boolean> others = new LinkedHashMap<>();
    participants.values().stream()
        .filter(participant -> !participant.id().equals(self))
        .forEach(participant -> others.put(participant.name(), participant.connected()));
    return others;
  }

  public synchronized List<SlotInfo> slots() {
    return List.copyOf(slots.values());
  }

  synchronized Optional<TrackInfo> trackIn(SlotInfo slot) {
    return slot.track().map(tracks::get);
  }

  synchronized String nameOf(String participant) {
    ParticipantInfo known = participants.get(participant);
    return known == null ? "" : known.name();
  }

  /** The id of the client's own track in a section; empty when it publishes nothing there. */
  public synchronized Optional<String> ownTrack(String mid) {
    return tracks.values().stream()
        .filter(track -> track.participant().equals(self) && track.mid().equals(mid))
        .map(TrackInfo::id)
        .findFirst();
  }

  /** All that the server said about the client's transport, in its words. */
  synchronized List<String> transportStates() {
    return List.copyOf(transportStates);
  }

  /** Why the server closed the connection; empty while it is open. */
  public synchronized String closed() {
    return closed;
  }
}
