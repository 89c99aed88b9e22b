package dev.sluice.server.e2e.wish;

import dev.sluice.server.e2e.Colour;

/** Somebody who watches by WHEP. Used by one thread; closing it ends the session. */
interface Viewer extends AutoCloseable {

  /** Waits until what is seen is of this colour. */
  void sees(Colour colour);

  /** Waits until what is heard is this tone. */
  void hears(int hz);

  /** Waits until so many more frames have come than now. */
  void seesMore(int frames);

  /**
   * How long it took from the POST until the first picture: decoded, or for a viewer that decodes
   * nothing, received whole. Known once something was seen.
   */
  long firstFrameMillis();

  @Override
  void close();
}
