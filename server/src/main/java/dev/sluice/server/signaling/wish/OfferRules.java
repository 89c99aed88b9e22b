package dev.sluice.server.signaling.wish;

import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.sdp.StreamDirection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What RFC 9725 section 4.4 and its counterpart for players want of offers. */
public final class OfferRules {

  /** An msid without a stream. RFC 8830 section 2. */
  private static final String NO_STREAM = "-";

  private OfferRules() {}

  /** The m-sections that are neither rejected nor stopped. */
  public static List<MediaSection> live(SessionDescription offer) {
    return offer.media().stream().filter(section -> !section.stopped()).toList();
  }

  /**
   * One of two agents has to check connectivity, and this server does not.
   *
   * @throws WishRefusal when the offer says that the client does not either
   */
  public static void requireFullIce(SessionDescription offer) throws WishRefusal {
    if (offer.has("ice-lite")) {
      throw WishRefusal.of(422, "the client must be a full ICE agent: this server is ICE-lite");
    }
  }

  /**
   * @param sentence what to tell when a direction is not allowed
   * @throws WishRefusal when an audio or video section has another direction
   */
  public static void requireDirections(
      SessionDescription offer, Predicate<StreamDirection> allowed, String sentence)
      throws WishRefusal {
    for (MediaSection section : live(offer)) {
      boolean media = isKind(section, "audio") || isKind(section, "video");
      if (media && !allowed.test(section.direction(offer.direction()))) {
        throw WishRefusal.of(422, sentence);
      }
    }
  }

  /**
   * @throws WishRefusal when there are more than {@code most} audio or video sections
   */
  public static void requireAtMost(SessionDescription offer, int most) throws WishRefusal {
    for (String kind : List.of("audio", "video")) {
      long count = live(offer).stream().filter(section -> isKind(section, kind)).count();
      if (count > most) {
        throw WishRefusal.of(
            422,
            "at most %d %s section%s can be offered".formatted(most, kind, most > 1 ? "s" : ""));
      }
    }
  }

  /**
   * @throws WishRefusal when tracks of more than one MediaStream are offered
   */
  public static void requireOneStream(SessionDescription offer) throws WishRefusal {
    Set<String> streams = new HashSet<>();
    for (MediaSection section : live(offer)) {
      for (String msid : section.values("msid")) {
        streams.add(msid.split(" ", 2)[0]);
      }
    }
    streams.remove(NO_STREAM);
    if (streams.size() > 1) {
      throw WishRefusal.of(422, "all tracks must be of one MediaStream: one a=msid stream id");
    }
  }

  private static boolean isKind(MediaSection section, String kind) {
    return section.media().equals(kind);
  }
}
