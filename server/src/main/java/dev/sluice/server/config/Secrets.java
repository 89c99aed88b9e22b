package dev.sluice.server.config;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks at all secrets together: one text must not open two doors, and none may be what every
 * example has. No message quotes one.
 */
final class Secrets {

  /** Those that open this server or pass for its clients; the others are other programs'. */
  private static final Set<String> OPEN_THIS_SERVER =
      Set.of(
          "AUTH_TOKEN",
          "ROOM_TOKENS",
          "ADMIN_TOKEN",
          "METRICS_TOKEN",
          "JWT_SECRET",
          "JWT_SECRET_PREVIOUS",
          "API_KEYS",
          "TURN_SECRET");

  /** Pairs in which the same text gives nobody more than is meant. */
  private static final List<Set<String>> HARMLESS =
      List.of(
          Set.of("AUTH_TOKEN", "ROOM_TOKENS"),
          Set.of("JWT_SECRET", "JWT_SECRET_PREVIOUS"),
          Set.of("S3_SECRET_KEY", "BACKUP_S3_SECRET_KEY"));

  /** What people leave in place, without case and punctuation. */
  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "secret",
          "password",
          "passwd",
          "token",
          "admin",
          "root",
          "test",
          "example",
          "default",
          "replaceme",
          "insecure",
          "mysecret",
          "mytoken",
          "mypassword",
          "supersecret",
          "todo",
          "none",
          "null",
          "minioadmin",
          "12345678",
          "1234567890");

  private Secrets() {}

  /**
   * @throws ConfigException when two secrets are one, or one is a placeholder and others can reach
   *     this server
   */
  static void check(Environment environment) {
    Map<String, List<String>> secrets = of(environment);
    List<String> names = List.copyOf(secrets.keySet());
    for (int i = 0; i < names.size(); i++) {
      for (String other : names.subList(i + 1, names.size())) {
        refuseShared(names.get(i), other, secrets);
      }
    }
    if (!onlyThisMachine(environment)) {
      placeholders(secrets)
          .filter(OPEN_THIS_SERVER::contains)
          .findFirst()
          .ifPresent(
              name -> {
                throw new ConfigException(
                    ("%s is a placeholder that everybody tries first, and others can reach"
                            + " HTTP_ADDR; make one with openssl rand -hex 24.")
                        .formatted(name));
              });
    }
  }

  private static void refuseShared(String one, String other, Map<String, List<String>> secrets) {
    boolean same = secrets.get(one).stream().anyMatch(secrets.get(other)::contains);
    if (same && !HARMLESS.contains(Set.of(one, other))) {
      throw new ConfigException(
          ("%s and %s have the same text, so that who is given one has the other; make another for"
                  + " one of them.")
              .formatted(one, other));
    }
  }

  /** A sentence for each placeholder that is let pass. */
  static List<String> notices(Environment environment) {
    List<String> notices = new ArrayList<>();
    Map<String, List<String>> secrets = of(environment);
    placeholders(secrets)
        .map(name -> name + " is a placeholder that everybody tries first: make a real one.")
        .forEach(notices::add);
    if (secrets.containsKey("JWT_SECRET")
        && secrets.get("JWT_SECRET").equals(secrets.get("JWT_SECRET_PREVIOUS"))) {
      notices.add("JWT_SECRET_PREVIOUS is JWT_SECRET, and has no effect.");
    }
    return notices;
  }

  private static Stream<String> placeholders(Map<String, List<String>> secrets) {
    return secrets.entrySet().stream()
        .filter(entry -> entry.getValue().stream().anyMatch(Secrets::isPlaceholder))
        .map(Map.Entry::getKey);
  }

  static boolean isPlaceholder(String secret) {
    String bare = secret.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return PLACEHOLDERS.contains(bare)
        || bare.contains("changeme")
        || bare.matches("your.*(secret|token|password|key).*")
        || bare.matches("x{3,}")
        || secret.matches("<.*>|\\.{3}|…|\\$\\{.*}");
  }

  private static boolean onlyThisMachine(Environment environment) {
    InetSocketAddress bind = environment.value(HttpVariables.HTTP_ADDR);
    return bind.getAddress() != null && bind.getAddress().isLoopbackAddress();
  }

  private static Map<String, List<String>> of(Environment environment) {
    Map<String, List<String>> secrets = new LinkedHashMap<>();
    for (Variable<Optional<String>> variable :
        List.of(
            SharedTokenVariables.ADMIN_TOKEN,
            SharedTokenVariables.AUTH_TOKEN,
            HttpVariables.METRICS_TOKEN,
            AccessVariables.JWT_SECRET,
            AccessVariables.JWT_SECRET_PREVIOUS,
            IceServerVariables.TURN_SECRET,
            IceServerVariables.TURN_PASSWORD,
            StoreVariables.S3_SECRET_KEY,
            BackupStoreVariables.BACKUP_S3_SECRET_KEY,
            ErrorVariables.ERROR_WEBHOOK_TOKEN)) {
      environment
          .value(variable)
          .ifPresent(secret -> secrets.put(variable.name(), List.of(secret)));
    }
    put(secrets, SharedTokenVariables.ROOM_TOKENS, environment);
    put(secrets, AccessVariables.API_KEYS, environment);
    return secrets;
  }

  private static void put(
      Map<String, List<String>> secrets,
      Variable<? extends Map<?, String>> variable,
      Environment environment) {
    List<String> values = List.copyOf(environment.value(variable).values());
    if (!values.isEmpty()) {
      secrets.put(variable.name(), values);
    }
  }
}
