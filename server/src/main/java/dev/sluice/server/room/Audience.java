package dev.sluice.server.room;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the viewers of a room informed, and notices those who have had nobody to watch for too
 * long. Owned by the room's loop.
 */
final class Audience {

  private final RoomOptions options;
  private final Roster roster;
  private final Views views;
  private final RoomRecording recording;
  private final Map<Participant, Viewer> viewers = new LinkedHashMap<>();

  Audience(RoomOptions options, Roster roster, Views views, RoomRecording recording) {
    this.options = options;
    this.roster = roster;
    this.views = views;
    this.recording = recording;
  }

  void add(Participant who, long nowNanos) {
    viewers.put(who, new Viewer(who, nowNanos));
  }

  void forget(Participant who) {
    viewers.remove(who);
  }

  /** Tells the viewers what changed and returns those whose patience is over. */
  List<Participant> onSecond(long nowNanos) {
    List<Participant> unserved = new ArrayList<>();
    for (Viewer viewer : viewers.values()) {
      List<Participant> shown = views.shownTo(viewer.who);
      viewer.tell(shown, roster.viewers().size(), recording.info());
      if (!shown.isEmpty()) {
        viewer.servedNanos = nowNanos;
      } else if (nowNanos - viewer.servedNanos >= options.viewerGraceNanos()) {
        unserved.add(viewer.who);
      }
    }
    return unserved;
  }

  /** What one viewer has been told. */
  private static final class Viewer {

    private static final int NOTHING_TOLD = -1;

    private final Participant who;
    private final LayerReport layers;
    private long servedNanos;
    private int toldCount = NOTHING_TOLD;
    private RoomEvent.PublishersChanged toldPublishers;
    private RecordingInfo toldRecording = RecordingInfo.NONE;

    Viewer(Participant who, long nowNanos) {
      this.who = who;
      this.layers = new LayerReport(who);
      this.servedNanos = nowNanos;
    }

    void tell(List<Participant> shown, int count, RecordingInfo recording) {
      boolean active = false;
      for (int i = 0; i < shown.size() && !active; i++) {
        active = shown.get(i).transport().connected();
      }
      if (toldPublishers == null || toldPublishers.active() != active) {
        toldPublishers = new RoomEvent.PublishersChanged(active);
        who.tell(toldPublishers);
      }
      if (toldCount != count) {
        toldCount = count;
        who.tell(new RoomEvent.ViewerCountChanged(count));
      }
      if (!toldRecording.equals(recording)) {
        toldRecording = recording;
        who.tell(new RoomEvent.RecordingChanged(recording));
      }
      layers.takeChange().ifPresent(slots -> who.tell(new RoomEvent.LayersChanged(slots)));
    }
  }
}
