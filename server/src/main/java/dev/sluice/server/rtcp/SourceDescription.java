package dev.sluice.server.rtcp;

import java.util.List;

/**
 * Canonical names of sources; other items are skipped. RFC 3550 §6.5.
 *
 * @param chunks one for each source, at most 31
 */
public record SourceDescription(List<Chunk> chunks) implements RtcpPacket {

  public SourceDescription {
    chunks = List.copyOf(chunks);
  }

  /**
   * One source.
   *
   * @param ssrc the source
   * @param cname at most 255 bytes of UTF-8; empty when the chunk holds none
   */
  public record Chunk(int ssrc, String cname) {}
}
