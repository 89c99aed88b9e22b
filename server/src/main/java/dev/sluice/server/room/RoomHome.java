package dev.sluice.server.room;

import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.transport.DatagramSink;
import dev.sluice.server.transport.TransportDirectory;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The media loop a room lives on, as far as the room may know it. Everything but the mailbox is
 * used on the loop.
 */
public interface RoomHome {

  /**
   * Runs tasks on the loop, in order. The only member that other threads may use, besides {@link
   * #candidates}.
   */
  Executor mailbox();

  /** Where peers of this room reach the loop. Immutable. */
  List<IceCandidate> candidates();

  DatagramSink sink();

  TransportDirectory directory();

  /** {@code tenant} hears ticks from now on. */
  void attach(Tenant tenant);

  /** {@code tenant} hears nothing more. */
  void detach(Tenant tenant);

  /**
   * {@code tenant} hears {@link Tenant#onBatchEnd} when the present read batch ends. Idempotent
   * within a batch.
   */
  void requestBatchEnd(Tenant tenant);

  /** What lives on a loop. */
  interface Tenant {

    /** The read batch is over: forward what it brought. */
    void onBatchEnd(long nowNanos);

    /** Called every 5 ms or so. */
    void onTick(long nowNanos);
  }
}
