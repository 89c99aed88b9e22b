package dev.sluice.server.ice;

import java.util.HexFormat;

/**
 * Checks as real clients sent them to an agent with the credentials {@link #SERVER}, one attribute
 * a line.
 */
final class CapturedChecks {

  static final IceCredentials SERVER =
      new IceCredentials("servUfrag123", "serverPassword0123456789");

  static final String CHROME_UFRAG = "yp4j";
  static final String FIREFOX_UFRAG = "59404fac";
  static final String FFMPEG_UFRAG = "36d1d061";

  /** Chromium 156: the first check of a pair, with goog-network-cost. */
  static final String CHROME_CHECK =
      """
      000100542112a4427278556b7561525350685365
      000600117365727655667261673132333a7970346a000000
      c057000400010000
      802a0008d012e27a596d1c5c
      002400046e7e1eff
      000800147a8e14d8c7db32f2aa17cf96a65d6e9b6e5c71e1
      80280004888bf25c
      """;

  /** Chromium 156: the first check of its second pair. */
  static final String CHROME_SECOND_PAIR =
      """
      000100542112a4423753317063422f4741733231
      000600117365727655667261673132333a7970346a000000
      c057000400010000
      802a0008d012e27a596d1c5c
      002400046e7e1eff
      00080014861e66f26ce5fd8d0ca1a562ac6e5a0f78fdae50
      802800044d57fe4b
      """;

  /** Chromium 156: USE-CANDIDATE once the first pair was answered. */
  static final String CHROME_NOMINATION =
      """
      000100582112a44278706a375541656165366a7a
      000600117365727655667261673132333a7970346a000000
      c057000400010000
      802a0008d012e27a596d1c5c
      00250000
      002400046e7e1eff
      0008001441e8628fda4b353eb34856af95f0131bf65d95bb
      80280004520f91bd
      """;

  /** Firefox ESR 153: USE-CANDIDATE from the very first check on. */
  static final String FIREFOX_CHECK =
      """
      000100542112a4421fcfc30273584ea9441e626e
      000600157365727655667261673132333a3539343034666163000000
      00250000
      002400046e7e00ff
      802a0008f2724c3d6d48630f
      00080014b45b3250223aa20777dfb4a08407172e0c7aec3b
      80280004e0540de7
      """;

  /** Firefox ESR 153: and on the second pair as well. */
  static final String FIREFOX_SECOND_PAIR =
      """
      000100542112a442ff0eca0fdaafe3f48f45f342
      000600157365727655667261673132333a3539343034666163000000
      00250000
      002400046e7e00ff
      802a0008f2724c3d6d48630f
      0008001410c0348558da33df08f8eddffbab12acc5f2e2a4
      8028000466d79318
      """;

  /** Firefox ESR 153: a consent check, four seconds later, without USE-CANDIDATE. */
  static final String FIREFOX_CONSENT =
      """
      000100502112a442c24bd29763451e322ea923bd
      000600157365727655667261673132333a3539343034666163000000
      002400047e7e00ff
      802a0008f2724c3d6d48630f
      000800140b21c1eaa67c88b0a4e8b66218ff2ce5211d86d6
      8028000427eee50b
      """;

  /** FFmpeg 8.0.1 WHIP: neither PRIORITY nor a role. */
  static final String FFMPEG_CHECK =
      """
      000100402112a4424f4a50019ffee6aeaeee31f5
      000600157365727655667261673132333a3336643164303631000000
      00250000
      000800145d9b7522a2499533971095705766e7ebabf6e0e1
      802800047d209680
      """;

  private CapturedChecks() {}

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
