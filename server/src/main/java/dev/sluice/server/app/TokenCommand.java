package dev.sluice.server.app;

import dev.sluice.server.auth.jwt.JwtVerifier;
import dev.sluice.server.auth.jwt.TokenMinter;
import dev.sluice.server.auth.jwt.TokenMinter.MintException;
import dev.sluice.server.auth.jwt.TokenSigner;
import dev.sluice.server.config.AccessConfig;
import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.SignedTokens;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Prints a token, made with the secret or key of the environment, and nothing else. */
@Command(
    name = "token",
    description = {
      "Prints a token that this server takes, signed by JWT_PRIVATE_KEY or else JWT_SECRET from the",
      "environment or the .env file."
    })
final class TokenCommand implements Callable<Integer> {

  private static final Pattern LIFETIME = Pattern.compile("(\\d{1,9})([smhd])");

  @ParentCommand private Main main;

  @Option(
      names = "--room",
      paramLabel = "ROOM",
      split = ",",
      required = true,
      description = "a room, or a pattern with *; may stand several times")
  private List<String> rooms;

  @Option(names = "--identity", paramLabel = "ID", description = "under which it takes part")
  private String identity;

  @Option(names = "--name", paramLabel = "NAME", description = "shown to others")
  private String name;

  @Option(
      names = "--publish",
      paramLabel = "WHAT",
      split = ",",
      description = "of audio, video, screen, data; or none (all of them)")
  private List<String> publish;

  @Option(names = "--no-subscribe", description = "it receives nothing")
  private boolean noSubscribe;

  @Option(names = "--record", description = "it may record the room, and see its recordings")
  private boolean record;

  @Option(names = "--admin", description = "it may administer the room")
  private boolean admin;

  @Option(names = "--hidden", description = "others do not see it; it publishes nothing")
  private boolean hidden;

  @Option(names = "--once", description = "it is good for one entry")
  private boolean once;

  @Option(names = "--metadata", paramLabel = "KEY=VALUE", description = "seen by others")
  private Map<String, String> metadata = Map.of();

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      defaultValue = "1h",
      description = "how long it lives: 90s, 15m, 1h, 7d (${DEFAULT-VALUE})")
  private String ttl;

  @Override
  public Integer call() {
    SignedTokens tokens = AccessConfig.signedTokens(main.environment());
    TokenSigner signer =
        tokens
            .signer()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "Neither JWT_SECRET nor JWT_PRIVATE_KEY is set; nothing signs a token."));
    InstantSource clock = InstantSource.system();
    TokenMinter minter =
        new TokenMinter(
            signer,
            new JwtVerifier(tokens.keys(), tokens.options(), clock),
            tokens.options(),
            clock,
            new SecureRandom());
    try {
      main.out().println(minter.mint(wishes(), lifetime(ttl)).token());
      main.out().flush();
      return 0;
    } catch (MintException e) {
      throw new ConfigException("No such token can be made: " + e.getMessage() + ".", e);
    }
  }

  private Map<String, Object> wishes() {
    Map<String, Object> wishes = new LinkedHashMap<>();
    wishes.put("rooms", rooms);
    put(wishes, "identity", identity);
    put(wishes, "name", name);
    if (publish != null) {
      wishes.put("publish", publish.equals(List.of("none")) ? List.of() : publish);
    }
    if (noSubscribe) {
      wishes.put("subscribe", false);
    }
    flag(wishes, "record", record);
    flag(wishes, "admin", admin);
    flag(wishes, "hidden", hidden);
    flag(wishes, "once", once);
    if (!metadata.isEmpty()) {
      wishes.put("metadata", metadata);
    }
    return wishes;
  }

  private static void put(Map<String, Object> wishes, String name, String value) {
    if (value != null) {
      wishes.put(name, value);
    }
  }

  private static void flag(Map<String, Object> wishes, String name, boolean value) {
    if (value) {
      wishes.put(name, true);
    }
  }

  private static Duration lifetime(String text) {
    Matcher parts = LIFETIME.matcher(text);
    if (!parts.matches()) {
      throw new ConfigException("--ttl must be a time such as 90s, 15m, 1h or 7d, but it is not.");
    }
    long count = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
