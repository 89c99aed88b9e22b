package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import org.junit.jupiter.api.Test;

class BindFailureTest {

  private static String reason(int port, String said) {
    return BindFailure.reason(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), new BindException(said));
  }

  @Test
  void saysWhatToDoAboutEachKind() {
    assertEquals(
        "Address already in use; ss -lntup says by which program",
        reason(8080, "bind(..) failed with error(-98): Address already in use"));
    assertEquals(
        "Permission denied; a port below 1024 needs the capability CAP_NET_BIND_SERVICE (systemd:"
            + " AmbientCapabilities) or a lower net.ipv4.ip_unprivileged_port_start",
        reason(443, "bind(..) failed with error(-13): Permission denied"));
    assertEquals("Permission denied", reason(8080, "Permission denied"));
    assertEquals(
        "Cannot assign requested address; no interface of this machine has it",
        reason(8080, "Cannot assign requested address"));
    assertEquals(
        "Too many open files; raise the limit of open files (ulimit -n, LimitNOFILE)",
        reason(8080, "socket(..) failed with error(-24): Too many open files"));
    assertEquals("Something else", reason(8080, "Something else"));
  }

  @Test
  void aNameThatIsNotKnown() {
    assertEquals(
        "the name nobody.invalid is not known",
        BindFailure.reason(
            InetSocketAddress.createUnresolved("nobody.invalid", 80),
            new UnresolvedAddressException()));
  }
}
