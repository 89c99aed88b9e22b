package dev.sluice.server.transport;

import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.ice.IceLiteAgent;
import dev.sluice.server.ice.IceStats;
import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.transport.TransportEvent.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The ICE part of a transport: the agent, and what makes the transport found. The directory always
 * knows the ufrags that checks may name and the paths that were validated, and nothing of either
 * after {@link #close}.
 *
 * <p>Owned by the transport's media loop.
 */
final class IceTransport implements IceLiteAgent.Listener {

  private final DatagramReceiver transport;
  private final TransportDirectory directory;
  private final DatagramSink sink;
  private final TransportHistory history;
  private final ConnectionState state;
  private final Runnable onPathValidated;
  private final IceLiteAgent agent;
  private final List<NetworkPath> paths = new ArrayList<>();
  private long nowNanos;

  /**
   * Known to nobody before {@link #register}.
   *
   * @param transport whom the directory is to find
   * @param state follows the paths and the silence over them
   * @param onPathValidated told when a check has validated one more path
   */
  IceTransport(
      DatagramReceiver transport,
      TransportContext context,
      TransportParameters parameters,
      TransportHistory history,
      ConnectionState state,
      Runnable onPathValidated,
      long nowNanos) {
    this.transport = transport;
    this.directory = context.directory();
    this.sink = context.sink();
    this.history = history;
    this.state = state;
    this.onPathValidated = onPathValidated;
    this.nowNanos = nowNanos;
    this.agent =
        new IceLiteAgent(
            parameters.localIce(), parameters.remoteIce(), context.ice(), this, nowNanos);
  }

  /** Checks find the transport from now on. */
  void register() {
    agent.localUfrags().forEach(ufrag -> directory.register(ufrag, transport));
  }

  /**
   * One STUN datagram. A path belongs to whoever was the last to prove it: a check that passed
   * takes it back from somebody who sends from the same address.
   */
  void receive(NetworkPath path, byte[] data, int offset, int length, long now) {
    nowNanos = now;
    long before = agent.checks();
    agent.receive(path, data, offset, length, now);
    if (agent.checks() != before && agent.isValidated(path)) {
      directory.bind(path, transport);
    }
  }

  boolean takesUnproven(long now) {
    return agent.takesUnproven(now);
  }

  /** DTLS or SRTP that passed authentication came over {@code path}. */
  void onAuthenticatedPacket(NetworkPath path, long now) {
    nowNanos = now;
    agent.onAuthenticatedPacket(path, now);
  }

  /** The socket layer lost the path. */
  void onPathLost(NetworkPath path, long now) {
    nowNanos = now;
    agent.removePath(path);
    if (agent.selectedPathOrNull() == null) {
      state.losePath(now);
    }
  }

  void onTick(long now) {
    nowNanos = now;
    agent.onTick(now);
  }

  /** New credentials for both sides; the old ones stay valid for a while. */
  void restart(IceCredentials local, IceCredentials remote, long now) {
    nowNanos = now;
    directory.register(local.ufrag(), transport);
    agent.restart(local, remote, now);
    history.note(Kind.ICE_RESTARTED, now);
  }

  /** Whether DTLS and SRTP may use the path. */
  boolean isValidated(NetworkPath path) {
    return agent.isValidated(path);
  }

  /** The path to send over, or null while there is none. */
  NetworkPath selectedPathOrNull() {
    return agent.selectedPathOrNull();
  }

  /** A snapshot; allocates. */
  IceStats stats() {
    return agent.stats();
  }

  /** Nothing leads to the transport any more. */
  void close() {
    agent.localUfrags().forEach(directory::unregister);
    for (NetworkPath path : paths) {
      directory.unbind(path, transport);
    }
    paths.clear();
  }

  @Override
  public void sendStun(NetworkPath path, byte[] data, int offset, int length) {
    sink.send(path, data, offset, length);
  }

  @Override
  public void onPathValidated(NetworkPath path) {
    paths.add(path);
    history.pathValidated(path, nowNanos);
    directory.bind(path, transport);
    onPathValidated.run();
  }

  @Override
  public void onPathRemoved(NetworkPath path) {
    paths.remove(path);
    history.pathRemoved(path, nowNanos);
    directory.unbind(path, transport);
  }

  @Override
  public void onSelectedPathChanged(NetworkPath path) {
    history.pathSelected(path, nowNanos);
    state.onPathSelected(nowNanos);
  }

  @Override
  public void onUfragRetired(String localUfrag) {
    history.note(Kind.UFRAG_RETIRED, nowNanos);
    directory.unregister(localUfrag);
  }

  @Override
  public void onLivenessExpired() {
    state.onSilence(nowNanos);
  }

  @Override
  public void onLivenessRestored() {
    state.onHeardAgain(nowNanos);
  }
}
