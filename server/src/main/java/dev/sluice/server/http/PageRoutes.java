package dev.sluice.server.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The pages of this server and the browser client they use. */
public final class PageRoutes {

  /** What other sites may show in a frame, when they may at all. */
  private static final Set<String> EMBEDDABLE = Set.of("publish.html", "watch.html");

  /** What a short link hands on to its page. A token is not among them: it belongs behind #. */
  private static final List<String> PARAMETERS =
      List.of("participant", "name", "view", "layer", "controls", "muted");

  private PageRoutes() {}

  /**
   * {@code /} leads to {@code /web/}, {@code /publish/ROOM}, {@code /watch/ROOM}, {@code
   * /recordings} and {@code /admin} to pages there; the client module stands at {@code
   * /web/client/}. What the pages load has its version in its name, {@code /web/v/VERSION/}; it is
   * there without a version, too.
   *
   * @param resources where {@code web/} and {@code sluice-client/} are found
   * @param embedders who may show the publish and watch pages in a frame
   * @param sources what the pages reach beyond this server
   */
  public static List<Route> of(ClassLoader resources, EmbedOrigins embedders, PageSources sources) {
    StaticFiles.Framing framing = name -> EMBEDDABLE.contains(name) ? embedders : EmbedOrigins.NONE;
    AssetVersion version = AssetVersion.of(resources, "web/index.html", "sluice-client/sluice.js");
    String folder = "v/" + version.text() + "/";
    AssetLinks links =
        new AssetLinks(sources.assets().map(base -> base + "/web/" + folder).orElse(folder));
    StaticFiles pages = new StaticFiles(resources, "web", sources, framing, links::in);
    StaticFiles client = new StaticFiles(resources, "sluice-client");
    return List.of(
        Route.get("/", request -> redirect("/web/").completed()),
        Route.get("/web", request -> redirect("/web/").completed()),
        shortLink("publish"),
        shortLink("watch"),
        Route.get("/recordings", request -> redirect("/web/recordings.html").completed()),
        Route.get("/admin", request -> redirect("/web/admin.html").completed()),
        goLivePage("publisher.html", "publish.html"),
        goLivePage("player.html", "watch.html"),
        goLivePage("records.html", "recordings.html"),
        Route.get("/web/v/{version}/**", new VersionedFiles(version, pages, client)),
        Route.get("/web/client/**", client),
        Route.get("/web/**", pages));
  }

  private static Route shortLink(String page) {
    return Route.get(
        "/" + page + "/{room}",
        request -> {
          StringBuilder target =
              new StringBuilder("/web/" + page + ".html?room=" + encoded(request.variable("room")));
          for (String parameter : PARAMETERS) {
            request
                .query(parameter)
                .ifPresent(
                    value ->
                        target.append('&').append(parameter).append('=').append(encoded(value)));
          }
          return redirect(target.toString()).completed();
        });
  }

  /** Links to go-live's pages lead to ours; all they ever told a page is the room. */
  private static Route goLivePage(String theirs, String ours) {
    return Route.get(
        "/web/" + theirs,
        request ->
            redirect(
                    "/web/"
                        + ours
                        + request.query("room").map(room -> "?room=" + encoded(room)).orElse(""))
                .completed());
  }

  private static Response redirect(String path) {
    return Response.status(302).with("Location", path);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
