package dev.sluice.server.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sluice.server.auth.SettableInstant;
import dev.sluice.server.auth.TokenVerifier.Genuine;
import dev.sluice.server.room.ParticipantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that Node.js's own cryptography has signed (20.20, OpenSSL 3), until the year 2100. */
class ForeignTokenTest {

  private final SettableInstant clock = new SettableInstant();

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512", "RS256", "PS256", "ES256"})
  void aTokenOfAnotherLibraryIsGood(String algorithm) throws IOException {
    String token =
        resource("node-tokens.txt")
            .lines()
            .filter(line -> line.startsWith(algorithm + " "))
            .findFirst()
            .orElseThrow()
            .substring(algorithm.length() + 1);
    JwtVerifier verifier =
        new JwtVerifier(
            JwtKeys.none()
                .withSecrets(List.of(Tokens.SECRET))
                .withPublicKeys(resource("node-keys.pem")),
            JwtOptions.DEFAULTS,
            clock);
    Genuine genuine = assertInstanceOf(Genuine.class, verifier.verify(token));
    assertEquals(Optional.of(new ParticipantId("alice")), genuine.grants().identity());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ForeignTokenTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
