package dev.sluice.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.ExtensionMap;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtpPacket;
import dev.sluice.server.rtp.RtpWriter;
import dev.sluice.server.stream.PublisherClock;
import dev.sluice.server.transport.ReceiveDemux.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReceiveDemuxTest {

  private static final int VP8 = 96;
  private static final int VP8_RTX = 97;
  private static final int H264 = 102;
  private static final int H264_RTX = 103;
  private static final int MAX_ROUTES = 64;
  private static final int MAX_LEARNED = 4096;

  private static final ExtensionMap EXTENSIONS =
      new ExtensionMap(
          Map.of(HeaderExtension.MID, 4, HeaderExtension.RID, 5, HeaderExtension.REPAIRED_RID, 6));

  private final ReceiveDemux demux = new ReceiveDemux();
  private final List<EncodingReceiver> gone = new ArrayList<>();

  private MediaReceiver video(String mid, List<String> rids, RemoteSource... declared) {
    MediaParameters parameters =
        new MediaParameters(
            mid,
            MediaKind.VIDEO,
            Direction.RECEIVE,
            List.of(
                new PayloadFormat(VP8, Codec.VP8, 0, Map.of(), VP8_RTX, Set.of()),
                new PayloadFormat(H264, Codec.H264, 0, Map.of(), H264_RTX, Set.of())),
            EXTENSIONS,
            rids,
            List.of(declared),
            Optional.empty(),
            true);
    MediaReceiver section =
        new MediaReceiver(
            parameters,
            new PublisherClock(),
            new MediaReceiver.Listener() {
              @Override
              public void onEncoding(EncodingReceiver encoding) {
                // the demultiplexer gives it to the caller as well
              }

              @Override
              public void onEncodingGone(EncodingReceiver encoding) {
                gone.add(encoding);
              }
            });
    demux.add(section);
    return section;
  }

  private static RtpPacket packet(int ssrc, int payloadType) {
    return packet(ssrc, payloadType, "", "", "");
  }

  private static RtpPacket packet(
      int ssrc, int payloadType, String mid, String rid, String repairedRid) {
    byte[] data = new byte[200];
    RtpWriter writer = new RtpWriter().begin(data, 0, payloadType, false, 1, 1, ssrc);
    extension(writer, 4, mid);
    extension(writer, 5, rid);
    extension(writer, 6, repairedRid);
    RtpPacket packet = new RtpPacket();
    assertTrue(packet.wrap(data, 0, writer.endHeader() + 20));
    return packet;
  }

  private static void extension(RtpWriter writer, int id, String text) {
    if (!text.isEmpty()) {
      byte[] value = text.getBytes(StandardCharsets.US_ASCII);
      writer.extension(id, value, 0, value.length);
    }
  }

  private Route route(RtpPacket packet) {
    Route route = demux.routeOrNull(packet);
    assertNotNull(route, () -> "refused: " + demux.refusal());
    return route;
  }

  private void assertRefused(DropReason reason, RtpPacket packet) {
    assertNull(demux.routeOrNull(packet));
    assertEquals(reason, demux.refusal());
  }

  @Test
  void theMidNamesTheSectionAndTheSsrcKeepsItsPlaceWithoutIt() {
    video("0", List.of());
    MediaReceiver screen = video("1", List.of());
    Route named = route(packet(7, VP8, "1", "", ""));
    assertSame(screen, named.section);
    assertSame(named, route(packet(7, VP8)));
    assertSame(named.encoding, demux.encodingOrNull(7));
  }

  @Test
  void aPacketWithAMidOfNoSectionBelongsNowhere() {
    video("0", List.of());
    assertRefused(DropReason.UNKNOWN_SSRC, packet(7, VP8, "9", "", ""));
  }

  @Test
  void ridsTellTheEncodingsApart() {
    MediaReceiver camera = video("0", List.of("q", "f"));
    Route low = route(packet(1, VP8, "0", "q", ""));
    Route high = route(packet(2, VP8, "0", "f", ""));
    assertEquals("q", low.encoding.rid());
    assertEquals("f", high.encoding.rid());
    assertEquals(2, camera.encodings().size());
    assertRefused(DropReason.UNKNOWN_SSRC, packet(3, VP8, "0", "x", ""));
  }

  @Test
  void aRidWhereNoSimulcastWasAgreedMeansNothing() {
    // OBS sends RID whatever the answer says
    video("0", List.of());
    Route route = route(packet(1, VP8, "0", "0", ""));
    assertEquals("", route.encoding.rid());
    assertSame(route.encoding, route(packet(2, VP8_RTX, "0", "0", "")).encoding);
  }

  /** With simulcast OBS declares no SSRC, or only that of the first layer. */
  @Test
  void layersWhoseSsrcsAreNotDeclaredAreToldByTheirRids() {
    MediaReceiver camera = video("1", List.of("0", "1", "2"), new RemoteSource(11, 0));
    for (int layer = 0; layer < 3; layer++) {
      Route route = route(packet(11 + layer, H264, "1", Integer.toString(layer), ""));
      assertEquals(Integer.toString(layer), route.encoding.rid());
    }
    assertEquals(3, camera.encodings().size());
    assertTrue(gone.isEmpty());
    for (int layer = 0; layer < 3; layer++) {
      assertEquals(Integer.toString(layer), demux.encodingOrNull(11 + layer).rid());
    }
  }

  @Test
  void declaredSsrcsNeedNeitherMidNorUniquePayloadType() {
    video("0", List.of());
    MediaReceiver screen = video("1", List.of(), new RemoteSource(7, 8));
    Route media = route(packet(7, VP8));
    assertSame(screen, media.section);
    Route repair = route(packet(8, VP8_RTX));
    assertTrue(repair.retransmission);
    assertSame(media.encoding, repair.encoding);
  }

  @Test
  void ssrcsDeclaredInTheOrderOfTheRidsStandForThem() {
    video("0", List.of("a", "b"), new RemoteSource(7, 0), new RemoteSource(8, 0));
    assertEquals("b", route(packet(8, VP8)).encoding.rid());
    assertEquals("a", route(packet(7, VP8)).encoding.rid());
  }

  @Test
  void thePayloadTypeDecidesOnlyWhereOneSectionHasIt() {
    MediaReceiver camera = video("0", List.of());
    assertSame(camera, route(packet(7, VP8)).section);
    video("1", List.of());
    assertRefused(DropReason.UNKNOWN_SSRC, packet(9, VP8));
    assertSame(camera, route(packet(7, VP8)).section, "known by now");
  }

  @Test
  void refusesPayloadTypesThatWereNotAgreed() {
    video("0", List.of());
    assertRefused(DropReason.UNKNOWN_PAYLOAD_TYPE, packet(7, 127, "0", "", ""));
  }

  @Test
  void aNewSsrcOfTheSameEncodingTakesTheFormersPlace() {
    MediaReceiver camera = video("0", List.of());
    EncodingReceiver former = route(packet(1, VP8)).encoding;
    EncodingReceiver next = route(packet(2, VP8)).encoding;
    assertEquals(List.of(former), gone);
    assertEquals(List.of(next), camera.encodings());
    assertNull(demux.encodingOrNull(1));
  }

  @Test
  void severalDeclaredSsrcsWithoutRidsAreEncodingsSideBySide() {
    MediaReceiver camera = video("0", List.of(), new RemoteSource(1, 0), new RemoteSource(2, 0));
    route(packet(1, VP8));
    route(packet(2, VP8));
    assertEquals(2, camera.encodings().size());
    assertTrue(gone.isEmpty());
  }

  @Test
  void aRetransmissionBeforeAnyMediaIsStrayAndLearnsNothing() {
    video("0", List.of("q", "f"));
    assertRefused(DropReason.STRAY_RETRANSMISSION, packet(9, VP8_RTX, "0", "", "q"));
    EncodingReceiver low = route(packet(1, VP8, "0", "q", "")).encoding;
    route(packet(2, VP8, "0", "f", ""));
    assertRefused(DropReason.STRAY_RETRANSMISSION, packet(9, VP8_RTX, "0", "", ""));
    assertSame(low, route(packet(9, VP8_RTX, "0", "", "q")).encoding);
    assertSame(low, route(packet(9, VP8_RTX)).encoding, "named once is enough");
  }

  @Test
  void aRetransmissionOfAnotherFormatThanTheEncodingsIsStray() {
    video("0", List.of());
    route(packet(1, VP8));
    assertRefused(DropReason.STRAY_RETRANSMISSION, packet(9, H264_RTX, "0", "", ""));
  }

  @Test
  void anotherPayloadTypeKeepsSectionRidAndRetransmissions() {
    MediaReceiver camera = video("0", List.of("q", "f"));
    video("1", List.of());
    route(packet(1, VP8, "0", "q", ""));
    route(packet(2, VP8, "0", "f", ""));
    route(packet(9, VP8_RTX, "0", "", "f"));
    // the sender was told that we know its streams, so it names them no more
    Route changed = route(packet(2, H264));
    assertSame(camera, changed.section);
    assertEquals("f", changed.encoding.rid());
    assertEquals(Codec.H264, changed.encoding.format().codec());
    assertEquals(1, gone.size());
    assertSame(changed.encoding, route(packet(9, H264_RTX)).encoding);
    assertRefused(DropReason.STRAY_RETRANSMISSION, packet(9, VP8_RTX));
  }

  @Test
  void whatWasUnderWayWhenItsSectionStoppedDisplacesNobody() {
    MediaReceiver camera = video("0", List.of());
    MediaReceiver screen = video("1", List.of());
    EncodingReceiver shown = route(packet(1, VP8, "0", "", "")).encoding;
    route(packet(2, VP8, "1", "", ""));
    demux.remove(screen);
    assertRefused(DropReason.UNKNOWN_SSRC, packet(2, VP8));
    assertRefused(DropReason.UNKNOWN_SSRC, packet(2, VP8, "1", "", ""));
    assertEquals(List.of(shown), camera.encodings());
  }

  @Test
  void aSectionThatStartsAgainGetsItsSsrcBack() {
    MediaReceiver camera = video("0", List.of());
    route(packet(1, VP8, "0", "", ""));
    demux.remove(camera);
    MediaReceiver again = video("0", List.of());
    assertSame(again, route(packet(1, VP8)).section);
  }

  @Test
  void forgettingRoutesClosesTheEncodings() {
    MediaReceiver camera = video("0", List.of());
    EncodingReceiver former = route(packet(1, VP8)).encoding;
    demux.forgetRoutes(camera);
    assertEquals(List.of(former), gone);
    assertNotSame(former, route(packet(1, VP8)).encoding);
  }

  @Test
  void keepsNoMoreRoutesThanItsBound() {
    RemoteSource[] declared = new RemoteSource[MAX_ROUTES + 1];
    for (int i = 0; i < declared.length; i++) {
      declared[i] = new RemoteSource(i + 1, 0);
    }
    video("0", List.of(), declared);
    for (int ssrc = 1; ssrc <= MAX_ROUTES; ssrc++) {
      route(packet(ssrc, VP8));
    }
    assertRefused(DropReason.TOO_MANY_SSRCS, packet(MAX_ROUTES + 1, VP8));
    route(packet(MAX_ROUTES, VP8));
  }

  @Test
  void learnsNoMoreSsrcsInALifetimeThanItsBound() {
    video("0", List.of());
    for (int ssrc = 1; ssrc <= MAX_LEARNED; ssrc++) {
      route(packet(ssrc, VP8));
    }
    assertRefused(DropReason.TOO_MANY_SSRCS, packet(MAX_LEARNED + 1, VP8));
    route(packet(MAX_LEARNED, VP8));
  }
}
