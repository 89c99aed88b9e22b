package dev.sluice.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Values that are each allowed and cannot be used together, across the parts of the server. */
final class Contradictions {

  private Contradictions() {}

  /**
   * @throws ConfigException with the first
   */
  static void refuse(Environment environment) {
    redirectPort(environment);
    waysBack(environment);
    files(environment);
  }

  /** Port 0 takes any that is free. */
  private static void redirectPort(Environment environment) {
    Optional<InetSocketAddress> redirect = environment.value(HttpVariables.HTTP_REDIRECT_ADDR);
    if (redirect.isEmpty() || redirect.get().getPort() == 0) {
      return;
    }
    int port = redirect.get().getPort();
    require(
        port != environment.value(HttpVariables.HTTP_ADDR).getPort(),
        "HTTP_REDIRECT_ADDR and HTTP_ADDR both have port %d; plain HTTP needs a port of its own."
            .formatted(port));
    OptionalInt tcp = environment.value(MediaVariables.MEDIA_TCP_PORT);
    require(
        tcp.isEmpty() || tcp.getAsInt() != port,
        "HTTP_REDIRECT_ADDR and MEDIA_TCP_PORT both have port %d; change one of them."
            .formatted(port));
  }

  /** Who is sent elsewhere must not come back here. */
  private static void waysBack(Environment environment) {
    environment
        .value(DrainVariables.DRAIN_REDIRECT)
        .ifPresent(to -> refuseWayBack(environment, DrainVariables.DRAIN_REDIRECT, to));
    environment
        .value(DrainVariables.ROOM_REDIRECTS)
        .rules()
        .values()
        .forEach(to -> refuseWayBack(environment, DrainVariables.ROOM_REDIRECTS, to));
  }

  private static void refuseWayBack(Environment environment, Variable<?> variable, URI to) {
    InetSocketAddress http = environment.value(HttpVariables.HTTP_ADDR);
    int port = to.getPort() >= 0 ? to.getPort() : to.getScheme().equals("https") ? 443 : 80;
    require(
        http.getPort() == 0 || port != http.getPort() || !isThisMachine(environment, http, to),
        "%s leads to %s, which is this server itself (HTTP_ADDR); name another."
            .formatted(variable.name(), to));
  }

  private static boolean isThisMachine(Environment environment, InetSocketAddress http, URI to) {
    String host = to.getHost().replaceAll("[\\[\\]]", "");
    if (host.equals("localhost") || host.equals(http.getHostString())) {
      return true;
    }
    if (!host.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      return false;
    }
    InetAddress address = new InetSocketAddress(host, 1).getAddress();
    return address.isLoopbackAddress()
        || environment.value(MediaVariables.PUBLIC_IP).addresses().stream()
            .anyMatch(each -> each.address().equals(address));
  }

  /** What this server writes it must not share with what it reads, or it destroys that. */
  private static void files(Environment environment) {
    Map<String, Path> used = new LinkedHashMap<>();
    used.put(
        RecordingVariables.RECORD_DIR.name(),
        plain(environment.value(RecordingVariables.RECORD_DIR)));
    for (Variable<Optional<Path>> file :
        List.of(
            HttpVariables.TLS_CERT_FILE,
            HttpVariables.TLS_KEY_FILE,
            StoreVariables.S3_CA_FILE,
            BackupStoreVariables.BACKUP_S3_CA_FILE)) {
      environment.value(file).ifPresent(path -> used.put(file.name(), plain(path)));
    }
    for (Variable<Optional<Path>> file :
        List.of(AccessVariables.DENY_LIST_FILE, AccessVariables.AUDIT_LOG)) {
      environment.value(file).ifPresent(path -> written(file, plain(path), used));
    }
  }

  private static void written(Variable<?> file, Path path, Map<String, Path> used) {
    used.forEach(
        (name, other) ->
            require(
                !other.equals(path),
                "%s and %s are both \"%s\"; give each its own."
                    .formatted(name, file.name(), Variable.shown(path.toString()))));
    require(
        !Files.isDirectory(path),
        "%s must be %s, but \"%s\" is a directory."
            .formatted(file.name(), file.allowed(), Variable.shown(path.toString())));
    require(
        path.getParent() == null || Files.isDirectory(path.getParent()),
        "%s must be %s, but its directory \"%s\" is not there."
            .formatted(
                file.name(), file.allowed(), Variable.shown(String.valueOf(path.getParent()))));
    used.put(file.name(), path);
  }

  private static Path plain(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ConfigException(otherwise);
    }
  }
}
