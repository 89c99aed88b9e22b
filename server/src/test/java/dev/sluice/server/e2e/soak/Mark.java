package dev.sluice.server.e2e.soak;

import java.util.Map;

/**
 * The server when all is quiet.
 *
 * @param name of the cycle it follows
 * @param live what is alive on the heap after a collection, by class
 */
record Mark(String name, Sample sample, Map<String, ProcessProbe.Live> live) {

  long liveBytes() {
    return live.values().stream().mapToLong(ProcessProbe.Live::bytes).sum();
  }
}
