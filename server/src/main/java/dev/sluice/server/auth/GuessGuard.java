package dev.sluice.server.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Makes trying out tokens slow: after {@value #FREE_TRIES} wrong ones from an address none is
 * looked at for a second, and each further wrong one doubles that, up to {@link #LONGEST_NANOS}.
 * One wrong token is forgiven each {@link #FORGIVE_NANOS}. A right token forgives nothing: else who
 * has one could go on trying out others.
 *
 * <p>An IPv6 client counts by its /64, since a single host can use all of one. Beyond {@value
 * #MAX_ADDRESSES} addresses the one heard least recently is forgotten. Thread-safe.
 */
public final class GuessGuard {

  /** Wrong tokens without consequence. */
  public static final int FREE_TRIES = 10;

  /** The longest time out. */
  public static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(15);

  /** How long it takes until one wrong token is forgiven. */
  public static final long FORGIVE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final int MAX_ADDRESSES = 50_000;
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int IPV6_PREFIX_BYTES = 8;

  /** Time outs no longer grow after so many. */
  private static final int MAX_STRIKES = FREE_TRIES + 11;

  /** Hears of lock-outs, on the thread of the wrong token; must not block. */
  @FunctionalInterface
  public interface Listener {
    /**
     * No token of this address is looked at for a while.
     *
     * @param address of IPv6 the /64's first
     */
    void onLockedOut(InetAddress address, long forNanos);
  }

  private static final class Suspect {
    private int strikes;
    private long forgivenNanos;
    private long lockedUntilNanos;

    Suspect(long nowNanos) {
      forgivenNanos = nowNanos;
      lockedUntilNanos = nowNanos;
    }

    void forgive(long nowNanos) {
      long forgiven = Math.max(0, nowNanos - forgivenNanos) / FORGIVE_NANOS;
      strikes = (int) Math.max(0, strikes - forgiven);
      forgivenNanos += forgiven * FORGIVE_NANOS;
    }
  }

  private final Listener listener;
  private final Map<InetAddress, Suspect> suspects;

  public GuessGuard(Listener listener) {
    this(listener, MAX_ADDRESSES);
  }

  GuessGuard(Listener listener, int maxAddresses) {
    this.listener = Objects.requireNonNull(listener);
    this.suspects =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<InetAddress, Suspect> eldest) {
            return size() > maxAddresses;
          }
        };
  }

  /** For how long no token of this address must be looked at; 0 when one may. */
  public long lockedNanos(InetAddress address, long nowNanos) {
    synchronized (suspects) {
      Suspect suspect = suspects.get(prefix(address));
      return suspect == null ? 0 : Math.max(0, suspect.lockedUntilNanos - nowNanos);
    }
  }

  /** A wrong token came; see {@link Refusal#guess}. */
  public void failed(InetAddress address, long nowNanos) {
    InetAddress key = prefix(address);
    long lockNanos = 0;
    synchronized (suspects) {
      Suspect suspect = suspects.computeIfAbsent(key, any -> new Suspect(nowNanos));
      suspect.forgive(nowNanos);
      suspect.strikes = Math.min(MAX_STRIKES, suspect.strikes + 1);
      int beyond = suspect.strikes - FREE_TRIES;
      if (beyond > 0) {
        lockNanos = Math.min(LONGEST_NANOS, FIRST_NANOS << (beyond - 1));
        suspect.lockedUntilNanos = nowNanos + lockNanos;
        suspect.forgivenNanos = suspect.lockedUntilNanos;
      }
    }
    if (lockNanos > 0) {
      listener.onLockedOut(key, lockNanos);
    }
  }

  /** How many addresses are remembered. */
  int size() {
    synchronized (suspects) {
      return suspects.size();
    }
  }

  private static InetAddress prefix(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] whole = address.getAddress();
    try {
      return InetAddress.getByAddress(
          Arrays.copyOf(Arrays.copyOf(whole, IPV6_PREFIX_BYTES), whole.length));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
