package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.server.media.NatOptions.LocalAddressPolicy;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnnouncedAddressesTest {

  private static final List<InetSocketAddress> INSIDE =
      Stream.of("10.0.0.4", "192.168.7.4", "fd00::4")
          .map(address -> new InetSocketAddress(LoopFixture.address(address), 7882))
          .toList();

  @Test
  void areTheLocalOnesWithoutANat() {
    assertEquals(
        List.of("10.0.0.4:7882", "192.168.7.4:7882", "fd00:0:0:0:0:0:0:4:7882"),
        announced(INSIDE, NatOptions.NONE, 0));
  }

  @Test
  void leaveOutUniqueLocalOnesWhereThereIsAnythingGlobal() {
    List<InetSocketAddress> bound =
        Stream.of("198.51.100.4", "10.0.0.4", "2001:db8::4", "fd00::4")
            .map(address -> new InetSocketAddress(LoopFixture.address(address), 7882))
            .toList();

    assertEquals(
        List.of("198.51.100.4:7882", "10.0.0.4:7882", "2001:db8:0:0:0:0:0:4:7882"),
        announced(bound, NatOptions.NONE, 0));
  }

  @Test
  void arePublicOnesInsteadWithIpv4First() {
    assertEquals(
        List.of("203.0.113.7:7882", "203.0.113.8:7882", "2001:db8:0:0:0:0:0:7:7882"),
        announced(INSIDE, nat(LocalAddressPolicy.HIDDEN), 0));
  }

  @Test
  void areBothWhenTheLocalOnesAreWantedEachWithItsOwnPort() {
    assertEquals(
        List.of(
            "203.0.113.7:30000",
            "203.0.113.8:30000",
            "10.0.0.4:7882",
            "192.168.7.4:7882",
            "2001:db8:0:0:0:0:0:7:30000",
            "fd00:0:0:0:0:0:0:4:7882"),
        announced(INSIDE, nat(LocalAddressPolicy.OFFERED), 30_000));
  }

  @Test
  void mayLeadToAnAddressOfTheOtherFamilyWhenThePairSaysSo() {
    List<InetSocketAddress> bound = INSIDE.subList(0, 1);
    PublicAddress translated =
        new PublicAddress(
            LoopFixture.address("2001:db8::7"), Optional.of(bound.get(0).getAddress()));

    assertEquals(
        List.of("2001:db8:0:0:0:0:0:7:7882"),
        announced(bound, NatOptions.NONE.withPublicAddresses(List.of(translated)), 0));
  }

  @Test
  void mustLeadToAnAddressThatIsHere() {
    NatOptions nat =
        NatOptions.NONE.withPublicAddresses(
            List.of(
                new PublicAddress(
                    LoopFixture.address("203.0.113.7"),
                    Optional.of(LoopFixture.address("10.9.9.9")))));

    MediaException e = assertThrows(MediaException.class, () -> announced(INSIDE, nat, 0));
    assertEquals(
        "PUBLIC_IP says that 203.0.113.7 leads to 10.9.9.9, but this machine does not have that"
            + " address.",
        e.getMessage());
  }

  private static NatOptions nat(LocalAddressPolicy policy) {
    return new NatOptions(
        List.of(
            PublicAddress.of(LoopFixture.address("2001:db8::7")),
            PublicAddress.of(LoopFixture.address("203.0.113.7")),
            new PublicAddress(
                LoopFixture.address("203.0.113.8"),
                Optional.of(LoopFixture.address("192.168.7.4")))),
        policy,
        0,
        List.of());
  }

  private static List<String> announced(
      List<InetSocketAddress> bound, NatOptions nat, int publicPort) {
    return AnnouncedAddresses.of(bound, nat, publicPort).stream()
        .map(address -> address.getAddress().getHostAddress() + ":" + address.getPort())
        .toList();
  }
}
