package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;

import dev.sluice.server.media.IceTcpOptions;
import dev.sluice.server.media.MediaOptions;
import java.util.List;
import java.util.OptionalInt;

/** Where sound and pictures go in and out, and where peers find that. */
final class MediaVariables {

  static final Variable<Integer> MEDIA_UDP_PORT =
      plain(
          "MEDIA_UDP_PORT",
          Integer.toString(MediaOptions.DEFAULT_UDP_PORT),
          "a port from 1 to 65535",
          "the first media loop's UDP port; loop i has MEDIA_UDP_PORT + i",
          text -> Values.integer(text, 1, 65_535));

  static final Variable<Integer> MEDIA_LOOPS =
      plain(
          "MEDIA_LOOPS",
          "auto",
          "auto for one for each core, or 1 to 1024",
          "media threads, each with its own port",
          Values::loops);

  static final Variable<OptionalInt> MEDIA_TCP_PORT =
      plain(
          "MEDIA_TCP_PORT",
          Integer.toString(IceTcpOptions.DEFAULT_PORT),
          "a port from 1 to 65535, or off",
          "where peers that cannot use UDP come by TCP (ICE-TCP)",
          Values::portOrOff);

  static final Variable<Boolean> MEDIA_TCP_SHARE_HTTP =
      plain(
          "MEDIA_TCP_SHARE_HTTP",
          "0",
          "0 or 1",
          "lets ICE-TCP in through the port of HTTP_ADDR too",
          Values::flag);

  static final Variable<PublicIp> PUBLIC_IP =
      plain(
              "PUBLIC_IP",
              "",
              "IPv4 or IPv6 addresses or public/local pairs with commas between them,"
                  + " stun:host[:port] to ask there at start, or auto to ask STUN_URLS",
              "where peers reach this machine behind a NAT or a published port",
              PublicIp::parse)
          .example("203.0.113.7");

  static final Variable<Boolean> PUBLIC_IP_KEEP_PRIVATE =
      plain(
          "PUBLIC_IP_KEEP_PRIVATE",
          "0",
          "0 or 1",
          "tells peers the local addresses beside PUBLIC_IP, for those in the same network",
          Values::flag);

  static final Variable<Integer> MEDIA_UDP_PUBLIC_PORT =
      publicPort(
          "MEDIA_UDP_PUBLIC_PORT",
          "MEDIA_UDP_PORT",
          "the first media port as PUBLIC_IP has it, where a container publishes another");

  static final Variable<Integer> MEDIA_TCP_PUBLIC_PORT =
      publicPort(
          "MEDIA_TCP_PUBLIC_PORT",
          "MEDIA_TCP_PORT",
          "MEDIA_TCP_PORT as PUBLIC_IP has it, where a container publishes another");

  static final Variable<Integer> HTTP_PUBLIC_PORT =
      publicPort(
          "HTTP_PUBLIC_PORT",
          "HTTP_ADDR's",
          "HTTP's port as PUBLIC_IP has it, for MEDIA_TCP_SHARE_HTTP");

  static final List<Variable<?>> ALL =
      List.of(
          MEDIA_UDP_PORT,
          MEDIA_LOOPS,
          MEDIA_TCP_PORT,
          MEDIA_TCP_SHARE_HTTP,
          PUBLIC_IP,
          PUBLIC_IP_KEEP_PRIVATE,
          MEDIA_UDP_PUBLIC_PORT,
          MEDIA_TCP_PUBLIC_PORT,
          HTTP_PUBLIC_PORT);

  private MediaVariables() {}

  private static Variable<Integer> publicPort(String name, String port, String meaning) {
    return plain(
        name,
        "0",
        "a port from 1 to 65535, or 0 when it is " + port,
        meaning,
        text -> Values.integer(text, 0, 65_535));
  }
}
