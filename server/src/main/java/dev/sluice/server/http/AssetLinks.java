package dev.sluice.server.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets a page load its scripts, styles, fonts and pictures from where they have a version in their
 * names. What they load themselves is named relative to them and comes from there too.
 *
 * @param base in front of each name, with a slash at its end
 */
record AssetLinks(String base) {

  private static final Pattern LINK =
      Pattern.compile("\\b(href|src)=\"((?:css|js|fonts)/[A-Za-z0-9._/-]+|favicon\\.svg)\"");

  String in(String html) {
    return LINK.matcher(html)
        .replaceAll(
            link -> Matcher.quoteReplacement(link.group(1) + "=\"" + base + link.group(2) + '"'));
  }
}
