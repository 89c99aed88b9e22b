package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.server.room.RoomHome.Tenant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantsTest {

  private final Tenants tenants = new Tenants();
  private final Tenant first = new LoopFixture.QuietTenant();
  private final Tenant second = new LoopFixture.QuietTenant();
  private final Tenant third = new LoopFixture.QuietTenant();
  private final List<Tenant> visited = new ArrayList<>();

  @Test
  void tenantMayLeaveDuringItsOwnVisit() {
    attachAll();

    tenants.visitAttached(
        (tenant, nowNanos) -> {
          visited.add(tenant);
          tenants.detach(tenant);
        },
        0);

    assertEquals(List.of(first, second, third), visited);
    assertEquals(0, tenants.size());
  }

  @Test
  void tenantThatAnotherRemovesIsNotVisited() {
    attachAll();

    tenants.visitAttached(
        (tenant, nowNanos) -> {
          visited.add(tenant);
          tenants.detach(second);
        },
        0);

    assertEquals(List.of(first, third), visited);
  }

  @Test
  void whoAsksDuringTheVisitsIsVisitedToo() {
    tenants.await(first);

    tenants.visitWaiting(
        (tenant, nowNanos) -> {
          visited.add(tenant);
          tenants.await(second);
        },
        0);
    tenants.visitWaiting((tenant, nowNanos) -> visited.add(tenant), 0);

    assertEquals(List.of(first, second), visited);
  }

  @Test
  void askingManyTimesInTurnsCountsOnce() {
    for (int i = 0; i < 3; i++) {
      tenants.await(first);
      tenants.await(second);
    }

    tenants.visitWaiting((tenant, nowNanos) -> visited.add(tenant), 0);

    assertEquals(List.of(first, second), visited);
  }

  @Test
  void attachingTwiceIsAttachingOnce() {
    tenants.attach(first);
    tenants.attach(first);

    assertEquals(1, tenants.size());
  }

  private void attachAll() {
    tenants.attach(first);
    tenants.attach(second);
    tenants.attach(third);
  }
}
