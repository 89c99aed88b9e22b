package dev.sluice.server.bench;

import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomHome;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.room.RoomRecorder;
import dev.sluice.server.room.RoomRegistry;
import dev.sluice.server.room.RoomServices;
import dev.sluice.server.scenario.FakeDtls;
import dev.sluice.server.stun.StunUfrag;
import dev.sluice.server.time.WallClock;
import dev.sluice.server.transport.DatagramReceiver;
import dev.sluice.server.transport.DatagramSink;
import dev.sluice.server.transport.TransportDirectory;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;

/**
 * One publication and those who receive it, in a real room on a loop without sockets: what leaves
 * is counted and thrown away. Time stands still unless it is moved.
 */
final class VirtualFanOut {

  private static final long TICK_NANOS = 5_000_000L;
  private static final int SLOT = 2048;

  private final Workload workload;
  private final Home home = new Home();
  private final Peer publisher;
  private final Path publisherPath;
  private final byte[] sealed;
  private final byte[] scratch = new byte[SLOT];
  private final int[] sealedLengths;
  private long nowNanos = 1_000_000_000_000L;

  VirtualFanOut(Workload workload) {
    this(workload, RoomRecorder.NONE);
  }

  VirtualFanOut(Workload workload, RoomRecorder recorder) {
    this.workload = workload;
    this.sealed = new byte[SLOT * workload.batch()];
    this.sealedLengths = new int[workload.batch()];
    FakeDtls dtls = new FakeDtls(workload.profile());
    Random seeds = new Random(1);
    RoomRegistry rooms =
        new RoomRegistry(
            room -> home,
            new RoomServices(
                    dtls,
                    workload.ciphers().providers(),
                    new WallClock(nowNanos, 1_700_000_000_000_000_000L),
                    RoomOptions.DEFAULTS,
                    () -> new Random(seeds.nextLong()))
                .withRecorder(recorder),
            () -> nowNanos);
    RoomHandle room = rooms.open(new RoomId("bench")).orElseThrow();
    publisher = Peer.publisher(0, workload, dtls);
    publisherPath = enter(room, publisher);
    Peer[] subscribers = new Peer[workload.subscribers()];
    Path[] paths = new Path[workload.subscribers()];
    for (int i = 0; i < subscribers.length; i++) {
      subscribers[i] = Peer.subscriber(i + 1, workload, dtls);
      paths[i] = enter(room, subscribers[i]);
    }
    tick();
    writeFrame();
    deliverFrame();
    for (int i = 0; i < subscribers.length; i++) {
      home.receive(paths[i], subscribers[i].receiverReport());
    }
    long before = home.sink.datagrams;
    writeFrame();
    deliverFrame();
    long expected = (long) workload.subscribers() * workload.batch();
    if (home.sink.datagrams - before != expected) {
      throw new IllegalStateException(
          "%d packets were forwarded instead of %d"
              .formatted(home.sink.datagrams - before, expected));
    }
  }

  private Path enter(RoomHandle room, Peer peer) {
    Path path = new Path();
    room.execute(peer.join(event -> {}));
    home.runTasks();
    home.receive(path, peer.check());
    home.runTasks();
    return path;
  }

  /** The publisher seals its next frame. */
  void writeFrame() {
    publisher.nextFrame();
    for (int i = 0; i < workload.batch(); i++) {
      sealedLengths[i] = publisher.writePacket(sealed, i * SLOT, i);
    }
  }

  /** The loop reads the frame in one batch and forwards it. */
  void deliverFrame() {
    for (int i = 0; i < workload.batch(); i++) {
      // the socket layer copies each datagram into the loop's scratch array, too
      System.arraycopy(sealed, i * SLOT, scratch, 0, sealedLengths[i]);
      publisherPath.receiver.receive(publisherPath, scratch, 0, sealedLengths[i], nowNanos);
    }
    home.endBatch();
  }

  /** The loop's tick, five milliseconds later. */
  void tick() {
    nowNanos += TICK_NANOS;
    home.tick();
  }

  /** Datagrams sent so far. */
  long forwarded() {
    return home.sink.datagrams;
  }

  /** So that nothing is optimised away. */
  long checksum() {
    return home.sink.checksum;
  }

  private static final class Path implements NetworkPath {

    private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 7882);
    private static final InetSocketAddress REMOTE = new InetSocketAddress("198.51.100.7", 9);

    private DatagramReceiver receiver;

    @Override
    public InetSocketAddress local() {
      return LOCAL;
    }

    @Override
    public InetSocketAddress remote() {
      return REMOTE;
    }

    @Override
    public boolean reliable() {
      return false;
    }
  }

  private final class Home implements RoomHome, TransportDirectory {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Map<String, DatagramReceiver> byUfrag = new HashMap<>();
    private final DiscardingSink sink = new DiscardingSink();
    private Tenant room;
    private boolean batchEndWanted;

    void runTasks() {
      while (!tasks.isEmpty()) {
        tasks.remove().run();
      }
    }

    void receive(Path path, byte[] datagram) {
      System.arraycopy(datagram, 0, scratch, 0, datagram.length);
      String ufrag = StunUfrag.localUfrag(scratch, 0, datagram.length);
      DatagramReceiver receiver = ufrag == null ? path.receiver : byUfrag.get(ufrag);
      receiver.receive(path, scratch, 0, datagram.length, nowNanos);
      endBatch();
    }

    void endBatch() {
      if (batchEndWanted) {
        batchEndWanted = false;
        room.onBatchEnd(nowNanos);
      }
    }

    void tick() {
      room.onTick(nowNanos);
    }

    @Override
    public Executor mailbox() {
      return tasks::add;
    }

    @Override
    public List<IceCandidate> candidates() {
      return List.of();
    }

    @Override
    public DatagramSink sink() {
      return sink;
    }

    @Override
    public TransportDirectory directory() {
      return this;
    }

    @Override
    public void attach(Tenant tenant) {
      room = tenant;
    }

    @Override
    public void detach(Tenant tenant) {
      throw new IllegalStateException("the room is gone");
    }

    @Override
    public void requestBatchEnd(Tenant tenant) {
      batchEndWanted = true;
    }

    @Override
    public void register(String localUfrag, DatagramReceiver receiver) {
      byUfrag.put(localUfrag, receiver);
    }

    @Override
    public void unregister(String localUfrag) {
      byUfrag.remove(localUfrag);
    }

    @Override
    public void bind(NetworkPath path, DatagramReceiver receiver) {
      ((Path) path).receiver = receiver;
    }

    @Override
    public void unbind(NetworkPath path, DatagramReceiver receiver) {
      ((Path) path).receiver = null;
    }
  }

  /** Walks through a buffer as large as the media loop's, and sends nothing. */
  private static final class DiscardingSink implements DatagramSink {

    private static final int CAPACITY = 4 * 65_536;

    private final byte[] data = new byte[CAPACITY];
    private int end;
    private long datagrams;
    private long checksum;

    @Override
    public int begin(NetworkPath path, int maxLength) {
      if (end + maxLength > CAPACITY) {
        end = 0;
      }
      return end;
    }

    @Override
    public byte[] array() {
      return data;
    }

    @Override
    public void commit(int length) {
      checksum += data[end + length - 1];
      end += length;
      datagrams++;
    }
  }
}
