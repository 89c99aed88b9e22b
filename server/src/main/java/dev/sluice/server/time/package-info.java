/** Monotonic and wall-clock time as values that are handed in. Imports nothing. */
package dev.sluice.server.time;
