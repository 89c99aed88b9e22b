package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Request targets of any shape: never an exception, never a file outside the root. */
class RequestTargetFuzzTest {

  private static final Router ROUTER =
      new Router(
          List.of(
              Route.get(
                  "/web/**",
                  new StaticFiles(RequestTargetFuzzTest.class.getClassLoader(), "http-test/web"))));

  @FuzzTest
  void staysInsideTheRoot(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    assertFalse(RequestTarget.redacted(text + "?token=s3cret").contains("s3cret"));
    Optional<RequestTarget> target = RequestTarget.parse(text);
    if (target.isEmpty()) {
      return;
    }
    Optional<Router.Match> match = ROUTER.find("GET", target.get().segments());
    if (match.isEmpty()) {
      return;
    }
    Handler handler = ((Route.Exchange) match.get().route().orElseThrow()).handler();
    Request request =
        new Request(
            "GET",
            target.get().path(),
            match.get().variables(),
            target.get().query(),
            Map.of(),
            new Request.Peer(InetAddress.getLoopbackAddress(), false),
            new byte[0]);
    Response response = handler.handle(request).toCompletableFuture().join();
    assertTrue(response.status() == 404 || response.status() == 200);
    assertFalse(new String(response.body(), StandardCharsets.UTF_8).contains("secret"));
  }
}
