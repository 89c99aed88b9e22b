package dev.sluice.server.e2e;

/**
 * A Chromium and a Firefox for tests in which they meet.
 *
 * @param chromium as other tests have it
 */
record MixedBrowsers(Browsers chromium, Firefox firefox) implements AutoCloseable {

  /** Both or none. */
  static MixedBrowsers start() {
    Browsers chromium = Browsers.start();
    try {
      return new MixedBrowsers(chromium, Firefox.start());
    } catch (RuntimeException e) {
      chromium.close();
      throw e;
    }
  }

  @Override
  public void close() {
    firefox.close();
    chromium.close();
  }
}
