package dev.sluice.server.room;

import dev.sluice.server.dtls.DtlsEngineFactory;
import dev.sluice.server.srtp.SrtpProviders;
import dev.sluice.server.time.WallClock;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What every room needs and none owns.
 *
 * @param dtls makes the DTLS engines of the rooms' transports
 * @param srtp who does their SRTP ciphers
 * @param wallClock for sender reports
 * @param options limits and times
 * @param random a source for each room; SSRCs and first sequence numbers come from it
 * @param recorder what records them
 * @param observer hears what happens in them
 * @param capacity of the whole server
 * @param guard keeps out who was thrown out
 */
public record RoomServices(
    DtlsEngineFactory dtls,
    SrtpProviders srtp,
    WallClock wallClock,
    RoomOptions options,
    Supplier<RandomGenerator> random,
    RoomRecorder recorder,
    RoomObserver observer,
    ServerCapacity capacity,
    RoomGuard guard) {

  /** Without a recorder, and nobody hears of anything. */
  public RoomServices(
      DtlsEngineFactory dtls,
      SrtpProviders srtp,
      WallClock wallClock,
      RoomOptions options,
      Supplier<RandomGenerator> random) {
    this(
        dtls,
        srtp,
        wallClock,
        options,
        random,
        RoomRecorder.NONE,
        RoomObserver.NONE,
        ServerCapacity.unlimited(),
        RoomGuard.NONE);
  }

  /** With the SRTP ciphers of this process. */
  public RoomServices(
      DtlsEngineFactory dtls,
      WallClock wallClock,
      RoomOptions options,
      Supplier<RandomGenerator> random) {
    this(dtls, SrtpProviders.selected(), wallClock, options, random);
  }

  /** The same with this recorder. */
  public RoomServices withRecorder(RoomRecorder newRecorder) {
    return new RoomServices(
        dtls, srtp, wallClock, options, random, newRecorder, observer, capacity, guard);
  }

  /** The same with this observer, which is kept from harming the rooms. */
  public RoomServices withObserver(RoomObserver newObserver) {
    return new RoomServices(
        dtls,
        srtp,
        wallClock,
        options,
        random,
        recorder,
        RoomObserver.all(List.of(newObserver)),
        capacity,
        guard);
  }

  /** The same on a server that takes in so many. */
  public RoomServices withCapacity(ServerCapacity newCapacity) {
    return new RoomServices(
        dtls, srtp, wallClock, options, random, recorder, observer, newCapacity, guard);
  }

  /** The same with this guard. */
  public RoomServices withGuard(RoomGuard newGuard) {
    return new RoomServices(
        dtls, srtp, wallClock, options, random, recorder, observer, capacity, newGuard);
  }
}
