package dev.sluice.server.e2e.wish;

import java.net.URI;

/** Who watches. */
enum ViewerKind {
  CHROMIUM("Chromium") {
    @Override
    Viewer start(Stage stage, URI endpoint) {
      return BrowserPeer.watching(stage.chromiumPage(), endpoint);
    }
  },
  FIREFOX("Firefox") {
    @Override
    Viewer start(Stage stage, URI endpoint) {
      return BrowserPeer.watching(stage.firefoxPage(), endpoint);
    }
  },
  WEBRTC_JAVA("webrtc-java") {
    @Override
    Viewer start(Stage stage, URI endpoint) {
      return NativePeer.watching(endpoint);
    }
  },
  PION("Pion") {
    @Override
    Viewer start(Stage stage, URI endpoint) {
      return PionViewer.watching(endpoint);
    }
  },
  GSTREAMER("GStreamer") {
    @Override
    Viewer start(Stage stage, URI endpoint) {
      return GStreamerPeer.watching(endpoint);
    }
  };

  private final String title;

  ViewerKind(String title) {
    this.title = title;
  }

  abstract Viewer start(Stage stage, URI endpoint);

  @Override
  public String toString() {
    return title;
  }
}
