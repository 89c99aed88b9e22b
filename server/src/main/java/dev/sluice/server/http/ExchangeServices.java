package dev.sluice.server.http;

import dev.sluice.server.time.NanoClock;

/** What the connections of one server share. */
record ExchangeServices(
    HttpOptions options,
    Router router,
    RoomResidence residence,
    RequestGate gate,
    TokenGuard tokens,
    ClientAddresses clientAddresses,
    ClientCounts webSockets,
    CrossOrigin crossOrigin,
    ResponseEncoding encoding,
    EventStreams eventStreams,
    FileTransfers fileTransfers,
    HttpCounters counters,
    NanoClock clock) {}
