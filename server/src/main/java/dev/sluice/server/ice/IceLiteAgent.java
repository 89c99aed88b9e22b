package dev.sluice.server.ice;

import dev.sluice.server.stun.StunAttribute;
import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.time.TokenBucket;
import java.util.List;
import java.util.Optional;

/**
 * The lite side of ICE for one BUNDLE transport (RFC 8445 sections 2.5 and 7.3): answers the peer's
 * connectivity checks, remembers which paths they proved, and says over which one to send.
 *
 * <p>A check goes through these gates, and each refusal is counted in {@link #stats()}: within the
 * rate of paths that have proved nothing, well formed, FINGERPRINT right if present, for one of our
 * ufrags, within the rate of a peer, MESSAGE-INTEGRITY right, no unknown comprehension-required
 * attribute, no role conflict. PRIORITY and ICE-CONTROLLING are not asked for, since FFmpeg 8.0
 * sends neither. {@link PathSelector} tells how the selected path is chosen.
 *
 * <p>What is not authenticated gets no answer, with one exception: a request that names our ufrag,
 * or comes over a validated path, is told 400 or 401 (RFC 8489 section 9.1.3) a few times a second
 * and never with more bytes than it had itself. Nobody else can be hit by such an answer.
 *
 * <p>Sans-IO: owned by one media loop, time is an argument. Listener methods are called during the
 * call that causes them and must not call back into {@link #receive}.
 */
public final class IceLiteAgent {

  /** Hears what the agent decides. */
  public interface Listener {

    /**
     * A response is to leave over {@code path}. {@code data[offset, offset + length)} is valid only
     * during the call.
     */
    void sendStun(NetworkPath path, byte[] data, int offset, int length);

    /** DTLS and SRTP may use the path from now on, in both directions. */
    void onPathValidated(NetworkPath path);

    /** The path is forgotten; what arrives on it does not belong to this peer any more. */
    void onPathRemoved(NetworkPath path);

    /** Everything is to be sent over {@code path} from now on. */
    void onSelectedPathChanged(NetworkPath path);

    /** After a restart, these credentials have stopped being valid. */
    void onUfragRetired(String localUfrag);

    /** Nothing authenticated came for {@link IceOptions#livenessNanos()}; told once a silence. */
    void onLivenessExpired();

    /** Something authenticated came again after {@link #onLivenessExpired}. */
    void onLivenessRestored();
  }

  /** Far above what browsers send: Chrome's fastest is 21 checks a second over all its pairs. */
  private static final int CHECKS_PER_SECOND = 400;

  private static final int CHECK_BURST = 400;

  /** For paths that have proved nothing yet; this bounds all work for them, and path churn. */
  private static final int UNPROVEN_CHECKS_PER_SECOND = 30;

  private static final int UNPROVEN_CHECK_BURST = 64;

  private static final int MAX_UNKNOWN_ATTRIBUTES = 8;

  private final IceOptions options;
  private final Listener listener;
  private final PathSelector selector;
  private final PathTable paths;
  private final IceCounters counters = new IceCounters();
  private final TokenBucket checkRate;
  private final TokenBucket unprovenRate;
  private final BindingResponder responder;
  private final IceSessions sessions;

  private final StunMessage message = new StunMessage();
  private final int[] unknownTypes = new int[MAX_UNKNOWN_ATTRIBUTES];

  private PathState selected;
  private long lastAuthenticatedNanos;
  private boolean livenessExpired;

  /**
   * An agent without paths.
   *
   * @param local our credentials, as signaled
   * @param remote the peer's, as signaled; a lite agent sends no checks and only compares the ufrag
   */
  public IceLiteAgent(
      IceCredentials local,
      IceCredentials remote,
      IceOptions options,
      Listener listener,
      long nowNanos) {
    this.options = options;
    this.listener = listener;
    selector = new PathSelector(options);
    paths = new PathTable(options.maxPaths());
    checkRate = new TokenBucket(CHECK_BURST, CHECKS_PER_SECOND, nowNanos);
    unprovenRate = new TokenBucket(UNPROVEN_CHECK_BURST, UNPROVEN_CHECKS_PER_SECOND, nowNanos);
    responder = new BindingResponder(listener, counters, nowNanos);
    sessions = new IceSessions(local, remote, options.restartGraceNanos());
    lastAuthenticatedNanos = nowNanos;
  }

