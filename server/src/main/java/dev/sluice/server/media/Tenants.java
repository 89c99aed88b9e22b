package dev.sluice.server.media;

import dev.sluice.server.room.RoomHome.Tenant;
import java.util.ArrayList;
import java.util.List;

/**
 * Who lives on a loop, and who wants to hear that the read batch is over. Tenants may come, go and
 * ask while they are being called. Owned by one media loop.
 */
final class Tenants {

  /** Calls a tenant and stops what it throws. */
  @FunctionalInterface
  interface Visitor {
    void visit(Tenant tenant, long nowNanos);
  }

  private final List<Tenant> attached = new ArrayList<>();
  private final List<Tenant> waiting = new ArrayList<>();
  private Tenant lastWaiting;
  private int cursor = -1;

  void attach(Tenant tenant) {
    if (indexOf(attached, tenant) < 0) {
      attached.add(tenant);
    }
  }

  void detach(Tenant tenant) {
    int index = indexOf(attached, tenant);
    if (index >= 0) {
      attached.remove(index);
      if (index <= cursor) {
        cursor--;
      }
    }
    int waits = indexOf(waiting, tenant);
    if (waits >= 0) {
      waiting.set(waits, null);
      lastWaiting = null;
    }
  }

  /** {@code tenant} waits for the batch's end; asking again changes nothing. */
  void await(Tenant tenant) {
    // packets of one room come in bursts, so the last one who asked mostly asks again
    if (tenant != lastWaiting) {
      if (indexOf(waiting, tenant) < 0) {
        waiting.add(tenant);
      }
      lastWaiting = tenant;
    }
  }

  int size() {
    return attached.size();
  }

  boolean anyWaiting() {
    return !waiting.isEmpty();
  }

  void visitAttached(Visitor visitor, long nowNanos) {
    for (cursor = 0; cursor < attached.size(); cursor++) {
      visitor.visit(attached.get(cursor), nowNanos);
    }
    cursor = -1;
  }

  /** Visits those who wait and lets them go. */
  void visitWaiting(Visitor visitor, long nowNanos) {
    for (int i = 0; i < waiting.size(); i++) {
      Tenant tenant = waiting.get(i);
      if (tenant != null) {
        visitor.visit(tenant, nowNanos);
      }
    }
    waiting.clear();
    lastWaiting = null;
  }

  private static int indexOf(List<Tenant> tenants, Tenant wanted) {
    for (int i = 0; i < tenants.size(); i++) {
      if (tenants.get(i) == wanted) {
        return i;
      }
    }
    return -1;
  }
}
