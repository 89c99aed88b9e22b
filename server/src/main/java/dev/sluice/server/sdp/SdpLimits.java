package dev.sluice.server.sdp;

/**
 * What a session description may hold at most.
 *
 * @param chars the whole text
 * @param mediaSections m-lines
 * @param attributes {@code a=} lines of one section, the session level counted as a section
 * @param lineChars one line
 */
public record SdpLimits(int chars, int mediaSections, int attributes, int lineChars) {

  /**
   * Room for twice the largest offer of a browser: a Chromium m-section has about 220 attributes in
   * 6 kB, and 64 m-sections are 40 more than a join with the default slots needs.
   */
  public static final SdpLimits DEFAULT = new SdpLimits(1 << 20, 64, 1024, 8192);

  /** The same limits with another length of the whole text. */
  public SdpLimits withChars(int maxChars) {
    return new SdpLimits(maxChars, mediaSections, attributes, lineChars);
  }
}
