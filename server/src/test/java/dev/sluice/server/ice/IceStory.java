package dev.sluice.server.ice;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.server.stun.StunAttribute;
import dev.sluice.server.stun.StunIntegrity;
import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One agent, the peer that talks to it, and the virtual time in which they do. */
final class IceStory implements IceLiteAgent.Listener {

  static final IceCredentials SERVER =
      new IceCredentials("servUfrag123", "serverPassword0123456789");
  static final IceCredentials PEER = new IceCredentials("peer", "peerPassword0123456789ab");
  static final IceCredentials NEXT_SERVER =
      new IceCredentials("nextUfrag456", "nextServerPassword012345");
  static final IceCredentials NEXT_PEER = new IceCredentials("reep", "nextPeerPassword01234567");

  final TestPath wifi = new TestPath("198.51.100.7", 50001);
  final TestPath cell = new TestPath("203.0.113.9", 50002);
  final TestPath third = new TestPath("2001:db8::9", 50003);

  final IceLiteAgent agent;

  /** What the agent told, such as {@code selected 198.51.100.7:50001}; responses apart. */
  final List<String> told = new ArrayList<>();

  final List<byte[]> responses = new ArrayList<>();
  final List<NetworkPath> respondedOver = new ArrayList<>();

  private final byte[] out = new byte[1500];
  private final StunWriter writer = new StunWriter();
  private IceCredentials server;
  private IceCredentials peer;
  // Close to the end of the clock's range, so that every story crosses the overflow.
  private long nowNanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(2);
  private int transactions;

  IceStory() {
    this(SERVER, PEER);
  }

  IceStory(IceCredentials server, IceCredentials peer) {
    this.server = server;
    this.peer = peer;
    agent = new IceLiteAgent(server, peer, IceOptions.defaults(), this, nowNanos);
  }

  long nowNanos() {
    return nowNanos;
  }

  /** Lets time pass with a tick every 5 ms. */
  void passMillis(long millis) {
    for (long i = 0; i < millis; i += 5) {
      nowNanos += TimeUnit.MILLISECONDS.toNanos(Math.min(5, millis - i));
      agent.onTick(nowNanos);
    }
  }

  /** The peer's checks carry the new credentials from now on. */
  void peerUses(IceCredentials newServer, IceCredentials newPeer) {
    server = newServer;
    peer = newPeer;
  }

  /** A check as Chrome sends it when it nominates nothing. */
  void check(NetworkPath path) {
    receive(path, end(full()));
  }

  /** The same with USE-CANDIDATE. */
  void nominate(NetworkPath path) {
    receive(path, end(full().flag(StunAttribute.USE_CANDIDATE)));
  }

  /** The same with a numbered nomination. */
  void nominate(NetworkPath path, int nomination) {
    receive(path, end(full().u32(StunAttribute.NOMINATION, nomination)));
  }

  /** Authenticated DTLS or SRTP. */
  void media(NetworkPath path) {
    agent.onAuthenticatedPacket(path, nowNanos);
  }

  void receive(NetworkPath path, int length) {
    agent.receive(path, out, 0, length, nowNanos);
  }

  void receive(NetworkPath path, byte[] data) {
    agent.receive(path, data, 0, data.length, nowNanos);
  }

  /** A request with USERNAME, and PRIORITY and ICE-CONTROLLING of a full agent. */
  StunWriter full() {
    return named(server.ufrag() + ":" + peer.ufrag())
        .u64(StunAttribute.ICE_CONTROLLING, 0x1122334455667788L)
        .u32(StunAttribute.PRIORITY, 1853824767);
  }

  StunWriter named(String username) {
    return begin(StunMessage.BINDING_REQUEST).text(StunAttribute.USERNAME, username);
  }

  StunWriter begin(int type) {
    byte[] transactionId = "            ".getBytes(UTF_8);
    byte[] number = Integer.toString(++transactions).getBytes(UTF_8);
    System.arraycopy(number, 0, transactionId, 0, number.length);
    return writer.begin(out, 0, type, transactionId, 0);
  }

  int end(StunWriter message) {
    return message.integrity(new StunIntegrity(server.pwd())).finish();
  }

  byte[] request() {
    return Arrays.copyOf(out, end(full()));
  }

  StunMessage lastResponse() {
    StunMessage message = new StunMessage();
    byte[] data = responses.get(responses.size() - 1);
    if (!message.wrap(data, 0, data.length)) {
      throw new AssertionError("the agent sent no STUN");
    }
    return message;
  }

  NetworkPath lastRespondedOver() {
    return respondedOver.get(respondedOver.size() - 1);
  }

  long drops(IceDropReason reason) {
    return agent.stats().drops(reason);
  }

  @Override
  public void sendStun(NetworkPath path, byte[] data, int offset, int length) {
    responses.add(Arrays.copyOfRange(data, offset, offset + length));
    respondedOver.add(path);
  }

  @Override
  public void onPathValidated(NetworkPath path) {
    if (lastRespondedOver() != path) {
      throw new AssertionError("a path was used before its check was answered");
    }
    told.add("validated " + path);
  }

  @Override
  public void onPathRemoved(NetworkPath path) {
    told.add("removed " + path);
  }

  @Override
  public void onSelectedPathChanged(NetworkPath path) {
    if (!agent.isValidated(path)) {
      throw new AssertionError("a path was selected that is not validated");
    }
    told.add("selected " + path);
  }

  @Override
  public void onUfragRetired(String localUfrag) {
    told.add("retired " + localUfrag);
  }

  @Override
  public void onLivenessExpired() {
    told.add("expired");
  }

  @Override
  public void onLivenessRestored() {
    told.add("restored");
  }
}
