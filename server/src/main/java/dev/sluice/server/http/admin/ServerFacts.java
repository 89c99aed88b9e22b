package dev.sluice.server.http.admin;

import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import dev.sluice.server.media.LoopStats;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is known of the whole server. Asked from event loops: nothing of it blocks.
 *
 * @param version of the program
 * @param started when
 * @param loops the last snapshot of each
 * @param checks what has to be well for it to be ready
 * @param limits by name; 0 stands for none
 * @param counts of now, such as connections, by name
 * @param disk of recordings, in bytes by name; empty without recordings
 */
public record ServerFacts(
    String version,
    Instant started,
    Supplier<List<LoopStats>> loops,
    List<ReadinessCheck> checks,
    Map<String, Number> limits,
    Supplier<Map<String, Number>> counts,
    Supplier<Map<String, Number>> disk) {

  public ServerFacts {
    checks = List.copyOf(checks);
  }
}
