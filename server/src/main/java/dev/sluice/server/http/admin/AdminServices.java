package dev.sluice.server.http.admin;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.auth.DenyList;
import dev.sluice.server.room.Rooms;
import dev.sluice.server.time.WallClock;
import java.time.InstantSource;

/**
 * What the admin API works with.
 *
 * @param wallClock tells the times of monotonic instants
 * @param clock the present
 */
public record AdminServices(
    Access access,
    Rooms rooms,
    DenyList denied,
    AuditLog audit,
    ServerFacts facts,
    DrainControl drain,
    RecentOccurrences recent,
    FlightRecordings flights,
    AdminThreads threads,
    WallClock wallClock,
    InstantSource clock) {}
