package dev.sluice.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.ExtensionMap;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtpWriter;
import dev.sluice.server.stream.PublisherClock;
import dev.sluice.server.time.WallClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RtpDispatcherTest {

  private static final int VP8 = 96;
  private static final int VP8_RTX = 97;
  private static final int SSRC = 7;
  private static final int RTX_SSRC = 8;
  private static final int NUMBER_ID = 3;
  private static final int PAYLOAD = 100;
  private static final long NOW = 1_000_000_000L;

  private final ReceiveDemux demux = new ReceiveDemux();
  private final RtcpOutbox outbox =
      new RtcpOutbox(new ConnectedTransport().transport(), new WallClock(0, 0), new Random(1));
  private final DropCounters drops = new DropCounters();
  private final RtpDispatcher dispatcher = new RtpDispatcher(demux, outbox, drops);
  private final List<Long> delivered = new ArrayList<>();

  @BeforeEach
  void agreeOnACamera() {
    MediaParameters camera =
        new MediaParameters(
            "0",
            MediaKind.VIDEO,
            Direction.RECEIVE,
            List.of(new PayloadFormat(VP8, Codec.VP8, 0, Map.of(), VP8_RTX, Set.of())),
            new ExtensionMap(Map.of(HeaderExtension.TRANSPORT_CC, NUMBER_ID)),
            List.of(),
            List.of(new RemoteSource(SSRC, RTX_SSRC)),
            Optional.empty(),
            true);
    demux.add(
        new MediaReceiver(
            camera,
            new PublisherClock(),
            new MediaReceiver.Listener() {
              @Override
              public void onEncoding(EncodingReceiver encoding) {
                encoding.deliverTo(
                    (from, packet, sequence, timestamp, arrival) -> delivered.add(sequence));
              }

              @Override
              public void onEncodingGone(EncodingReceiver encoding) {}
            }));
  }

  private static RtpWriter begin(byte[] data, int payloadType, int sequence, int ssrc) {
    return new RtpWriter().begin(data, 0, payloadType, false, sequence, 3000, ssrc);
  }

  private void receive(int sequence) {
    byte[] data = new byte[200];
    int header = begin(data, VP8, sequence, SSRC).endHeader();
    dispatcher.dispatch(data, 0, header + PAYLOAD, NOW);
  }

  private void retransmit(int sequence, int payloadLength) {
    byte[] data = new byte[200];
    int header = begin(data, VP8_RTX, 900, RTX_SSRC).endHeader();
    data[header + 1] = (byte) sequence;
    dispatcher.dispatch(data, 0, header + payloadLength, NOW);
  }

  @Test
  void aPacketComesToItsEncodingOnce() {
    receive(1);
    receive(2);
    receive(2);

    assertEquals(2, delivered.size());
    assertEquals(1, drops.of(DropReason.DUPLICATE));
  }

  @Test
  void aRetransmissionFillsTheHole() {
    receive(1);
    receive(3);
    retransmit(2, PAYLOAD);

    assertEquals(List.of(0L, 2L, 1L), delivered.stream().map(it -> it - delivered.get(0)).toList());
    assertEquals(0, drops.of(DropReason.STRAY_RETRANSMISSION));
  }

  @Test
  void aRetransmissionWithoutItsOriginalNumberIsStray() {
    receive(1);
    retransmit(2, 0);

    assertEquals(1, delivered.size());
    assertEquals(1, drops.of(DropReason.STRAY_RETRANSMISSION));
  }

  @Test
  void whatBelongsNowhereIsCountedByReason() {
    byte[] data = new byte[200];
    int header = begin(data, VP8, 1, 99).endHeader();
    demux.remove(demux.section("0").orElseThrow());

    dispatcher.dispatch(data, 0, header + PAYLOAD, NOW);
    dispatcher.dispatch(data, 0, 5, NOW);

    assertEquals(1, drops.of(DropReason.UNKNOWN_SSRC));
    assertEquals(1, drops.of(DropReason.MALFORMED));
  }

  @Test
  void whatGoesBeyondTheBitrateForLongIsDropped() {
    dispatcher.limit(8 * (12 + PAYLOAD), NOW); // a packet a second, with the credit of five

    for (int i = 1; i <= 8; i++) {
      receive(i);
    }

    assertEquals(5, delivered.size());
    assertEquals(3, drops.of(DropReason.OVER_BITRATE));
  }

  @Test
  void aDuplicateArrivedForTransportFeedbackNonetheless() {
    byte[] data = new byte[200];
    for (int number = 1; number <= 2; number++) {
      int header =
          begin(data, VP8, 1, SSRC)
              .extension(NUMBER_ID, new byte[] {0, (byte) number}, 0, 2)
              .endHeader();
      dispatcher.dispatch(data, 0, header + PAYLOAD, NOW);
    }

    assertEquals(1, delivered.size());
    assertEquals(2, outbox.feedback().pending());
  }
}
