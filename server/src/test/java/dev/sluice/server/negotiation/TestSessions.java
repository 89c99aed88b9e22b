package dev.sluice.server.negotiation;

import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.ice.IceCandidate.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Client sessions whose random numbers are known, and the offers of real clients. */
final class TestSessions {

  static final String CNAME = "sluice-test";

  static final Fingerprint FINGERPRINT =
      new Fingerprint("sha-256", String.join(":", Collections.nCopies(32, "5A")));

  private static final IceCandidate UDP4 =
      new IceCandidate("1", Protocol.UDP, 2130706431, new InetSocketAddress("203.0.113.7", 7882));
  private static final IceCandidate UDP6 =
      new IceCandidate("2", Protocol.UDP, 2130706175, new InetSocketAddress("2001:db8::7", 7882));
  private static final IceCandidate TCP4 =
      new IceCandidate(
          "3", Protocol.TCP_PASSIVE, 1671430143, new InetSocketAddress("203.0.113.7", 7881));

  private TestSessions() {}

  static OfferAnswer session() {
    return session(NegotiationOptions.defaults());
  }

  static OfferAnswer session(NegotiationOptions options) {
    return new OfferAnswer(options, FINGERPRINT, List.of(TCP4, UDP6, UDP4), CNAME, seeded());
  }

  private static SecureRandom seeded() {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(20261121L);
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The names of all captured offers. */
  static Stream<String> offerNames() {
    try (Stream<Path> files = Files.list(directory("offers"))) {
      List<String> names =
          files.map(file -> file.getFileName().toString().replace(".sdp", "")).sorted().toList();
      return names.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String offer(String name) {
    return resource("offers/" + name + ".sdp");
  }

  static String resource(String path) {
    try (InputStream in = TestSessions.class.getResourceAsStream(path)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory(String name) {
    try {
      return Path.of(TestSessions.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
