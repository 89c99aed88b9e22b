package dev.sluice.server.room.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.forwarding.SlotAssigner.Candidate;
import dev.sluice.server.room.forwarding.SlotAssigner.Content;
import dev.sluice.server.room.forwarding.SlotAssigner.Slot;
import dev.sluice.server.rtp.MediaKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/**
 * Slots are named a0, a1 … and v0, v1 …; tracks ann-mic, ann-cam, ann-screen, ann-sound after their
 * participant.
 */
class SlotAssignerTest {

  private final Map<String, Candidate<String, String>> tracks = new LinkedHashMap<>();
  private final Map<String, String> pins = new HashMap<>();
  private final Map<String, String> shown = new LinkedHashMap<>();
  private List<String> speakers = List.of();
  private int activeSpeakers;
  private BiPredicate<String, String> usable = (slot, track) -> true;

  @Test
  void emptySlotsStayEmptyWithoutTracks() {
    slots(1, 2);
    assertEquals("a0=- v0=- v1=-", assign());
  }

  @Test
  void participantsFillSlotsInTheOrderTheyCame() {
    slots(3, 3);
    person("ann");
    person("bob");
    assertEquals("a0=ann-mic a1=bob-mic a2=- v0=ann-cam v1=bob-cam v2=-", assign());
  }

  @Test
  void whatIsShownStaysWhereItIs() {
    slots(3, 3);
    person("ann");
    person("bob");
    person("cid");
    assign();
    tracks.remove("ann-cam");
    tracks.remove("ann-mic");
    assertEquals("a0=- a1=bob-mic a2=cid-mic v0=- v1=bob-cam v2=cid-cam", assign());
    speak(1, "cid", "bob");
    assertEquals("a0=- a1=bob-mic a2=cid-mic v0=- v1=bob-cam v2=cid-cam", assign());
    person("dan");
    assertEquals("a0=dan-mic a1=bob-mic a2=cid-mic v0=dan-cam v1=bob-cam v2=cid-cam", assign());
  }

  @Test
  void aMicrophonePrefersTheSlotBesideItsCamera() {
    slots(3, 3);
    camera("ann");
    camera("bob");
    camera("cid");
    assign();
    microphone("cid");
    microphone("ann");
    assertEquals("a0=ann-mic a1=- a2=cid-mic v0=ann-cam v1=bob-cam v2=cid-cam", assign());
  }

  @Test
  void aCameraPrefersTheSlotBesideItsMicrophone() {
    slots(3, 3);
    microphone("ann");
    microphone("bob");
    assign();
    camera("bob");
    assertEquals("a0=ann-mic a1=bob-mic a2=- v0=- v1=bob-cam v2=-", assign());
  }

  @Test
  void aListenerWithoutCameraLeavesPairedSlotsToTheirOwners() {
    slots(2, 2);
    camera("ann");
    assign();
    microphone("bob");
    assertEquals("a0=- a1=bob-mic v0=ann-cam v1=-", assign());
    microphone("ann");
    assertEquals("a0=ann-mic a1=bob-mic v0=ann-cam v1=-", assign());
  }

  @Test
  void aScreenAndItsSoundBelongTogether() {
    slots(2, 2);
    add("ann-sound", "ann", MediaKind.AUDIO, Content.SCREEN, false);
    person("ann");
    add("ann-screen", "ann", MediaKind.VIDEO, Content.SCREEN, false);
    assertEquals("a0=ann-sound a1=ann-mic v0=ann-screen v1=ann-cam", assign());
  }

  @Test
  void screensComeBeforeCameras() {
    slots(0, 2);
    camera("ann");
    camera("bob");
    add("cid-screen", "cid", MediaKind.VIDEO, Content.SCREEN, false);
    assertEquals("v0=cid-screen v1=ann-cam", assign());
  }

  @Test
  void aScreenTakesTheSlotOfWhoeverHasBeenSilentLongest() {
    slots(0, 3);
    camera("ann");
    camera("bob");
    camera("cid");
    assign();
    speak(1, "bob", "ann");
    add("dan-screen", "dan", MediaKind.VIDEO, Content.SCREEN, false);
    assertEquals("v0=ann-cam v1=bob-cam v2=dan-screen", assign());
  }

  @Test
  void aSpeakerIsHeardWhenThereAreMoreMicrophonesThanSlots() {
    slots(2, 0);
    microphone("ann");
    microphone("bob");
    microphone("cid");
    assertEquals("a0=ann-mic a1=bob-mic", assign());
    speak(1, "cid", "ann");
    assertEquals("a0=ann-mic a1=cid-mic", assign());
    speak(0, "cid", "ann");
    assertEquals("a0=ann-mic a1=cid-mic", assign(), "silence moves nothing");
    speak(1, "bob", "cid", "ann");
    assertEquals("a0=bob-mic a1=cid-mic", assign());
  }

