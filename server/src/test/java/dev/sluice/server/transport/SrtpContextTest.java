package dev.sluice.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.rtcp.RtcpWriter;
import dev.sluice.server.rtp.RtpWriter;
import dev.sluice.server.scenario.FakeDtls;
import dev.sluice.server.srtp.SrtpProfile;
import dev.sluice.server.srtp.SrtpProviders;
import dev.sluice.server.srtp.SrtpSender;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SrtpContextTest {

  private static final int PAYLOAD = 20;

  private static final Fingerprint PEER = new Fingerprint("sha-256", "peer");

  private final FakeDtls dtls = new FakeDtls(SrtpProfile.AEAD_AES_128_GCM);
  private final SrtpSender peer = new SrtpSender(dtls.peerKeys(PEER));
  private final DropCounters drops = new DropCounters();
  private final SrtpContext context = new SrtpContext(SrtpProviders.selected(), drops);

  private void key() {
    context.key(dtls.serverKeys(PEER));
  }

  private int rtp(byte[] data, int sequence) {
    int header = new RtpWriter().begin(data, 0, 96, false, sequence, 1, 7).endHeader();
    return peer.protectRtp(data, 0, header, sequence, null, 0, 0, new byte[PAYLOAD], 0, PAYLOAD, 0);
  }

  @Test
  void hasNothingToOpenOrSealWithBeforeTheHandshakeIsDone() {
    assertFalse(context.keyed());
    assertNull(context.senderOrNull());
    assertEquals(Optional.empty(), context.profile());

    key();

    assertTrue(context.keyed());
    assertEquals(SrtpProfile.AEAD_AES_128_GCM.rtpTagLength(), context.senderOrNull().rtpOverhead());
    assertEquals(Optional.of(SrtpProfile.AEAD_AES_128_GCM), context.profile());
  }

  @Test
  void opensWhatThePeerSealed() {
    key();
    byte[] data = new byte[200];

    assertEquals(12 + PAYLOAD, context.openRtp(data, 0, rtp(data, 1)));

    byte[] clear = new byte[100];
    RtcpWriter writer = new RtcpWriter();
    writer.wrap(clear, 0, clear.length);
    writer.pli(1, 2);
    int sealed = peer.protectRtcp(clear, 0, writer.length(), data, 0);
    assertEquals(writer.length(), context.openRtcp(data, 0, sealed));
    assertEquals(0, drops.asMap().size());
  }

  @Test
  void countsWhyAPacketDoesNotOpen() {
    key();
    byte[] data = new byte[200];
    int length = rtp(data, 1);
    byte[] again = data.clone();
    context.openRtp(data, 0, length);

    assertEquals(-1, context.openRtp(again, 0, length));
    assertEquals(1, drops.of(DropReason.REPLAYED));

    int next = rtp(data, 2);
    data[next - 1] ^= 1;
    assertEquals(-1, context.openRtp(data, 0, next));
    assertEquals(1, drops.of(DropReason.FORGED));

    assertEquals(-1, context.openRtp(data, 0, 11));
    assertEquals(-1, context.openRtcp(data, 0, 3));
    assertEquals(2, drops.of(DropReason.MALFORMED));
  }
}
