package dev.sluice.server.auth;

import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.TokenBucket;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line for each event to the logger {@value #LOGGER}:
 *
 * <pre>
 *   action=kick outcome=done by=operator from=192.0.2.7 room=standup subject="Alice B."
 * </pre>
 *
 * What strangers can cause at will, refusals and lock-outs, is written at {@value
 * #REFUSALS_PER_SECOND} a second at most; the next line says how many were left out. Texts of
 * clients are cut and quoted, so that nobody can forge a line.
 */
public final class AuditLines implements AuditLog {

  /** The logger's name. */
  public static final String LOGGER = "audit";

  static final int REFUSALS_BURST = 200;
  static final int REFUSALS_PER_SECOND = 20;
  private static final int MAX_TEXT_CHARS = 128;

  private final Logger log;
  private final NanoClock clock;
  private final TokenBucket refusals;
  private long leftOut;

  public AuditLines(NanoClock clock) {
    this(LoggerFactory.getLogger(LOGGER), clock);
  }

  AuditLines(Logger log, NanoClock clock) {
    this.log = Objects.requireNonNull(log);
    this.clock = Objects.requireNonNull(clock);
    this.refusals = new TokenBucket(REFUSALS_BURST, REFUSALS_PER_SECOND, clock.nanoTime());
  }

  @Override
  public void record(AuditEvent event) {
    long before;
    synchronized (this) {
      if (ofStrangers(event.action()) && !refusals.take(clock.nanoTime())) {
        leftOut++;
        return;
      }
      before = leftOut;
      leftOut = 0;
    }
    String line = line(event);
    log.info("{}", before == 0 ? line : line + " left_out=" + before);
  }

  private static boolean ofStrangers(Action action) {
    return action == Action.ENTER || action == Action.LOCK_OUT;
  }

  private static String line(AuditEvent event) {
    StringBuilder line = new StringBuilder(128);
    line.append("action=").append(event.action().word());
    line.append(" outcome=").append(quoted(event.outcome()));
    line.append(" by=").append(quoted(event.by()));
    event.from().ifPresent(from -> line.append(" from=").append(from.getHostAddress()));
    event.room().ifPresent(room -> line.append(" room=").append(room.value()));
    if (!event.subject().isEmpty()) {
      line.append(" subject=").append(quoted(event.subject()));
    }
    return line.toString();
  }

  /** In quotes unless it is a plain word; what is neither printable ASCII nor harmless, escaped. */
  private static String quoted(String text) {
    String cut = text.length() > MAX_TEXT_CHARS ? text.substring(0, MAX_TEXT_CHARS) + "..." : text;
    if (!cut.isEmpty() && cut.chars().allMatch(AuditLines::plain)) {
      return cut;
    }
    StringBuilder quoted = new StringBuilder(cut.length() + 2).append('"');
    for (int i = 0; i < cut.length(); i++) {
      char c = cut.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        quoted.append(c);
      } else {
        quoted.append("\\u%04x".formatted((int) c));
      }
    }
    return quoted.append('"').toString();
  }

  private static boolean plain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_-.:*/@,".indexOf(c) >= 0;
  }
}
