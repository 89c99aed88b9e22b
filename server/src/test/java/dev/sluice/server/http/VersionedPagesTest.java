package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What browsers, proxies and CDNs may keep of the pages, and for how long. */
class VersionedPagesTest {

  private static final List<String> PAGES =
      List.of("index.html", "publish.html", "watch.html", "recordings.html", "admin.html");
  private static final Pattern LOADED =
      Pattern.compile("(?:<link [^>]*href|<script [^>]*src|<img [^>]*src)=\"([^\"]+)\"");
  private static final Pattern IMPORT =
      Pattern.compile("(?:from|import|url\\()\\s*\\(?['\"](\\.{1,2}/[^'\"]+)['\"]");

  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  @AfterEach
  void stop() {
    server.stop();
  }

  private void start(ClassLoader resources, PageSources sources, String allowedOrigins)
      throws IOException {
    server =
        new HttpServer(
            HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .allowedOrigins(AllowedOrigins.parse(allowedOrigins))
                .build(),
            PageRoutes.of(resources, EmbedOrigins.NONE, sources),
            System::nanoTime);
    server.start();
  }

  private void start() throws IOException {
    start(getClass().getClassLoader(), PageSources.NONE, "*");
  }

  private URI page(String name) {
    return URI.create("http://127.0.0.1:" + server.port() + "/web/" + name);
  }

  private HttpResponse<String> get(URI uri, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return String.join(" | ", response.headers().allValues(name));
  }

  /** The URLs of everything a page loads, and of what that loads. */
  private TreeSet<URI> loadedBy(String name) throws Exception {
    TreeSet<URI> seen = new TreeSet<>();
    Matcher links = LOADED.matcher(get(page(name)).body());
    while (links.find()) {
      follow(page(name).resolve(links.group(1)), seen);
    }
    return seen;
  }

  private void follow(URI uri, TreeSet<URI> seen) throws Exception {
    if (!seen.add(uri)) {
      return;
    }
    HttpResponse<String> response = get(uri);
    assertEquals(200, response.statusCode(), uri.toString());
    assertEquals(
        "public, max-age=31536000, immutable", header(response, "cache-control"), uri.toString());
    if (uri.getPath().endsWith(".js") || uri.getPath().endsWith(".css")) {
      // what stands in comments are types, which no browser loads
      Matcher imports = IMPORT.matcher(response.body().replaceAll("(?s)/\\*.*?\\*/", ""));
      while (imports.find()) {
        follow(uri.resolve(imports.group(1)), seen);
      }
    }
  }

  @Test
  void everythingThatPagesLoadHasItsVersionInItsNameAndIsThere() throws Exception {
    start();
    for (String name : PAGES) {
      TreeSet<URI> loaded = loadedBy(name);
      assertTrue(loaded.size() > 10, name + " loads " + loaded);
      for (URI uri : loaded) {
        assertTrue(uri.getPath().matches("/web/v/[A-Za-z0-9_-]{22}/.*"), uri.toString());
      }
      assertTrue(loaded.stream().anyMatch(uri -> uri.getPath().endsWith(".woff2")), name);
    }
    assertTrue(
        loadedBy("index.html").stream().anyMatch(uri -> uri.getPath().endsWith("/client/link.js")));
  }

  @Test
  void pagesThemselvesAreAskedForAnewAndCostLittle() throws Exception {
    start();
    for (String name : PAGES) {
      HttpResponse<String> response = get(page(name));
      assertEquals("no-cache", header(response, "cache-control"), name);
      HttpResponse<String> again = get(page(name), "If-None-Match", header(response, "etag"));
      assertEquals(304, again.statusCode(), name);
      assertEquals("no-cache", header(again, "cache-control"), name);
    }
  }

  @Test
  void namesWithoutAVersionAreGoodForAMinute() throws Exception {
    start();
    for (String name : List.of("js/main.js", "css/base.css", "client/sluice.js", "favicon.svg")) {
      HttpResponse<String> response = get(page(name));
      assertEquals(200, response.statusCode(), name);
      assertEquals("public, max-age=60", header(response, "cache-control"), name);
      assertEquals("*", header(response, "access-control-allow-origin"), name);
      assertEquals(
          304, get(page(name), "If-None-Match", header(response, "etag")).statusCode(), name);
    }
  }

  @Test
  void whoAsksForAnotherVersionIsSentToThisOneWhichNobodyKeeps() throws Exception {
    start();
    URI main = script();
    URI old = URI.create(main.toString().replaceFirst("/v/[^/]+/", "/v/" + "o".repeat(22) + "/"));
    HttpResponse<String> sent = get(old);
    assertEquals(302, sent.statusCode());
    assertEquals("no-store", header(sent, "cache-control"));
    assertEquals("*", header(sent, "access-control-allow-origin"));
    assertEquals(main, old.resolve(header(sent, "location")));
    URI icon = URI.create(old.toString().replace("js/main.js", "favicon.svg"));
    assertEquals(
        URI.create(main.toString().replace("js/main.js", "favicon.svg")),
        icon.resolve(header(get(icon), "location")));
  }

