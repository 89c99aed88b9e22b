/**
 * How a server goes away: newcomers are refused, rooms are moved, and everything is ended in a
 * bounded time. What is decided when is in {@link dev.sluice.server.app.drain.DrainPlan} and {@link
 * dev.sluice.server.app.drain.Drain}, which are given the time; {@link
 * dev.sluice.server.app.drain.Departure} waits. May import what the rest of {@code app} may.
 */
package dev.sluice.server.app.drain;
