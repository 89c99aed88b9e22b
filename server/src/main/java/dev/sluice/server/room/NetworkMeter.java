package dev.sluice.server.room;

import dev.sluice.server.room.RoomStats.NetworkFigures;
import dev.sluice.server.transport.EncodingReceiver;
import dev.sluice.server.transport.MediaReceiver;
import dev.sluice.server.transport.RtpSender;
import dev.sluice.server.transport.WebRtcTransport;

/** Reads what a transport knows of its path. Used on the room's loop. */
final class NetworkMeter {

  private NetworkMeter() {}

  static NetworkFigures of(WebRtcTransport transport, long nowNanos) {
    double received = 0;
    for (MediaReceiver section : transport.receivers()) {
      for (EncodingReceiver encoding : section.encodings()) {
        double clockRate = encoding.format().codec().clockRate();
        received = Math.max(received, encoding.statistics().jitterTicks() / clockRate);
      }
    }
    double sent = 0;
    for (RtpSender sender : transport.senders()) {
      double clockRate = sender.stream().clockRate();
      sent = Math.max(sent, sender.stream().jitterTicks() / clockRate);
    }
    return new NetworkFigures(received, sent, transport.remoteEstimateBps(nowNanos));
  }
}
