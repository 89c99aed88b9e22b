package dev.sluice.server.e2e;

import java.net.URI;

/** The publish page. */
final class PublishPage implements AutoCloseable {

  private final ProductPage parts;

  PublishPage(Page page) {
    this.parts = new ProductPage("the publish page", page);
  }

  static URI address(ServerFixture server, String room, String more) {
    return server.url().resolve("/web/publish.html?room=" + room + more);
  }

  ProductPage parts() {
    return parts;
  }

  /** When this returns the stream is on air. */
  PublishPage goLive() {
    untilItCaptures();
    parts.click("go-live");
    untilLive();
    return this;
  }

  void untilItCaptures() {
    parts.until(
        "shows the camera",
        "document.querySelector('[data-testid=preview-video]').videoWidth",
        width -> width.asInt() > 0);
  }

  void untilLive() {
    parts.untilItSays("live-title", "You are live");
    parts.untilItShows("live-panel");
  }

  void stop() {
    parts.click("stop");
    parts.untilItShows("publish-form");
  }

  /** Shows a colour in place of the camera's picture from now on, where no camera can be faked. */
  void paint(Colour colour, int hz) {
    untilItCaptures();
    parts
        .page()
        .evaluate(
            """
            (async () => {
              const { colouredVideo, tone } = await import('/web/e2e/paint.js');
              navigator.mediaDevices.getUserMedia = async ({ audio, video }) =>
                new MediaStream([
                  ...(audio ? [tone(%d)] : []),
                  ...(video ? [colouredVideo({ colour: '%s', width: 640, height: 360 })] : []),
                ]);
              const music = document.querySelector('[data-testid=music-on]');
              music.click();
            })()
            """
                .formatted(hz, colour.css()));
    parts.click("preview-camera");
    parts.until(
        "has let the camera go",
        "document.querySelector('[data-testid=preview]').dataset.picture",
        shown -> shown.asText().equals("false"));
    parts.click("preview-camera");
    untilItCaptures();
  }

  @Override
  public void close() {
    parts.close();
  }
}
