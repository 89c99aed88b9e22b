package dev.sluice.server.http;

import dev.sluice.server.http.StaticFiles.Delivery;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * What pages load, under names that have the version in them: {@code {version}/**}. It may be kept
 * forever, by browsers, proxies and CDNs, and used by pages of any origin, since it is public and
 * the same for everybody.
 *
 * <p>While servers are upgraded one by one, a page may come from one and its scripts be asked of
 * another. Who asks for another version is sent on to this server's, so that all modules of a page
 * are of one version; nobody may keep that answer.
 */
final class VersionedFiles implements Handler {

  private static final String CLIENT = "client/";
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_-]{22}");

  private final AssetVersion version;
  private final StaticFiles pages;
  private final StaticFiles client;

  /**
   * @param pages the folder of the pages
   * @param client the browser client, which stands in their folder {@code client}
   */
  VersionedFiles(AssetVersion version, StaticFiles pages, StaticFiles client) {
    this.version = version;
    this.pages = pages;
    this.client = client;
  }

  @Override
  public CompletionStage<Response> handle(Request request) {
    String name = request.variable("**");
    String wanted = request.variable("version");
    return answer(name, request)
        .filter(found -> VERSION.matcher(wanted).matches())
        .map(found -> wanted.equals(version.text()) ? found : elsewhere(name))
        .orElseGet(() -> Response.error(404, "not found"))
        .completed();
  }

  /** Pages themselves have no version: they are where it is looked up. */
  private Optional<Response> answer(String name, Request request) {
    if (name.isEmpty() || name.endsWith("/") || name.endsWith(".html")) {
      return Optional.empty();
    }
    return name.startsWith(CLIENT)
        ? client.answer(name.substring(CLIENT.length()), request, Delivery.FOREVER)
        : pages.answer(name, request, Delivery.FOREVER);
  }

  /** Relative, for proxies that show the pages below another path. */
  private Response elsewhere(String name) {
    int depth = name.split("/", -1).length;
    return Delivery.REDIRECT.of(
        Response.status(302).with("Location", "../".repeat(depth) + version.text() + "/" + name));
  }
}