  /** One STUN datagram; it is only read. */
  public void receive(NetworkPath path, byte[] data, int offset, int length, long nowNanos) {
    if (!isValidated(path) && !unprovenRate.take(nowNanos)) {
      counters.drop(IceDropReason.RATE_LIMITED);
      return;
    }
    if (!message.wrap(data, offset, length)) {
      counters.drop(IceDropReason.MALFORMED);
      return;
    }
    if (message.hasFingerprint() && !message.fingerprintMatches()) {
      counters.drop(IceDropReason.BAD_FINGERPRINT);
      return;
    }
    switch (message.type()) {
      case StunMessage.BINDING_REQUEST -> onRequest(path, nowNanos);
      case StunMessage.BINDING_INDICATION -> onIndication(path);
      default -> counters.drop(IceDropReason.UNEXPECTED_TYPE);
    }
  }

  /**
   * Whether a datagram over a path that has proved nothing would be looked at now. Whoever knows
   * the ufrag can keep others from proving new paths, so only the peer and who sees its traffic
   * can.
   */
  public boolean takesUnproven(long nowNanos) {
    return unprovenRate.has(nowNanos);
  }

  /**
   * Keeps a NAT binding open and means nothing else; without integrity it cannot count as liveness.
   */
  private void onIndication(NetworkPath path) {
    if (isValidated(path)) {
      counters.indications++;
    } else {
      counters.drop(IceDropReason.STRAY_INDICATION);
    }
  }

  private void onRequest(NetworkPath path, long nowNanos) {
    PathState known = paths.findOrNull(path);
    boolean hasUsername = message.find(StunAttribute.USERNAME);
    IceSession session = hasUsername ? sessions.ofUsernameOrNull(message) : null;
    if (session == null && known == null) {
      counters.drop(hasUsername ? IceDropReason.WRONG_UFRAG : IceDropReason.NO_CREDENTIALS);
      return;
    }
    if (!hasUsername || !message.hasIntegrity()) {
      counters.drop(IceDropReason.NO_CREDENTIALS);
      responder.unauthenticated(message, path, 400, "Bad Request", nowNanos);
      return;
    }
    if (session == null) {
      counters.drop(IceDropReason.WRONG_UFRAG);
      responder.unauthenticated(message, path, 401, "Unauthenticated", nowNanos);
      return;
    }
    if (known != null && !checkRate.take(nowNanos)) {
      counters.drop(IceDropReason.RATE_LIMITED);
      return;
    }
    if (!message.integrityMatches(session.integrity())) {
      counters.drop(IceDropReason.WRONG_INTEGRITY);
      responder.unauthenticated(message, path, 401, "Unauthenticated", nowNanos);
      return;
    }
    onAuthenticatedRequest(path, known, session, nowNanos);
  }

  private void onAuthenticatedRequest(
      NetworkPath path, PathState known, IceSession session, long nowNanos) {
    heard(nowNanos);
    int unknownCount = message.unknownRequired(unknownTypes);
    if (unknownCount > 0) {
      counters.drop(IceDropReason.UNKNOWN_ATTRIBUTE);
      responder.unknownAttributes(message, path, session, unknownTypes, unknownCount);
      return;
    }
    if (message.find(StunAttribute.ICE_CONTROLLED)) {
      counters.drop(IceDropReason.ROLE_CONFLICT);
      responder.roleConflict(message, path, session);
      return;
    }
    onCheck(path, known, session, nowNanos);
  }

  private void onCheck(NetworkPath path, PathState known, IceSession session, long nowNanos) {
    counters.checks++;
    if (message.find(StunAttribute.USERNAME) && !session.isFromSignaledPeer(message)) {
      counters.foreignPeerUfrags++;
    }
    PathState state = known == null ? new PathState(path, nowNanos) : known;
    // The answer goes first: FFmpeg 8.0 ignores DTLS that overtakes it.
    responder.success(message, state, session);
    takeUp(session, nowNanos);
    state.onCheck(session.generation(), nowNanos);
    if (known == null) {
      add(state);
    }
    if (!sessions.outdated(session) && selector.onCheck(state, selected, message, nowNanos)) {
      select(state);
    }
  }