  @Test
  void aSpeakerDoesNotDisplaceAnother() {
    slots(1, 0);
    microphone("ann");
    microphone("bob");
    speak(2, "ann", "bob");
    assertEquals("a0=ann-mic", assign());
    speak(2, "bob", "ann");
    assertEquals("a0=ann-mic", assign());
  }

  @Test
  void mutedTracksFillWhatIsLeftAndGiveWay() {
    slots(2, 0);
    add("ann-mic", "ann", MediaKind.AUDIO, Content.PERSON, true);
    microphone("bob");
    assertEquals("a0=bob-mic a1=ann-mic", assign());
    microphone("cid");
    assertEquals("a0=bob-mic a1=cid-mic", assign());
  }

  @Test
  void pinnedSlotsShowTheirTrackAndNothingElse() {
    slots(0, 3);
    camera("ann");
    camera("bob");
    assign();
    pins.put("v2", "ann-cam");
    assertEquals("v0=- v1=bob-cam v2=ann-cam", assign());
    tracks.remove("ann-cam");
    camera("cid");
    assertEquals("v0=cid-cam v1=bob-cam v2=-", assign());
  }

  @Test
  void pinnedSlotsAreNotTakenByScreens() {
    slots(0, 1);
    camera("ann");
    pins.put("v0", "ann-cam");
    add("bob-screen", "bob", MediaKind.VIDEO, Content.SCREEN, false);
    assertEquals("v0=ann-cam", assign());
  }

  @Test
  void aPinOfTheWrongKindShowsNothing() {
    slots(0, 1);
    microphone("ann");
    pins.put("v0", "ann-mic");
    assertEquals("v0=-", assign());
  }

  @Test
  void slotsTakeOnlyTracksTheirCodecsCanCarry() {
    slots(0, 2);
    usable = (slot, track) -> slot.equals("v1") || !track.startsWith("ann");
    camera("ann");
    camera("bob");
    camera("cid");
    assertEquals("v0=bob-cam v1=ann-cam", assign());
    usable = (slot, track) -> !track.startsWith("ann");
    assertEquals("v0=bob-cam v1=cid-cam", assign());
  }

  /** Whatever comes and goes: no track twice, no slot idle while a track waits, nothing moved. */
  @Test
  void keepsItsPromisesInARestlessRoom() {
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      tracks.clear();
      shown.clear();
      slots(3, 4);
      for (int step = 0; step < 100; step++) {
        String name = "p" + random.nextInt(8);
        if (tracks.remove(name + "-cam") != null) {
          tracks.remove(name + "-mic");
        } else {
          person(name);
        }
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          order.add(random.nextInt(order.size() + 1), "p" + i);
        }
        speakers = order;
        activeSpeakers = random.nextInt(3);
        Map<String, String> before = new HashMap<>(shown);
        assign();
        assertPromises(before);
      }
    }
  }

  private void assertPromises(Map<String, String> before) {
    Set<String> used = new HashSet<>();
    shown.forEach(
        (slot, track) -> {
          if (track != null) {
            assertTrue(used.add(track), track + " is in two slots");
            for (Map.Entry<String, String> former : before.entrySet()) {
              assertTrue(
                  former.getKey().equals(slot) || !track.equals(former.getValue()),
                  track + " was moved");
            }
          }
        });
    long cameras = tracks.keySet().stream().filter(track -> track.endsWith("-cam")).count();
    long pictures = used.stream().filter(track -> track.endsWith("-cam")).count();
    assertEquals(Math.min(4, cameras), pictures);
  }

  private void slots(int audio, int video) {
    for (int i = 0; i < audio; i++) {
      shown.put("a" + i, null);
    }
    for (int i = 0; i < video; i++) {
      shown.put("v" + i, null);
    }
  }

  private void person(String name) {
    camera(name);
    microphone(name);
  }

  private void camera(String name) {
    add(name + "-cam", name, MediaKind.VIDEO, Content.PERSON, false);
  }

  private void microphone(String name) {
    add(name + "-mic", name, MediaKind.AUDIO, Content.PERSON, false);
  }

  private void add(String track, String name, MediaKind kind, Content content, boolean muted) {
    tracks.put(track, new Candidate<>(track, name, kind, content, muted));
  }

  private void speak(int active, String... order) {
    speakers = List.of(order);
    activeSpeakers = active;
  }

  /** Assigns anew from what was shown before; tells the result as text. */
  private String assign() {
    List<Slot<String, String>> slots = new ArrayList<>();
    shown.forEach(
        (id, track) ->
            slots.add(
                new Slot<>(
                    id,
                    id.startsWith("a") ? MediaKind.AUDIO : MediaKind.VIDEO,
                    Optional.ofNullable(track),
                    Optional.ofNullable(pins.get(id)))));
    Map<String, Optional<String>> result =
        SlotAssigner.assign(slots, tracks.values(), speakers, activeSpeakers, usable);
    List<String> text = new ArrayList<>();
    result.forEach(
        (slot, track) -> {
          shown.put(slot, track.orElse(null));
          text.add(slot + "=" + track.orElse("-"));
        });
    return String.join(" ", text);
  }
}
