/** Time as values that are handed in: clocks, and rates over them. Imports nothing. */
package dev.sluice.server.time;
