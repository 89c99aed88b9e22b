package dev.sluice.server.turn;

import dev.sluice.server.stun.StunAttribute;
import dev.sluice.server.stun.StunIntegrity;
import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunTransaction;
import dev.sluice.server.stun.StunWriter;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tries whether a TURN server relays for these credentials: allocates a relayed address and gives
 * it back. RFC 8656 sections 7 and 8, with the long-term credentials of RFC 8489 section 9.2.
 *
 * <pre>
 *   Allocate ──────────────────────────────►
 *            ◄────────────────────────────── 401, REALM, NONCE
 *   Allocate, USERNAME, REALM, NONCE, MI ──►
 *            ◄────────────────────────────── XOR-RELAYED-ADDRESS      or an error: the end
 *   Refresh, LIFETIME 0, … MI ─────────────►
 *            ◄────────────────────────────── success                  or anything else: the end
 * </pre>
 *
 * Sans-IO; not thread-safe. The caller follows {@link #transaction()}, which changes with each
 * step.
 */
public final class AllocationTrial {

  static final int ALLOCATE_REQUEST = 0x0003;
  static final int REFRESH_REQUEST = 0x0004;

  private static final int CLASS = 0x0110;
  private static final int SUCCESS = 0x0100;
  private static final int UNAUTHORIZED = 401;
  private static final int STALE_NONCE = 438;

  /** REQUESTED-TRANSPORT: the protocol number of UDP, then three bytes reserved. */
  private static final int UDP = 17 << 24;

  /** Of a server's realm or nonce, in characters; together they must fit a request. */
  private static final int MAX_TEXT_LENGTH = 128;

  /** Of a username, in characters of ASCII. RFC 8489 section 14.3. */
  private static final int MAX_USERNAME_LENGTH = 508;

  /** Fits the longest texts, three bytes to a character, and 100 bytes around them. */
  private static final int MAX_REQUEST_LENGTH = MAX_USERNAME_LENGTH + 6 * MAX_TEXT_LENGTH + 100;

  private enum Step {
    ASKED,
    AUTHENTICATED,
    RELEASING,
    OVER
  }

  private final String username;
  private final String password;
  private final Supplier<byte[]> transactionIds;
  private final StunTransaction.Schedule schedule;
  private final StunMessage message = new StunMessage();
  private Step step = Step.ASKED;
  private StunTransaction transaction;
  private StunIntegrity integrity;
  private String realm;
  private String nonce;
  private boolean renewedNonce;
  private InetSocketAddress relayed;
  private String problem = "does not answer";

  /**
   * @param username ASCII, at most 508 characters; else {@link IllegalArgumentException}
   * @param transactionIds 12 random bytes each time
   * @param nowNanos when the first request is due
   */
  public AllocationTrial(
      String username,
      String password,
      Supplier<byte[]> transactionIds,
      StunTransaction.Schedule schedule,
      long nowNanos) {
    if (username.length() > MAX_USERNAME_LENGTH) {
      throw new IllegalArgumentException("a TURN username has at most 508 characters");
    }
    this.username = username;
    this.password = password;
    this.transactionIds = transactionIds;
    this.schedule = schedule;
    transaction = new StunTransaction(request(ALLOCATE_REQUEST), schedule, nowNanos);
  }

  /** The request under way: when to send it, and what it is. */
  public StunTransaction transaction() {
    return transaction;
  }

  /** True when nothing more is to be sent or received. */
  public boolean over() {
    return step == Step.OVER || transaction.state() == StunTransaction.State.TIMED_OUT;
  }

  /** The address the server would have relayed for, if it was willing. */
  public Optional<InetSocketAddress> relayed() {
    return Optional.ofNullable(relayed);
  }

  /** Why there is none, as a part of a sentence. */
  public String problem() {
    return problem;
  }

  /** A message from the server. */
  public void receive(byte[] data, int offset, int length, long nowNanos) {
    if (over() || !message.wrap(data, offset, length)) {
      return;
    }
    boolean success = (message.type() & CLASS) == SUCCESS;
    if (success && (integrity == null || !message.integrityMatches(integrity))) {
      // RFC 8489 section 9.2.5: as if it had never come
      return;
    }
    if (!transaction.accept(message)) {
      return;
    }
    if (step == Step.RELEASING) {
      step = Step.OVER;
    } else if (success) {
      allocated(nowNanos);
    } else {
      refused(message.errorCode(), nowNanos);
    }
  }

  private void allocated(long nowNanos) {
    relayed = message.xorAddressOrNull(StunAttribute.XOR_RELAYED_ADDRESS);
    problem = relayed == null ? "names no relayed address" : "";
    next(Step.RELEASING, REFRESH_REQUEST, nowNanos);
  }

  private void refused(int code, long nowNanos) {
    boolean challenged = step == Step.ASKED && code == UNAUTHORIZED;
    boolean stale = step == Step.AUTHENTICATED && code == STALE_NONCE && !renewedNonce;
    if ((challenged || stale) && takeChallenge()) {
      renewedNonce = stale;
      next(Step.AUTHENTICATED, ALLOCATE_REQUEST, nowNanos);
      return;
    }
    problem =
        step == Step.AUTHENTICATED && code == UNAUTHORIZED
            ? "refuses the credentials (401): another secret or password, or clocks that differ"
            : "refuses with error " + code;
    step = Step.OVER;
  }

  private boolean takeChallenge() {
    realm = message.textOrNull(StunAttribute.REALM);
    nonce = message.textOrNull(StunAttribute.NONCE);
    if (realm == null
        || nonce == null
        || realm.length() > MAX_TEXT_LENGTH
        || nonce.length() > MAX_TEXT_LENGTH) {
      return false;
    }
    integrity = StunIntegrity.longTerm(username, realm, password);
    return true;
  }

  private void next(Step next, int type, long nowNanos) {
    step = next;
    transaction = new StunTransaction(request(type), schedule, nowNanos);
  }

  private byte[] request(int type) {
    byte[] out = new byte[MAX_REQUEST_LENGTH];
    StunWriter writer = new StunWriter().begin(out, 0, type, transactionIds.get(), 0);
    if (type == ALLOCATE_REQUEST) {
      writer.u32(StunAttribute.REQUESTED_TRANSPORT, UDP);
    } else {
      writer.u32(StunAttribute.LIFETIME, 0);
    }
    if (integrity != null) {
      writer
          .text(StunAttribute.USERNAME, username)
          .text(StunAttribute.REALM, realm)
          .text(StunAttribute.NONCE, nonce)
          .integrity(integrity);
    }
    return Arrays.copyOf(out, writer.finish());
  }
}
