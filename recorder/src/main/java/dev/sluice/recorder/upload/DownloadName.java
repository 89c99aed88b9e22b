package dev.sluice.recorder.upload;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What a browser calls a file that it saves: the header Content-Disposition, RFC 6266. */
public final class DownloadName {

  private DownloadName() {}

  /** Whatever the name is, the header has no quotes or control characters of it. */
  public static String attachment(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return "attachment; filename=\""
        + plain
        + "\"; filename*=UTF-8''"
        + encoded.replace("*", "%2A");
  }
}
