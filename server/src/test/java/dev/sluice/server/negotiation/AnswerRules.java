package dev.sluice.server.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.sdp.ExtMap;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.RtpMap;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.sdp.StreamDirection;
import dev.sluice.server.transport.MediaParameters;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds for every answer, whatever the offer. */
final class AnswerRules {

  private AnswerRules() {}

  static void check(SessionDescription offer, Answer answer) {
    SessionDescription sdp = TestOffer.parse(answer.sdp());
    assertTrue(answer.sdp().startsWith("v=0\r\n"));
    assertFalse(answer.sdp().replace("\r\n", "").contains("\n"));
    assertTrue(sdp.has("ice-lite"));
    assertEquals(offer.media().size(), sdp.media().size());
    Set<Integer> localSsrcs = new HashSet<>();
    for (int i = 0; i < offer.media().size(); i++) {
      MediaSection offered = offer.media().get(i);
      MediaSection answered = sdp.media().get(i);
      assertEquals(offered.media(), answered.media());
      assertEquals(offered.protocol(), answered.protocol());
      assertEquals(offered.mid(), answered.mid());
      if (answered.port() == 0) {
        assertEquals(StreamDirection.INACTIVE, answered.direction(StreamDirection.SENDRECV));
        assertTrue(answer.session().media(answered.mid().orElse("")).isEmpty());
      } else {
        checkAccepted(offered, answered, offer.direction());
        MediaParameters media = answer.session().media(answered.mid().orElseThrow()).orElseThrow();
        checkParameters(answered, media);
        answered.ssrcs().forEach(ssrc -> assertTrue(localSsrcs.add(ssrc), "an SSRC twice"));
      }
    }
    checkBundle(offer, sdp, answer);
  }

  private static void checkBundle(SessionDescription offer, SessionDescription sdp, Answer answer) {
    List<String> offered = offer.bundle().orElseThrow();
    List<String> answered = sdp.bundle().orElseThrow();
    assertTrue(offered.containsAll(answered));
    assertEquals(
        Set.copyOf(answered),
        Set.copyOf(answer.session().media().stream().map(MediaParameters::mid).toList()));
    for (MediaSection section : sdp.media()) {
      boolean tagged = section.mid().filter(answered.get(0)::equals).isPresent();
      assertEquals(tagged, section.has("candidate"));
      assertEquals(tagged, section.has("end-of-candidates"));
    }
    assertTrue(sdp.media().stream().anyMatch(section -> section.port() != 0));
  }

  private static void checkAccepted(
      MediaSection offered, MediaSection answered, StreamDirection sessionDirection) {
    assertEquals(
        offered.direction(sessionDirection).reversed(),
        answered.direction(StreamDirection.SENDRECV));
    for (String once : List.of("ice-ufrag", "ice-pwd", "fingerprint", "setup", "rtcp-mux")) {
      assertEquals(1, answered.values(once).size(), once);
    }
    Map<Integer, RtpMap> offeredMaps = offered.rtpMaps();
    answered
        .rtpMaps()
        .forEach(
            (type, map) -> {
              assertTrue(offered.payloadTypes().contains(type));
              RtpMap before = offeredMaps.get(type);
              assertTrue(map.encodingName().equalsIgnoreCase(before.encodingName()));
              assertEquals(before.clockRate(), map.clockRate());
            });
    assertEquals(answered.rtpMaps().keySet(), answered.payloadTypes());
    answered
        .feedback()
        .forEach(
            (kind, types) -> {
              Set<String> before = offered.feedback().getOrDefault(kind, Set.of());
              assertTrue(before.contains("*") || before.containsAll(types), kind);
            });
    Set<String> offeredExtensions = new HashSet<>();
    offered.extMaps().forEach(line -> offeredExtensions.add(line.id() + line.uri()));
    Set<Integer> ids = new HashSet<>();
    for (ExtMap line : answered.extMaps()) {
      assertTrue(offeredExtensions.contains(line.id() + line.uri()), line.uri());
      assertTrue(ids.add(line.id()), "an extension id twice");
    }
    List<String> offeredRids = offered.rids().stream().map(rid -> rid.id()).toList();
    assertTrue(answered.rids().stream().allMatch(rid -> offeredRids.contains(rid.id())));
    assertEquals(answered.has("rid"), answered.has("simulcast"));
    assertTrue(!answered.has("rtcp-rsize") || offered.has("rtcp-rsize"));
  }

  private static void checkParameters(MediaSection answered, MediaParameters media) {
    assertFalse(media.formats().isEmpty());
    assertEquals(media.direction().sends(), media.sendSource().isPresent());
    assertEquals(media.direction().sends(), !answered.ssrcs().isEmpty());
    assertEquals(answered.rids().size(), media.rids().size());
    Set<Integer> types = new HashSet<>();
    for (PayloadFormat format : media.formats()) {
      types.add(format.payloadType());
      if (format.hasRtx()) {
        types.add(format.rtxPayloadType());
      }
    }
    assertEquals(answered.payloadTypes(), types);
    assertEquals(answered.extMaps().size(), media.extensions().asMap().size());
  }
}
