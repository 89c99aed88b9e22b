package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proxies' files in {@code deploy/} agree with the server about limits, times and paths. */
class ProxyFilesTest {

  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final HttpLimits LIMITS = HttpLimits.defaults();

  private static String file(String name) {
    try {
      return Files.readString(DEPLOY.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number behind a directive. */
  private static long number(String file, String directive) {
    Matcher matcher = Pattern.compile(directive + "\\s+(\\d+)").matcher(file(file));
    assertTrue(matcher.find(), directive + " in " + file);
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void whatNginxAllowsIsWhatTheServerAllows() {
    String http = "nginx/sluice/http.conf";
    assertEquals(
        LIMITS.sizes().requestLineBytes(), number(http, "large_client_header_buffers 4") << 10);
    assertEquals(LIMITS.counts().requestsPerConnection(), number(http, "keepalive_requests"));
    assertEquals(
        LIMITS.timeouts().idleNanos(), TimeUnit.SECONDS.toNanos(number(http, "keepalive_timeout")));
    assertEquals(
        LIMITS.timeouts().requestNanos(),
        TimeUnit.SECONDS.toNanos(number(http, "client_body_timeout")));
    for (String site : new String[] {"nginx/sluice.conf", "nginx/sluice-nodes.conf"}) {
      assertEquals(
          LIMITS.counts().connectionsPerClient(), number(site, "limit_conn sluice_clients"));
    }
  }

  /** Else clients of other origins would get an error page that they may not read. */
  @Test
  void aBodyThatIsTooLongReachesTheServerThatSaysSo() {
    assertTrue(
        number("nginx/sluice/http.conf", "client_max_body_size") << 20
            > LIMITS.sizes().bodyBytes());
    assertTrue(number("caddy/Caddyfile", "max_size") * 1_000_000 > LIMITS.sizes().bodyBytes());
  }

  @Test
  void quietStreamsOutliveThePatienceOfProxies() {
    assertTrue(
        TimeUnit.SECONDS.toNanos(number("nginx/sluice/proxy.conf", "proxy_read_timeout"))
            > 2 * EventStreamOptions.defaults().keepAliveNanos());
  }

  /** Of an idle connection the server must be the last to hear that it is closed. */
  @Test
  void caddyKeepsConnectionsNoLongerThanTheServer() {
    assertTrue(
        TimeUnit.SECONDS.toNanos(number("caddy/Caddyfile", "keepalive"))
            < LIMITS.timeouts().idleNanos());
  }

  @ParameterizedTest
  @CsvSource({
    "/whip/daily, daily",
    "/whip/daily/alice, daily",
    "/api/whip/publish/daily, daily",
    "/whep/daily, daily",
    "/whep/daily/alice, daily",
    "/api/whep/play/daily, daily",
    "/whip/session/daily/hqB9gIfxEMiT7Wkzi5a-BQ, daily",
    "/whep/session/daily/hqB9gIfxEMiT7Wkzi5a-BQ/events/1, daily",
    "/whip/session, session",
    "/whip/session/alice, session",
    "/api/rooms/daily, daily",
    "/api/admin/rooms/daily, daily",
    "/api/admin/rooms/daily/participants/alice/kick, daily",
    "/api/admin/denied/rooms/daily/alice, daily",
    "/records/daily/1/a.webm, daily",
    "/api/ws, (from the query)",
    "/api/bootstrap, (from the query)",
    "/api/admin/status, (from the query)",
  })
  void nginxFindsTheRoomInEveryPathThatHasIt(String path, String room) {
    assertEquals(room, roomByNginx(path));
  }

  /** As nginx does: the first regular expression of the map that fits. */
  private static String roomByNginx(String path) {
    String map =
        file("nginx/sluice-nodes.conf")
            .replaceAll("(?s).*map \\$uri \\$sluice_room \\{(.*?)\\n\\}.*", "$1");
    Matcher entries = Pattern.compile("\"~(.*?)\" \\$\\w+;").matcher(map);
    int count = 0;
    while (entries.find()) {
      count++;
      Matcher fits = Pattern.compile(entries.group(1).replaceAll("\\?<\\w+>", "")).matcher(path);
      if (fits.find()) {
        return fits.group(1);
      }
    }
    assertEquals(5, count);
    return "(from the query)";
  }

  @Test
  void nginxAsksForRoomsInTheServersWords() {
    assertTrue(
        file("nginx/sluice/proxy.conf").contains(RoomResidence.HEADER + " $sluice_question"));
    String nodes = file("nginx/sluice-nodes.conf");
    assertTrue(nodes.contains("set $sluice_question " + RoomResidence.HERE + ";"));
    assertTrue(nodes.contains("set $sluice_question " + RoomResidence.NEW + ";"));
  }
}
