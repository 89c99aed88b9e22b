package dev.sluice.server.scenario;

import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.stun.StunAttribute;
import dev.sluice.server.stun.StunIntegrity;
import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunWriter;
import java.util.Arrays;

/** The connectivity checks of a controlling full agent. */
public final class StunRequests {

  private static int transactions;

  private StunRequests() {}

  /** A check that nominates, as browsers send once they have chosen. */
  public static byte[] check(IceCredentials server, IceCredentials peer) {
    byte[] out = new byte[256];
    byte[] transactionId = new byte[12];
    transactionId[0] = (byte) ++transactions;
    int length =
        new StunWriter()
            .begin(out, 0, StunMessage.BINDING_REQUEST, transactionId, 0)
            .text(StunAttribute.USERNAME, server.ufrag() + ":" + peer.ufrag())
            .u64(StunAttribute.ICE_CONTROLLING, 42)
            .u32(StunAttribute.PRIORITY, 1853824767)
            .flag(StunAttribute.USE_CANDIDATE)
            .integrity(new StunIntegrity(server.pwd()))
            .finish();
    return Arrays.copyOf(out, length);
  }
}
