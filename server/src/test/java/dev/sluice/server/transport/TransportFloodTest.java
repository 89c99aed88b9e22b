package dev.sluice.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.rtcp.RtcpWriter;
import dev.sluice.server.scenario.StunRequests;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer, or somebody at its address, that sends far more than a peer has reason to. */
class TransportFloodTest {

  private static final long SECOND = 1_000_000_000L;
  private static final byte[] CLIENT_HELLO = {
    22, (byte) 0xfe, (byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1
  };

  private final ConnectedTransport peer = new ConnectedTransport();

  private long dropped(DropReason reason) {
    return peer.transport().stats().drops().getOrDefault(reason.wireName(), 0L);
  }

  @Test
  void dtlsIsLookedAtNoMoreThanAHandshakeNeeds() {
    for (int i = 0; i < 10_000; i++) {
      peer.receive(CLIENT_HELLO.clone());
    }
    assertEquals(10_000 - 128, dropped(DropReason.RATE_LIMITED));
    assertEquals(128, peer.dtlsReceived());
    peer.pass(SECOND);
    peer.receive(CLIENT_HELLO.clone());
    assertEquals(129, peer.dtlsReceived());
    assertTrue(peer.transport().connected());
  }

  @Test
  void feedbackIsReadNoMoreThanABrowserSends() {
    RtcpWriter writer = new RtcpWriter();
    byte[] clear = new byte[64];
    writer.wrap(clear, 0, clear.length);
    writer.pli(1, 2);
    for (int i = 0; i < 3_000; i++) {
      peer.receiveRtcp(clear, writer.length());
    }
    assertEquals(2_000, dropped(DropReason.RATE_LIMITED));
    peer.pass(SECOND / 2);
    peer.receiveRtcp(clear, writer.length());
    assertEquals(2_000, dropped(DropReason.RATE_LIMITED));
    assertTrue(peer.transport().connected());
  }

  @Test
  void forgedMediaAtThePeersAddressIsCountedAndHarmsNothing() {
    byte[] forged = new byte[200];
    forged[0] = (byte) 0x80;
    forged[1] = 96;
    for (int i = 0; i < 1_000; i++) {
      forged[3] = (byte) i;
      peer.receive(forged.clone());
    }
    assertEquals(1_000, dropped(DropReason.FORGED));
    forged[1] = (byte) 200;
    peer.receive(forged.clone());
    assertTrue(peer.transport().connected());
  }

  @Test
  void checksOfStrangersAreTakenAtTheRateOfAPeerAndThePeersOwnAlways() {
    byte[] wrong =
        StunRequests.check(
            ConnectedTransport.LOCAL, new IceCredentials("strangers", "strangers-password-of-24"));
    wrong[wrong.length - 20] ^= 1;
    int length = wrong.length;
    for (int i = 0; i < 1_000 && peer.transport().takesStrangers(peer.now()); i++) {
      peer.transport().receive(peer.anotherPath(), wrong, 0, length, peer.now());
    }
    assertFalse(peer.transport().takesStrangers(peer.now()));
    peer.takeSent();
    peer.check();
    assertEquals(1, peer.takeSent().size());
    peer.pass(SECOND);
    assertTrue(peer.transport().takesStrangers(peer.now()));
    assertEquals(List.of(), peer.takeTold());
  }
}