  /** The first check with new credentials carries out the restart. RFC 8445 section 9. */
  private void takeUp(IceSession session, long nowNanos) {
    if (!sessions.takeUp(session, nowNanos)) {
      return;
    }
    selector.beginGeneration(session.generation());
    if (sessions.restarting()) {
      counters.restarts++;
    }
  }

  /**
   * DTLS or SRTP that passed authentication came over {@code path}. During the DTLS handshake any
   * record that the handshake accepted counts. Ignored when the path is not validated.
   */
  public void onAuthenticatedPacket(NetworkPath path, long nowNanos) {
    PathState state = paths.findOrNull(path);
    if (state == null) {
      return;
    }
    heard(nowNanos);
    boolean moves = selector.onTraffic(state, selected, nowNanos);
    state.onTraffic(nowNanos);
    if (moves) {
      select(state);
    }
  }

  private void heard(long nowNanos) {
    lastAuthenticatedNanos = nowNanos;
    if (livenessExpired) {
      livenessExpired = false;
      listener.onLivenessRestored();
    }
  }

  /**
   * Gives both sides new credentials. The old ones stay valid until the peer has used the new ones
   * and a grace has passed; media goes on meanwhile.
   *
   * @throws IllegalArgumentException when {@code newLocal} has a ufrag that is in use
   */
  public void restart(IceCredentials newLocal, IceCredentials newRemote, long nowNanos) {
    String retired = sessions.supersedeOrNull(newLocal, newRemote);
    lastAuthenticatedNanos = nowNanos;
    if (retired != null) {
      listener.onUfragRetired(retired);
    }
  }

  /** Advances timers; call at least a few times a second. */
  public void onTick(long nowNanos) {
    String retired = sessions.retireOrNull(nowNanos);
    if (retired != null) {
      listener.onUfragRetired(retired);
    }
    for (int i = paths.size() - 1; i >= 0; i--) {
      PathState state = paths.get(i);
      if (state != selected && state.silentFor(options.livenessNanos(), nowNanos)) {
        paths.remove(state);
        listener.onPathRemoved(state.path());
      }
    }
    if (!livenessExpired && nowNanos - lastAuthenticatedNanos >= options.livenessNanos()) {
      livenessExpired = true;
      listener.onLivenessExpired();
    }
  }

  /**
   * The socket layer lost the path, such as a closed TCP connection. The path heard last takes over
   * when it was the selected one. Unknown paths are ignored.
   */
  public void removePath(NetworkPath path) {
    PathState state = paths.findOrNull(path);
    if (state == null) {
      return;
    }
    paths.remove(state);
    if (state == selected) {
      selected = null;
    }
    listener.onPathRemoved(path);
    if (selected == null && paths.size() > 0) {
      select(paths.lastHeardOrNull());
    }
  }

  private void add(PathState state) {
    PathState evicted = paths.add(state, selected);
    if (evicted != null) {
      counters.pathsEvicted++;
      listener.onPathRemoved(evicted.path());
    }
    listener.onPathValidated(state.path());
  }

  private void select(PathState state) {
    selected = state;
    counters.pathSelections++;
    listener.onSelectedPathChanged(state.path());
  }

  /** The path to send over; empty until a first check has come. */
  public Optional<NetworkPath> selectedPath() {
    return Optional.ofNullable(selectedPathOrNull());
  }

  /** As {@link #selectedPath()}, for the packet path. */
  public NetworkPath selectedPathOrNull() {
    return selected == null ? null : selected.path();
  }

  /** Whether DTLS and SRTP may use the path. */
  public boolean isValidated(NetworkPath path) {
    return paths.findOrNull(path) != null;
  }

  /** Authenticated checks so far. */
  public long checks() {
    return counters.checks;
  }

  /** The ufrags that checks may name now: one, or two during a restart. */
  public List<String> localUfrags() {
    return sessions.localUfrags();
  }

  /** A snapshot; allocates. */
  public IceStats stats() {
    return counters.snapshot(paths.size(), selector.style());
  }
}
