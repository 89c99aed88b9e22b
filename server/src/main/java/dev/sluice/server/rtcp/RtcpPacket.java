package dev.sluice.server.rtcp;

/** One packet out of a compound or reduced-size RTCP datagram, as {@link RtcpReader} reads it. */
public sealed interface RtcpPacket
    permits SenderReport,
        ReceiverReport,
        SourceDescription,
        Goodbye,
        GenericNack,
        PictureLossIndication,
        FullIntraRequest,
        ReceiverEstimatedMaxBitrate,
        TransportFeedback,
        UnknownRtcp {}
