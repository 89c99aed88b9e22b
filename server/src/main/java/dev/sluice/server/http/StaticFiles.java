package dev.sluice.server.http;

import dev.sluice.server.http.Response.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The pages, from the classpath. A path is a file only if each segment is a plain name and the last
 * one ends in a known extension, so nothing outside the root can be named, nor a directory. What
 * was read once stays in memory with its entity tag and, for text, a compressed form.
 */
public final class StaticFiles implements Handler {

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final int MAX_SEGMENTS = 8;

  private static final Map<String, String> CONTENT_TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("ts", "text/plain; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("ogg", "audio/ogg"));

  private final ClassLoader resources;
  private final String root;
  private final PageSources sources;
  private final Framing framing;
  private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

  /** Who may show a file in a frame. */
  @FunctionalInterface
  interface Framing {
    EmbedOrigins of(String name);
  }

  /**
   * Files that nobody may show in a frame.
   *
   * @param root a resource directory without slashes at its ends, such as {@code web}
   */
  public StaticFiles(ClassLoader resources, String root) {
    this(resources, root, PageSources.NONE, name -> EmbedOrigins.NONE);
  }

  StaticFiles(ClassLoader resources, String root, PageSources sources, Framing framing) {
    this.resources = resources;
    this.root = root;
    this.sources = sources;
    this.framing = framing;
  }

  /** One form of a file, ready to be sent. */
  private record Form(String tag, Response response) {}

  /** A file; {@code compressed} is empty when that gains nothing. */
  private record StaticFile(Form plain, Optional<Form> compressed) {}

  /**
   * Answers a route whose pattern ends in {@code **}; an empty rest or a last slash is its index.
   */
  @Override
  public CompletionStage<Response> handle(Request request) {
    String path = request.variable("**");
    String name = path.isEmpty() || path.endsWith("/") ? path + "index.html" : path;
    return file(name)
        .map(file -> respond(file, request))
        .orElseGet(() -> Response.error(404, "not found"))
        .completed();
  }

  private static Response respond(StaticFile file, Request request) {
    boolean gzip = request.header("Accept-Encoding").map(StaticFiles::acceptsGzip).orElse(false);
    Form form = gzip ? file.compressed().orElse(file.plain()) : file.plain();
    boolean unchanged =
        request
            .header("If-None-Match")
            .map(known -> EntityTags.matchWeakly(known, form.tag()))
            .orElse(false);
    return unchanged ? form.response().withStatus(304) : form.response();
  }

  private static boolean acceptsGzip(String header) {
    for (String part : header.split(",")) {
      String coding = part.strip().replace(" ", "");
      if (coding.matches("gzip(;.*)?") && !coding.matches("gzip;q=0(\\.0*)?")) {
        return true;
      }
    }
    return false;
  }

  private Optional<StaticFile> file(String name) {
    StaticFile known = files.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<String> type = contentType(name);
    if (type.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = resources.getResourceAsStream(root + "/" + name)) {
      if (in == null) {
        return Optional.empty();
      }
      StaticFile read = read(type.get(), framing.of(name), in.readAllBytes());
      files.put(name, read);
      return Optional.of(read);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the page " + name, e);
    }
  }

  private static Optional<String> contentType(String name) {
    String[] segments = name.split("/", -1);
    if (segments.length > MAX_SEGMENTS) {
      return Optional.empty();
    }
    for (String segment : segments) {
      if (!SEGMENT.matcher(segment).matches()) {
        return Optional.empty();
      }
    }
    int dot = name.lastIndexOf('.');
    return Optional.ofNullable(CONTENT_TYPES.get(name.substring(dot + 1)));
  }

  private StaticFile read(String type, EmbedOrigins embedders, byte[] content) throws IOException {
    Header policy = new Header("Content-Security-Policy", sources.policy(embedders.directive()));
    // who may frame a page may be one whose own pages load only what says that they may
    Header sharing =
        new Header(
            "Cross-Origin-Resource-Policy",
            embedders.equals(EmbedOrigins.NONE) ? "same-origin" : "cross-origin");
    byte[] compressed = {};
    if (type.startsWith("text/") || type.endsWith("json") || type.endsWith("xml")) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(content);
      }
      compressed = out.toByteArray();
    }
    String tag = tag(content);
    boolean worthIt = compressed.length > 0 && compressed.length < content.length;
    return new StaticFile(
        form(tag, type, content, policy, sharing),
        worthIt
            ? Optional.of(
                form(
                    tag + "-gz",
                    type,
                    compressed,
                    policy,
                    sharing,
                    new Header("Content-Encoding", "gzip")))
            : Optional.empty());
  }

  private static Form form(String tag, String type, byte[] content, Header... more) {
    String quoted = '"' + tag + '"';
    Response response =
        Response.bytes(200, type, content)
            .with("ETag", quoted)
            .with("Cache-Control", "no-cache")
            .with("Vary", "Accept-Encoding")
            .with("Cross-Origin-Opener-Policy", "same-origin")
            .with(
                "Permissions-Policy",
                "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(),"
                    + " usb=()");
    for (Header header : more) {
      response = response.with(header.name(), header.value());
    }
    return new Form(quoted, response);
  }

  private static String tag(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest).substring(0, 22);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
