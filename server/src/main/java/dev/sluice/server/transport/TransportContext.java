package dev.sluice.server.transport;

import dev.sluice.server.dtls.DtlsEngineFactory;
import dev.sluice.server.ice.IceOptions;
import dev.sluice.server.srtp.SrtpProviders;
import dev.sluice.server.time.WallClock;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What a transport needs from its surroundings.
 *
 * @param sink where datagrams leave
 * @param directory where the transport makes itself findable
 * @param dtls makes its DTLS engine
 * @param srtp who does its SRTP ciphers
 * @param mailbox runs tasks on the loop that owns the transport
 * @param wallClock for sender reports
 * @param ice limits and times of ICE
 * @param random for SSRCs and first sequence numbers
 */
public record TransportContext(
    DatagramSink sink,
    TransportDirectory directory,
    DtlsEngineFactory dtls,
    SrtpProviders srtp,
    Executor mailbox,
    WallClock wallClock,
    IceOptions ice,
    RandomGenerator random) {}
