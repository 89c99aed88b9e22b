/** What the packet path costs: benchmarks, and the test that it allocates nothing of its own. */
package dev.sluice.server.bench;
