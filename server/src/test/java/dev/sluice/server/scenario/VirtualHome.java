package dev.sluice.server.scenario;

import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.room.RoomHome;
import dev.sluice.server.stun.StunUfrag;
import dev.sluice.server.transport.DatagramReceiver;
import dev.sluice.server.transport.DatagramSink;
import dev.sluice.server.transport.TransportDirectory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * A media loop in virtual time, without sockets: the test decides when tasks, batches and ticks
 * happen.
 */
public final class VirtualHome implements RoomHome {

  /** What a datagram meets on its way to a peer. */
  public interface Network {
    boolean delivers(byte[] datagram);
  }

  private final VirtualClock clock;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Set<Tenant> tenants = new LinkedHashSet<>();
  private final Set<Tenant> batchEnds = new LinkedHashSet<>();
  private final Map<String, DatagramReceiver> byUfrag = new HashMap<>();
  private final IdentityHashMap<NetworkPath, DatagramReceiver> byPath = new IdentityHashMap<>();
  private final Sink sink = new Sink();
  private final Directory directory = new Directory();
  private Network network = datagram -> true;
  private NetworkPath broken;

  VirtualHome(VirtualClock clock) {
    this.clock = clock;
  }

  void network(Network newNetwork) {
    network = newNetwork;
  }

  /** From now on sending over {@code path} throws. */
  void breakSending(NetworkPath path) {
    broken = path;
  }

  /** Runs what waits in the mailbox. */
  void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  /** One read batch of one datagram. */
  void receive(VirtualPath path, byte[] datagram) {
    receiveBatch(path, List.of(datagram));
  }

  /** One read batch, as the socket layer would dispatch it. */
  void receiveBatch(VirtualPath path, List<byte[]> datagrams) {
    runTasks();
    long now = clock.nanoTime();
    for (byte[] datagram : datagrams) {
      byte[] scratch = Arrays.copyOf(datagram, 2048);
      boolean stun = (datagram[0] & 0xff) <= 3;
      String ufrag = stun ? StunUfrag.localUfrag(scratch, 0, datagram.length) : null;
      DatagramReceiver receiver = ufrag == null ? byPath.get(path) : byUfrag.get(ufrag);
      if (receiver != null) {
        receiver.receive(path, scratch, 0, datagram.length, now);
      }
    }
    for (Tenant tenant : List.copyOf(batchEnds)) {
      batchEnds.remove(tenant);
      tenant.onBatchEnd(now);
    }
    runTasks();
    sink.flush();
  }

  /** One tick. */
  void tick() {
    runTasks();
    long now = clock.nanoTime();
    for (Tenant tenant : List.copyOf(tenants)) {
      tenant.onTick(now);
    }
    runTasks();
    sink.flush();
  }

  boolean isEmpty() {
    return tenants.isEmpty() && byUfrag.isEmpty() && byPath.isEmpty();
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
    return directory;
  }

  @Override
  public void attach(Tenant tenant) {
    tenants.add(tenant);
  }

  @Override
  public void detach(Tenant tenant) {
    tenants.remove(tenant);
  }

  @Override
  public void requestBatchEnd(Tenant tenant) {
    batchEnds.add(tenant);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sent(NetworkPath path, byte[] datagram) {}

  private final class Sink implements DatagramSink {

    private final byte[] scratch = new byte[4096];
    private final List<Sent> sent = new ArrayList<>();
    private NetworkPath path;

    @Override
    public int begin(NetworkPath to, int maxLength) {
      if (maxLength > 1500) {
        throw new IllegalArgumentException("a datagram of " + maxLength);
      }
      if (to == broken) {
        throw new IllegalStateException("a broken invariant");
      }
      path = to;
      return 100;
    }

    @Override
    public byte[] array() {
      return scratch;
    }

    @Override
    public void commit(int length) {
      if (length > 0) {
        sent.add(new Sent(path, Arrays.copyOfRange(scratch, 100, 100 + length)));
      }
    }

    private void flush() {
      List<Sent> now = List.copyOf(sent);
      sent.clear();
      for (Sent one : now) {
        if (network.delivers(one.datagram())) {
          ((VirtualPath) one.path()).receiver().accept(one.datagram());
        }
      }
    }
  }

  private final class Directory implements TransportDirectory {

    @Override
    public void register(String localUfrag, DatagramReceiver receiver) {
      byUfrag.put(localUfrag, receiver);
    }

    @Override
    public void unregister(String localUfrag) {
      byUfrag.remove(localUfrag);
    }

    @Override
    public void bind(NetworkPath bound, DatagramReceiver receiver) {
      byPath.put(bound, receiver);
    }

    @Override
    public void unbind(NetworkPath bound, DatagramReceiver receiver) {
      byPath.remove(bound, receiver);
    }
  }
}