  @Test
  void whatIsInNoVersionIsNotKeptAsMissing() throws Exception {
    start();
    String main = script().toString();
    for (String uri :
        List.of(
            main.replace("main.js", "no-such.js"),
            main.replaceFirst("/v/[^/]+/", "/v/short/"),
            main.replaceFirst("/v/[^/]+/", "/v/" + "%2e".repeat(3) + "/"),
            main.replace("js/main.js", "index.html"),
            main.replace("js/main.js", ""),
            main.replace("js/main.js", "client/"))) {
      HttpResponse<String> response = get(URI.create(uri));
      assertEquals(404, response.statusCode(), uri);
      assertEquals("no-store", header(response, "cache-control"), uri);
    }
  }

  @Test
  void aCdnHasWhatPagesLoadAndThePolicySaysSo() throws Exception {
    start(
        getClass().getClassLoader(),
        new PageSources(
            List.of("https://b.example"),
            List.of(),
            Optional.of(URI.create("https://cdn.example/sfu"))),
        "https://meet.example");
    HttpResponse<String> page = get(page("index.html"));
    assertTrue(
        Pattern.compile("src=\"https://cdn\\.example/sfu/web/v/[A-Za-z0-9_-]{22}/js/main\\.js\"")
            .matcher(page.body())
            .find());
    assertFalse(page.body().contains("href=\"css/"));
    assertTrue(page.body().contains("href=\"watch.html\""), "pages link to pages");
    String policy = header(page, "content-security-policy");
    for (String directive : List.of("script-src", "style-src", "font-src")) {
      assertTrue(policy.contains(directive + " 'self' https://cdn.example;"), policy);
    }
    assertTrue(policy.contains("connect-src 'self' https://b.example wss://b.example;"), policy);
    // the CDN asks for its own origin's sake, or for none, and gives the answer to everybody
    Matcher script = Pattern.compile("/web/v/[^/\"]+/js/main\\.js").matcher(page.body());
    assertTrue(script.find());
    HttpResponse<String> asset =
        get(page("").resolve(script.group()), "Origin", "https://other.example");
    assertEquals("*", header(asset, "access-control-allow-origin"));
    assertEquals("cross-origin", header(asset, "cross-origin-resource-policy"));
    assertEquals("Accept-Encoding", header(asset, "vary"));
    assertEquals(
        "",
        header(
            get(page("js/main.js"), "Origin", "https://other.example"),
            "access-control-allow-origin"));
  }

  @Test
  void anyChangeOfAnyFileIsAnotherVersionFromFoldersAndFromJars(@TempDir Path folder)
      throws Exception {
    Path one = Files.createDirectories(folder.resolve("one"));
    write(one, "web/index.html", "<script type=\"module\" src=\"js/main.js\"></script>");
    write(one, "web/js/main.js", "a");
    write(one, "web/css/deep/x.css", "b");
    write(one, "sluice-client/sluice.js", "c");
    String first = version(one);
    assertEquals(first, version(one));
    assertEquals(first, version(jar(one, folder.resolve("one.jar"))));
    for (String name :
        List.of(
            "web/js/main.js", "web/css/deep/x.css", "sluice-client/sluice.js", "web/index.html")) {
      String before = Files.readString(one.resolve(name));
      write(one, name, before + " ");
      assertNotEquals(first, version(one), name);
      write(one, name, before);
    }
    write(one, "web/js/more.js", "");
    assertNotEquals(first, version(one));
    start(loader(one), PageSources.NONE, "*");
    assertEquals(200, get(script()).statusCode());
  }

  private URI script() throws Exception {
    Matcher script = Pattern.compile("src=\"([^\"]+\\.js)\"").matcher(get(page("")).body());
    assertTrue(script.find());
    return page("").resolve(script.group(1));
  }

  private static void write(Path folder, String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static ClassLoader loader(Path place) throws IOException {
    return new URLClassLoader(new URL[] {place.toUri().toURL()}, null);
  }

  private static String version(Path place) throws IOException {
    return AssetVersion.of(loader(place), "web/index.html", "sluice-client/sluice.js").text();
  }

  /** Without entries for folders, as some tools write them. */
  private static Path jar(Path folder, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        var files = Files.walk(folder)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(folder.relativize(each).toString().replace('\\', '/')));
        out.write(Files.readString(each).getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }
}
