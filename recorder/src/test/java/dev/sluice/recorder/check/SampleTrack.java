package dev.sluice.recorder.check;

import dev.sluice.recorder.codec.CodecConfiguration;
import java.util.List;

/** Coded frames and what a decoder must know before them. */
public record SampleTrack(CodecConfiguration configuration, List<SampleFrame> frames) {}
