package dev.sluice.server.http;

import dev.sluice.server.http.Response.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
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
  private final UnaryOperator<String> rewriting;
  private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

  /** Who may show a file in a frame. */
  @FunctionalInterface
  interface Framing {
    EmbedOrigins of(String name);
  }

  /**
   * How an answer may be kept, and by whom used.
   *
   * @param cacheControl the header
   * @param everywhere whether pages of any origin may load it, whatever ALLOWED_ORIGIN says
   */
  record Delivery(String cacheControl, boolean everywhere) {

    /** Asked for anew each time, which costs a 304. */
    static final Delivery PAGE = new Delivery("no-cache", false);

    /** What has a name that stays and a content that does not. */
    static final Delivery BRIEFLY = new Delivery("public, max-age=60", false);

    /** What has its version in its name. */
    static final Delivery FOREVER = new Delivery("public, max-age=31536000, immutable", true);

    /** What holds for this moment and this server. */
    static final Delivery REDIRECT = new Delivery("no-store", true);

    Response of(Response response) {
      Response kept = response.with("Cache-Control", cacheControl);
      return everywhere
          ? kept.with("Access-Control-Allow-Origin", "*")
              .with("Cross-Origin-Resource-Policy", "cross-origin")
          : kept;
    }
  }

  /**
   * Files that nobody may show in a frame.
   *
   * @param root a resource directory without slashes at its ends, such as {@code web}
   */
  public StaticFiles(ClassLoader resources, String root) {
    this(resources, root, PageSources.NONE, name -> EmbedOrigins.NONE, UnaryOperator.identity());
  }

  /**
   * @param rewriting what becomes of the pages in the root before they are sent
   */
  StaticFiles(
      ClassLoader resources,
      String root,
      PageSources sources,
      Framing framing,
      UnaryOperator<String> rewriting) {
    this.resources = resources;
    this.root = root;
    this.sources = sources;
    this.framing = framing;
    this.rewriting = rewriting;
  }

  /** One form of a file, ready to be sent. */
  private record Form(String tag, Response response) {}

  /**
   * A file; {@code compressed} is empty when that gains nothing.
   *
   * @param framed whether pages of other sites may show it
   */
  private record StaticFile(Form plain, Optional<Form> compressed, boolean framed) {}

  /**
   * Answers a route whose pattern ends in {@code **}; an empty rest or a last slash is its index.
   */
  @Override
  public CompletionStage<Response> handle(Request request) {
    String path = request.variable("**");
    String name = path.isEmpty() || path.endsWith("/") ? path + "index.html" : path;
    return answer(name, request, isPage(name) ? Delivery.PAGE : Delivery.BRIEFLY)
        .orElseGet(() -> Response.error(404, "not found"))
        .completed();
  }

  /** The file of this name, or that the client has it already; empty when there is none. */
  Optional<Response> answer(String name, Request request, Delivery delivery) {
    return file(name)
        .map(
            file -> {
              Response response = delivery.of(respond(file, request));
              // who may frame a page may be one whose own pages load only what says that they may
              return file.framed()
                  ? response.with("Cross-Origin-Resource-Policy", "cross-origin")
                  : response;
            });
  }

  private static boolean isPage(String name) {
    return name.endsWith(".html");
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
      StaticFile read = read(type.get(), framing.of(name), content(name, in.readAllBytes()));
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

  private byte[] content(String name, byte[] stored) {
    return isPage(name) && name.indexOf('/') < 0
        ? rewriting
            .apply(new String(stored, StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8)
        : stored;
  }

  private StaticFile read(String type, EmbedOrigins embedders, byte[] content) throws IOException {
    Header policy = new Header("Content-Security-Policy", sources.policy(embedders.directive()));
    byte[] compressed = {};
    if (type.startsWith("text/") || type.endsWith("json") || type.endsWith("xml")) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(content);
      }
      compressed = out.toByteArray();
    }
    String tag = ContentTag.of(content);
    boolean worthIt = compressed.length > 0 && compressed.length < content.length;
    return new StaticFile(
        form(tag, type, content, policy),
        worthIt
            ? Optional.of(
                form(tag + "-gz", type, compressed, policy, new Header("Content-Encoding", "gzip")))
            : Optional.empty(),
        !embedders.equals(EmbedOrigins.NONE));
  }

  private static Form form(String tag, String type, byte[] content, Header... more) {
    String quoted = '"' + tag + '"';
    Response response =
        Response.bytes(200, type, content)
            .with("ETag", quoted)
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
}
