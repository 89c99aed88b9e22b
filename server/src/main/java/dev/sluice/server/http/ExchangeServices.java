package dev.sluice.server.http;

import dev.sluice.server.time.NanoClock;

/** What the connections of one server share. */
record ExchangeServices(
    HttpOptions options,
    Router router,
    RequestRateLimiter rateLimiter,
    ClientAddresses clientAddresses,
    CrossOrigin crossOrigin,
    EventStreams eventStreams,
    FileTransfers fileTransfers,
    NanoClock clock) {}
